"""What the daemon says of this moment, asked over HTTP: once for all who want to know it."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from veertien.addresses import host_and_port, reached_at
from veertien.config import WebSettings
from veertien.wording import Wording

FRESH_SECONDS = 0.4
"""For how long an answer is good for whoever asks next."""
_ANSWER_SECONDS = 2.0
"""How long the daemon may take."""


@dataclass(frozen=True, slots=True)
class TrunkNow:
    """A trunk of the tables in force."""

    key: str
    endpoint: str
    state: str
    """up, down or unknown."""
    capacity: int
    """How many it takes from this node."""
    calls: int
    """How many it carries of ours, ringing ones too."""
    bought: int | None
    """How many it takes from all nodes; None where there is one node."""

    @property
    def full(self) -> bool:
        """Whether it takes no more."""
        return self.calls >= self.capacity


@dataclass(frozen=True, slots=True)
class RecognisersNow:
    """The recogniser processes."""

    processes: int
    ready: int
    """Idle or at work."""
    busy: int
    waiting: int
    """Answers that wait for one."""


@dataclass(frozen=True, slots=True)
class TroubleNow:
    """Something that is worse than it should be."""

    what: str
    why: Wording
    """What is wrong and what mends it."""
    since: datetime


@dataclass(frozen=True, slots=True)
class SelfTestNow:
    """The last self-test since the daemon's start."""

    at: datetime
    good: bool
    outcome: str | None
    """None where nothing was decided."""
    how: str | None
    """How its question ended; None where there was none."""

    @classmethod
    def read(cls, answer: Mapping[str, Any] | None) -> "SelfTestNow | None":
        """Return what an answer says of it; None where there was none. Raises as DaemonNow.read does."""
        if answer is None:
            return None
        return cls(datetime.fromisoformat(answer["at"]), bool(answer["good"]), answer["outcome"], answer["how"])


@dataclass(frozen=True, slots=True)
class NodeNow:
    """A machine that serves calls beside the others."""

    name: str
    here: bool
    """Whether it is the one that was asked."""
    state: str
    """serving, draining, stopped or silent."""
    version: str
    tables: str
    """The digest of those in force."""
    tables_since: datetime

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> "NodeNow":
        """Return what an answer says of one. Raises as DaemonNow.read does."""
        name, state, version, tables = (str(answer[key]) for key in ("name", "state", "version", "tables"))
        return cls(name, bool(answer["here"]), state, version, tables, datetime.fromisoformat(answer["tables_since"]))


@dataclass(frozen=True, slots=True)
class DaemonNow:
    """What the daemon says of one moment."""

    at: datetime
    calls: Mapping[str, int]
    """How many are at which stage."""
    trunks: tuple[TrunkNow, ...]
    recognisers: RecognisersNow
    troubles: tuple[TroubleNow, ...]
    self_test: SelfTestNow | None
    nodes: tuple[NodeNow, ...]
    """Empty where no others are known."""
    health: Mapping[str, Any]
    """All that `/now` answers."""

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> "DaemonNow":
        """Return what an answer says. Raises KeyError, TypeError and ValueError for one of another kind."""
        fields = ("key", "endpoint", "state", "capacity", "calls", "bought")
        return cls(
            datetime.fromisoformat(answer["at"]),
            {str(stage): int(count) for stage, count in answer["calls"].items()},
            tuple(TrunkNow(*(each[field] for field in fields)) for each in answer["trunks"]),
            RecognisersNow(**answer["recognisers"]),
            tuple(
                TroubleNow(
                    each["what"],
                    Wording(each["why"]["nl"], each["why"]["en"]),
                    datetime.fromisoformat(each["since"]),
                )
                for each in answer["troubles"]
            ),
            SelfTestNow.read(answer.get("self_tests", {}).get("last")),
            tuple(NodeNow.read(each) for each in answer.get("nodes") or ()),
            answer,
        )


class DaemonClient:
    """Asks the daemon's `/now`. Each answer is a DaemonNow, or why there is none."""

    def __init__(self, settings: WebSettings) -> None:
        self._address = f"http://{host_and_port(reached_at(settings.host), settings.port)}/now"
        self._session: ClientSession | None = None
        self._asking: asyncio.Task[DaemonNow | Wording] | None = None
        self._answered = 0.0

    async def now(self) -> DaemonNow | Wording:
        """Return what it says, or said FRESH_SECONDS ago at most; those who ask meanwhile get the same answer."""
        stale = time.monotonic() - self._answered > FRESH_SECONDS
        if self._asking is None or (self._asking.done() and stale):
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def close(self) -> None:
        """Close the connection to it."""
        if self._asking is not None:
            await asyncio.gather(self._asking, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _ask(self) -> DaemonNow | Wording:
        try:
            return DaemonNow.read(await self._answer())
        except TimeoutError:
            return self._silent("het antwoordt niet", "it doesn't answer")
        except (ClientError, OSError) as error:
            return self._silent(str(error), str(error))
        except (KeyError, TypeError, ValueError, AttributeError):
            return self._silent("het is van een andere versie", "it is of another version")
        finally:
            self._answered = time.monotonic()

    async def _answer(self) -> Any:
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=_ANSWER_SECONDS), trust_env=False)
        async with self._session.get(self._address) as answer:
            answer.raise_for_status()
            return await answer.json()

    def _silent(self, dutch: str, english: str) -> Wording:
        return Wording(
            f"Veertien zelf is niet te bereiken ({self._address}: {dutch}). Draait `veertien serve`? Oproepen gaan dan "
            "naar het vangnet.",
            f"Veertien itself can't be reached ({self._address}: {english}). Is `veertien serve` running? Without it "
            "calls go to the fallback.",
        )
