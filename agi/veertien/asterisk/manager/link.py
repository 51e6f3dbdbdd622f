"""The link to Asterisk's manager interface: which trunks are up, and setting variables on running channels.

The trunks' states are read after login, after every ContactStatus event, and at an interval; that last also proves that
Asterisk still answers. The AMI user needs ``read=system,user`` and ``write=system,call``.
"""

import asyncio
import math
import time
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

import structlog

from veertien.addresses import host_and_port
from veertien.asterisk.manager.connection import (
    AmiError,
    AmiMessage,
    AmiRefusedError,
    AmiUnavailableError,
    OneConnection,
)
from veertien.asterisk.manager.examination import ExaminedPbx, examine_pbx, log_in
from veertien.asterisk.manager.pbx_facts import PbxFacts, read_facts, read_globals
from veertien.asterisk.manager.rights import CURE, AmiRights
from veertien.asterisk.manager.trunk_states import EndpointStates, ask_again, read_endpoints
from veertien.routing import TrunkState


@dataclass(frozen=True, slots=True)
class AmiTiming:
    """Waits of a ManagerLink in seconds.

    The wait before reconnecting begins at ``first_retry`` and doubles up to ``last_retry``.
    """

    answer: float = 3.0
    """The deadline of connecting, of logging in and of each action."""
    interval: float = 5.0
    """Between two looks at the trunks."""
    settle: float = 0.2
    """How long events may gather before a look."""
    first_retry: float = 0.5
    """The first wait, and every wait while a caller depends on the connection."""
    last_retry: float = 30.0
    """The longest wait, and the one after a refused login."""


_DEFAULT_TIMING = AmiTiming()

_Said = TypeVar("_Said")
ReadFields = Callable[[Mapping[str, str]], _Said]
"""Makes a value of the fields of an event."""
Begin = Callable[[Callable[[], Coroutine[Any, Any, None]]], "asyncio.Task[None]"]
"""Begins work that goes on until its task is cancelled."""


