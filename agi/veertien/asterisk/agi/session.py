"""One call's AGI session as its handler sees it: commands with deadlines, and errors that say what happened."""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from veertien.asterisk.agi.codec import AgiConnection
from veertien.asterisk.agi.events import (
    NEED_DATA,
    AgiRequest,
    ConnectionClosed,
    HangupReceived,
    LocalProtocolError,
    RemoteProtocolError,
    Reply,
    ReplyReceived,
)
from veertien.asterisk.agi.limits import AgiLimits

_MOST_TOGETHER = 90
_MOST_TOGETHER_BYTES = 1900
"""What one command may set: Asterisk's ARRAY takes 100 variables, and the line is to be shorter than the longest."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9_.+-]*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\([A-Za-z0-9_,-]*\))?")


class AgiError(Exception):
    """An AGI session didn't go as the handler wanted."""


class AgiHangupError(AgiError):
    """The channel is gone: Asterisk closed the connection or refused a command on a dead channel."""


class AgiTimeoutError(AgiError):
    """No reply within the deadline. The connection has been closed, as a late reply would answer the wrong command."""


class AgiProtocolError(AgiError):
    """A command that can't be sent, or bytes from the peer that are no AGI."""


class AgiCommandFailedError(AgiError):
    """Asterisk refused or could not do the command; ``reply`` is what it said."""

    def __init__(self, message: str, reply: Reply) -> None:
        super().__init__(message)
        self.reply = reply


class Deadline:
    """The wait that a connection is in; ``passed`` is called once when it has lasted too long.

    Nearly every wait is followed by one that ends later: then the new time is written down, and nothing else. The timer
    looks at it when it fires.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, passed: Callable[[], None]) -> None:
        self._loop = loop
        self._passed = passed
        self._at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._fires_at = 0.0

    def set(self, seconds: float) -> None:
        """Wait for so many seconds from now, whatever was waited for before."""
        self._at = self._loop.time() + seconds
        if self._timer is not None:
            if self._fires_at <= self._at:
                return
            self._timer.cancel()
        self._arm()

    def clear(self) -> None:
        """Wait for nothing more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        if self._fires_at < self._at:
            self._arm()
        else:
            self._timer = None
            self._passed()

    def _arm(self) -> None:
        self._fires_at = self._at
        self._timer = self._loop.call_at(self._at, self._look)


