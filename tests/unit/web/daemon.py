"""The daemon's own server with its own /now, without Asterisk: calls are published to its stream."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType, SimpleNamespace
from typing import Self
from unittest.mock import Mock

from veertien.config import WebSettings
from veertien.records import CallStream, Ledger, Metrics
from veertien.routing import TrunkState
from veertien.service.doctor.watch import DoctorRounds
from veertien.service.nodes import Nodes
from veertien.service.web.health import Health
from veertien.service.web.present import Present
from veertien.service.web.readiness import Readiness
from veertien.service.web.reload_page import ReloadPage
from veertien.service.web.server import WebServer
from veertien.service.web.since import TroubleTimes
from veertien.wording import Wording

SINCE = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


class OwnDaemon:
    """Runs inside the block. What it says can be changed meanwhile."""

    def __init__(
        self,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        capacities: Mapping[str, int] = MappingProxyType({"hoorn": 2}),
    ) -> None:
        """`capacities` are of its trunks, by key; the endpoint of `hoorn` is trunk-hoorn."""
        self.stream = CallStream()
        self.ledger = Ledger(self.stream, clock)
        self.troubles: dict[str, Wording] = {}
        self.asked = 0
        trunks = {
            key: SimpleNamespace(key=key, endpoint=f"trunk-{key}", capacity=capacity, bought=None)
            for key, capacity in capacities.items()
        }
        self.pool = SimpleNamespace(processes=2, ready=2, waiting=0)
        ears = SimpleNamespace(pocketsphinx=self.pool)
        edition = SimpleNamespace(tables=SimpleNamespace(trunks=trunks), ears=ears)
        health = Mock(
            Health,
            in_force=SimpleNamespace(edition=edition),
            trunk_states=lambda: dict.fromkeys(trunks, TrunkState.UP),
            report=self._report,
        )
        self.health: dict[str, object] = {
            "version": "0.14",
            "code_digest": "52f23d2cf9c4",
            "ami": "connected",
            "second_ear": "not configured",
            "archive": {"rows_written": 14, "waiting": 0, "spooled_bytes": 0, "lost": 0},
            "tables": {"folder": "/etc/veertien", "digest": "0123456789ab", "since": SINCE.isoformat()},
            "model": {"folder": None, "digest": "ba9876543210"},
            "data_edition": {"as_of": "2027-01-01", "digest": "c0ffee543210", "folder": "/etc/veertien/data-2027"},
            "last_reload": None,
        }
        settings = WebSettings.model_construct(port=0)
        times = TroubleTimes(lambda: dict(self.troubles), lambda: SINCE)
        self.rounds = Mock(DoctorRounds, findings=())
        self.nodes: list[dict[str, object]] | None = None
        nodes = Mock(Nodes, as_json=lambda: self.nodes)
        present = Present(health, self.ledger, times, self.rounds, nodes, clock)
        self._server = WebServer(settings, health, Readiness(), Metrics(), Mock(ReloadPage), present, self.stream)

    @property
    def port(self) -> int:
        return self._server.port

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.stop()

    def _report(self) -> dict[str, object]:
        self.asked += 1
        return self.health