class ManagerLink:
    """Keeps one AMI connection up and the trunks' states current."""

    def __init__(self, host: str, port: int, username: str, secret: str, timing: AmiTiming = _DEFAULT_TIMING) -> None:
        self.fault: str | None = "not started"
        """None while connected, otherwise one sentence on why not."""
        self.trunk_states: Mapping[str, TrunkState] = MappingProxyType({})
        """The state of each PJSIP endpoint by its name, as it is now; what is here is replaced and never changed.

        UNKNOWN until Asterisk has asked it for the first time, and while there is no connection: routing tries it then.
        An endpoint whose AOR has no ``qualify_frequency`` is always UP, since Asterisk doesn't ask it.
        """
        self._host = host
        self._port = port
        self._username = username
        self._secret = secret
        self._timing = timing
        self._manager: OneConnection | None = None
        self._rights = AmiRights()
        self._logins = 0
        self._last_connected = -math.inf
        self._needed = 0
        self._wanted = asyncio.Event()
        self._changed = asyncio.Event()
        self._listeners: dict[str, tuple[ReadFields[Any], Callable[[Any], None]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._log = structlog.get_logger(__name__).bind(ami=host_and_port(host, port))

    @property
    def connected(self) -> bool:
        """Whether Asterisk is logged in to and answered the last time it was asked."""
        return self._manager is not None

    @property
    def logins(self) -> int:
        """How often Asterisk was logged in to: another number, another connection."""
        return self._logins

    @property
    def seconds_away(self) -> float:
        """For how long there has been no connection; 0 while there is one, infinity before the first."""
        return 0.0 if self._manager is not None else time.monotonic() - self._last_connected

    @property
    def extends_calls(self) -> bool:
        """Whether variables can be set on channels now: connected, and allowed to."""
        return self._manager is not None and self._rights.sets_variables

    @contextmanager
    def needed(self) -> Iterator[None]:
        """Inside the block a lost connection is tried again at once and at short intervals: a caller depends on it."""
        self._needed += 1
        self._wanted.set()
        try:
            yield
        finally:
            self._needed -= 1

    async def start(self, begin: Begin = lambda work: asyncio.create_task(work())) -> None:
        """Begin to connect; returns at once, as Veertien must also run while Asterisk doesn't."""
        if self._task is None:
            self.fault = "not connected yet"
            self._task = begin(self._stay_connected)

    async def stop(self) -> None:
        """Close the connection and end the task that keeps it."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
            self.fault = "stopped"

    async def set_channel_variable(
        self, channel: str, name: str, value: str, deadline_seconds: float | None = None
    ) -> None:
        """Set a variable on a running channel.

        Raises AmiUnavailableError without a connection or an answer in time, AmiRefusedError when Asterisk has no such
        channel or a field holds a control character.
        """
        seconds = self._timing.answer if deadline_seconds is None else deadline_seconds
        action = {"Action": "Setvar", "Channel": channel, "Variable": name, "Value": value}
        await self._connection().ask(action, seconds)

    async def answers(self, deadline_seconds: float) -> bool:
        """Return whether Asterisk answers now, in this time."""
        try:
            # A refusal is an answer too.
            with suppress(AmiRefusedError):
                await self._connection().ask({"Action": "Ping"}, deadline_seconds)
        except AmiUnavailableError:
            return False
        return True

    async def facts(self, variables: Iterable[str]) -> PbxFacts:
        """Ask what this Asterisk is like, and for these global variables.

        Raises AmiUnavailableError without a connection or an answer in time, AmiRefusedError when Asterisk answers with
        an error.
        """
        return await read_facts(self._connection(), self._rights, self.trunk_states, variables, self._timing.answer)

    async def endpoints(self) -> frozenset[str]:
        """Ask which PJSIP endpoints there are now, newer than `trunk_states`. Raises as `facts` does."""
        return await read_endpoints(self._connection(), self._timing.answer)

    async def examine(self, variables: Collection[str], first: Collection[str], numbers: Iterable[str]) -> ExaminedPbx:
        """Look at this Asterisk from all sides, as examine_pbx does. Raises as `facts` does."""
        known = self._connection(), self._rights, self.trunk_states
        return await examine_pbx(*known, variables, first, numbers, self._timing.answer)

    async def global_variables(self, names: Iterable[str]) -> dict[str, str]:
        """Return these global variables, each cut at 1,023 bytes by Asterisk, and empty where it isn't set.

        Raises AmiUnavailableError without a connection or an answer in time, AmiRefusedError without the right `call`.
        """
        return await read_globals(self._connection(), names, self._timing.answer)

    async def living_calls(self) -> frozenset[str]:
        """Return the unique ids of all channels that there are.

        Raises AmiUnavailableError without a connection or an answer in time, AmiRefusedError when Asterisk answers with
        an error.
        """
        messages = await self._connection().ask({"Action": "CoreShowChannels"}, self._timing.answer)
        return frozenset(str(message.uniqueid) for message in messages if message.event == "CoreShowChannel")

    def _connection(self) -> OneConnection:
        if self._manager is None:
            raise AmiUnavailableError(f"no connection to Asterisk's manager interface: {self.fault}")
        return self._manager

    def on_user_event(self, name: str, read: ReadFields[_Said], listener: Callable[[_Said], None]) -> None:
        """Call `listener` with each UserEvent of this name that the dialplan sends from now on.

        `read` makes what the listener takes of the fields as the dialplan wrote them, callers' data among it. An error
        in either is logged.
        """
        self._listeners[name] = read, listener

    def _hand_on_user_event(self, _: OneConnection, message: AmiMessage) -> None:
        found = self._listeners.get(message.userevent)
        if found is None:
            return
        read, listener = found
        try:
            listener(read({str(key): str(value) for key, value in message.items()}))
        except Exception:
            self._log.exception("user_event_listener_failed", user_event=message.userevent)

    async def _stay_connected(self) -> None:
        wait, logged = self._timing.first_retry, ""
        while True:
            refused = False
            try:
                await self._one_connection()
            except Exception as error:
                if self.connected:
                    wait, logged = self._timing.first_retry, ""
                if isinstance(error, AmiRefusedError):
                    # Not hammered, whoever waits for it.
                    refused, wait = True, self._timing.last_retry
                self.fault = str(error)
                logged = self._log_loss(error, logged)
            finally:
                if self.connected:
                    self._last_connected = time.monotonic()
                self._manager = None
                self._rights = AmiRights()
                self.trunk_states = MappingProxyType(dict.fromkeys(self.trunk_states, TrunkState.UNKNOWN))
            if refused:
                await asyncio.sleep(wait)
            else:
                await self._wait_to_retry(wait)
            wait = min(2 * wait, self._timing.last_retry)

    async def _wait_to_retry(self, seconds: float) -> None:
        """Wait before the next try; not so long where a caller needs the connection, or comes to."""
        await asyncio.sleep(self._timing.first_retry)
        if self._needed:
            return
        self._wanted.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds - self._timing.first_retry):
                await self._wanted.wait()

    def _log_loss(self, error: Exception, logged: str) -> str:
        """Log a loss once, not at every attempt to mend it; return the kind of loss that has been logged."""
        expected = isinstance(error, AmiError | OSError)
        kind = "refused" if isinstance(error, AmiRefusedError) else "lost" if expected else type(error).__name__
        if kind != logged:
            self._log.warning("ami_unavailable", reason=self.fault, exc_info=None if expected else error)
        return kind

    async def _one_connection(self) -> None:
        manager = OneConnection(self._host, self._port)
        booted, trunks = asyncio.Event(), EndpointStates()

        def contact_changed(_: OneConnection, message: AmiMessage) -> None:
            trunks.changed(message.endpointname)
            self._changed.set()

        manager.register_event("FullyBooted", lambda *_: booted.set())
        manager.register_event("ContactStatus", contact_changed)
        manager.register_event("UserEvent", self._hand_on_user_event)
        try:
            await self._log_in(manager, booted)
            while True:
                if not self._changed.is_set():
                    trunks.forget_unknown()
                self._changed.clear()
                gone = self._note(await trunks.read(manager, self._timing.answer))
                if not self.connected:
                    self._manager, self.fault = manager, None
                    self._logins += 1
                    self._log.info("ami_connected", endpoints=len(self.trunk_states))
                for endpoint in gone:
                    await ask_again(manager, endpoint, self._timing.answer)
                await self._wait_for_change(manager)
        finally:
            manager.close()

    async def _log_in(self, manager: OneConnection, booted: asyncio.Event) -> None:
        seconds = self._timing.answer
        self._rights = await log_in(manager, self._username, self._secret, seconds)
        if not (self._rights.asks_system and self._rights.hears("system")):
            raise AmiRefusedError(f"the AMI user lacks the right `system`. {CURE}")
        try:
            async with asyncio.timeout(seconds):
                await booted.wait()
        except TimeoutError:
            raise AmiUnavailableError("Asterisk has not booted yet, or the AMI user lacks read=system") from None

    def _note(self, states: dict[str, TrunkState]) -> list[str]:
        """Take these for the states there are now; return the endpoints that were not known to be down."""
        gone = [
            endpoint
            for endpoint, state in states.items()
            if state is TrunkState.DOWN and self.trunk_states.get(endpoint) is not state
        ]
        for endpoint in states.keys() & self.trunk_states.keys():
            if states[endpoint] is not self.trunk_states[endpoint]:
                self._log.info("trunk_state", endpoint=endpoint, state=states[endpoint].name)
        self.trunk_states = MappingProxyType(dict(states))
        return gone

    async def _wait_for_change(self, manager: OneConnection) -> None:
        change = asyncio.create_task(self._changed.wait())
        try:
            watched: set[asyncio.Future[Any]] = {change, manager.lost}
            done, _ = await asyncio.wait(watched, timeout=self._timing.interval, return_when=asyncio.FIRST_COMPLETED)
        finally:
            change.cancel()
        if manager.lost in done:
            raise AmiUnavailableError(f"the manager connection was lost: {manager.lost.result()}")
        if change in done:
            await asyncio.sleep(self._timing.settle)