class AgiSession:
    """A handler's side of one call.

    One command at a time. When a command is cancelled or runs out of time the connection is closed, since its reply
    could be taken for the next one's; every later command then raises the same error. ``hung_up`` turns
    true as soon as Asterisk says so, also while no command runs; variables can still be read and set then, unless the
    dialplan has set AGIEXITONHANGUP.
    """

    def __init__(
        self,
        request: AgiRequest,
        connection: AgiConnection,
        transport: asyncio.WriteTransport,
        deadline: Deadline,
        limits: AgiLimits,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.request = request
        self.hung_up = False
        self._connection = connection
        self._transport = transport
        self._deadline = deadline
        self._limits = limits
        self._loop = loop
        self._pending: asyncio.Future[Reply] | None = None
        self._waits_for = ("", 0.0)
        self._failure: tuple[type[AgiError], str] | None = None

    async def command(
        self, verb: str, *arguments: str, deadline_seconds: float | None = None, last: bool = False
    ) -> Reply:
        """Send one command and return Asterisk's 200 reply, whatever its result.

        ``verb`` is sent as it is (``"GET VARIABLE"``), each argument in quotes. Without ``deadline_seconds`` the
        server's ``command_seconds`` holds. Behind a ``last`` one nothing can be sent. Raises AgiHangupError (closed, or
        511), AgiTimeoutError, AgiCommandFailedError (510, 520) and AgiProtocolError (an argument with a control
        character, a command while another is running, bytes that are no AGI).
        """
        reply = await self._exchange(verb, arguments, deadline_seconds, last=last)
        if reply.code == 511:
            self.hung_up = True
            raise AgiHangupError(f"{verb}: {reply.message}")
        if reply.code != 200:
            raise AgiCommandFailedError(f"{verb}: {reply.code} {reply.message[:200]}", reply)
        return reply

    async def answer(self) -> None:
        """Answer the channel.

        Raises AgiHangupError when the caller hangs up meanwhile, AgiCommandFailedError when Asterisk can't.
        """
        reply = await self.command("ANSWER")
        if reply.result == "0":
            return
        # Asterisk 20 gives both the same result. That the caller is gone it says before its next reply.
        await self.channel_status()
        if self.hung_up:
            raise AgiHangupError("ANSWER: the caller hung up")
        raise AgiCommandFailedError("ANSWER: the channel could not be answered", reply)

    async def get_variable(self, name: str) -> str | None:
        """Return the value of a channel variable or function, None when it isn't set.

        Asterisk gives its first 1,023 bytes and does not say that it cut the rest.
        """
        reply = await self.command("GET VARIABLE", variable_name(name))
        return reply.text if reply.result == "1" else None

    async def set_variable(self, name: str, value: str) -> None:
        """Set a channel variable or function. ``value`` may hold anything but control characters."""
        await self.command("SET VARIABLE", variable_name(name), value)

    async def conclude(self, variables: Iterable[tuple[str, str]]) -> None:
        """Set channel variables in this order, many with one command; no command can follow.

        Asterisk is told with the last one that there are no more. So the dialplan goes on as soon as they are set, not
        when the handler has heard of it and returned. Raises what `set_variable` does, and ValueError for none.
        """
        *before, (name, value) = assignments(variables)
        for earlier in before:
            await self.set_variable(*earlier)
        await self.command("SET VARIABLE", variable_name(name), value, last=True)

    async def execute(self, application: str, *arguments: str, deadline_seconds: float | None = None) -> Reply:
        """Run a dialplan application; its arguments are joined with commas, so they can't hold one.

        The result is the application's own: "-1" often means that the channel has gone; ask ``channel_status``.
        Raises AgiCommandFailedError when Asterisk doesn't know the application.
        """
        for argument in arguments:
            if "," in argument:
                raise AgiProtocolError(f"EXEC {application}: a comma in {argument!r:.60} would begin another argument")
        reply = await self.command("EXEC", application, ",".join(arguments), deadline_seconds=deadline_seconds)
        if reply.result == "-2":
            raise AgiCommandFailedError(f"EXEC {application}: Asterisk has no such application", reply)
        return reply

    async def channel_status(self) -> int | None:
        """Return the channel's state as Asterisk numbers it (4 ringing, 6 up); None when the channel is dead.

        Raises AgiCommandFailedError for any other answer.
        """
        reply = await self._exchange("CHANNEL STATUS", (), None)
        if reply.code == 511:
            self.hung_up = True
            return None
        if reply.code != 200 or not reply.result.lstrip("-").isdecimal():
            raise AgiCommandFailedError(f"CHANNEL STATUS: {reply.code} {reply.message[:200]}", reply)
        return None if reply.result.startswith("-") else int(reply.result)

    def received(self) -> None:
        """Hand what the connection has received to the command that waits. The server calls this."""
        if self._failure is not None:
            return
        try:
            while (event := self._connection.next_event()) is not NEED_DATA:
                match event:
                    case ReplyReceived(reply=reply):
                        if self._pending is not None and not self._pending.done():
                            self._pending.set_result(reply)
                    case HangupReceived():
                        self.hung_up = True
                    case ConnectionClosed():
                        self.hung_up = True
                        self.end(AgiHangupError, "Asterisk closed the connection")
                        return
        except RemoteProtocolError as error:
            self._break_off(error)

    def connection_lost(self, error: Exception | None) -> None:
        """Take that the connection is no more. The server calls this."""
        self.hung_up = True
        self.end(AgiHangupError, f"the connection was lost: {error or 'it was closed'}")

    def too_late(self) -> bool:
        """End the command that waits for its reply; say whether one does. The server calls this at its deadline."""
        if self._pending is None or self._pending.done():
            return False
        verb, seconds = self._waits_for
        self.end(AgiTimeoutError, f"no reply to {verb} within {seconds:g} seconds")
        self._transport.abort()
        return True

    def end(self, kind: type[AgiError], message: str) -> None:
        """From now on every command raises this error, the running one included. Only the first call counts."""
        if self._failure is None:
            self._failure = (kind, message)
        if self._pending is not None and not self._pending.done():
            self._pending.set_exception(kind(message))

    async def _exchange(
        self, verb: str, arguments: tuple[str, ...], deadline_seconds: float | None, *, last: bool = False
    ) -> Reply:
        if self._failure is not None:
            kind, message = self._failure
            raise kind(message)
        try:
            line = self._connection.send_command(verb, *arguments)
        except LocalProtocolError as error:
            raise AgiProtocolError(str(error)) from error
        except RemoteProtocolError as error:
            self._break_off(error)
            raise AgiProtocolError(str(error)) from error
        seconds = self._limits.command_seconds if deadline_seconds is None else deadline_seconds
        pending: asyncio.Future[Reply] = self._loop.create_future()
        self._pending = pending
        self._waits_for = verb, seconds
        self._deadline.set(seconds)
        self._transport.write(line)
        if last:
            self._transport.write_eof()
        try:
            return await pending
        except asyncio.CancelledError:
            self.end(AgiHangupError, f"the session was given up during {verb}")
            self._transport.abort()
            raise
        finally:
            self._pending = None
            self._deadline.set(self._limits.idle_seconds)
            if last and self._failure is None:
                self._failure = (AgiProtocolError, f"{verb} was the last command")

    def _break_off(self, error: RemoteProtocolError) -> None:
        self.end(AgiProtocolError, f"Asterisk broke the protocol: {error}")
        self._transport.abort()


def variable_name(name: str) -> str:
    """Return ``name`` if it is a plain channel variable or a function with plain arguments, such as ``CALLERID(num)``.

    Raises AgiProtocolError otherwise: a name with ``${`` or nested brackets would be evaluated by Asterisk.
    """
    if _VARIABLE.fullmatch(name) is None:
        raise AgiProtocolError(f"{name!r:.60} is no channel variable name: letters, digits and _ only")
    return name


def assignments(variables: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield as few pairs of names and values as set the same variables, in the same order.

    Plain values of plain variables are set together, by the dialplan function ARRAY, which splits names and values at
    commas and knows quotes and brackets. Anything else stays by itself.
    """
    together: list[tuple[str, str]] = []
    used = 0
    for name, value in variables:
        plain = _PLAIN_NAME.fullmatch(name) and _PLAIN_VALUE.fullmatch(value)
        size = len(name) + len(value)
        if together and (not plain or len(together) == _MOST_TOGETHER or used + size > _MOST_TOGETHER_BYTES):
            yield _joined(together)
            together, used = [], 0
        if plain:
            together.append((name, value))
            used += size + 2
        else:
            yield name, value
    if together:
        yield _joined(together)


def _joined(pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    if len(pairs) == 1:
        return pairs[0]
    return f"ARRAY({','.join(name for name, _ in pairs)})", ",".join(value for _, value in pairs)
