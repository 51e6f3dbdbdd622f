"""GET /now: what happens to calls at this moment, for the pages of `veertien web` and whoever else looks."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from aiohttp import web

from veertien.records import Ledger
from veertien.service.doctor.watch import DoctorRounds
from veertien.service.nodes import Nodes
from veertien.service.web.health import Health
from veertien.service.web.since import TroubleTimes


@dataclass(frozen=True, slots=True)
class Present:
    """Answers with counts and states: no call by itself, and nothing of any caller."""

    health: Health
    ledger: Ledger
    troubles: TroubleTimes
    rounds: DoctorRounds
    nodes: Nodes
    clock: Callable[[], datetime]

    async def get(self, _: web.Request) -> web.Response:
        """Handle one request."""
        return web.json_response(self.as_json(), headers={"Cache-Control": "no-store"})

    def as_json(self) -> dict[str, object]:
        """Return what `/healthz` says, and how far calls are, what each trunk carries, and since when what is wrong."""
        edition, carried, states = self.health.in_force.edition, self.ledger.carried(), self.health.trunk_states()
        pool = edition.ears.pocketsphinx
        busy = min(pool.waiting, pool.ready)
        return {
            **self.health.report(),
            "at": self.clock().isoformat(timespec="milliseconds"),
            "calls": {stage.value: count for stage, count in self.ledger.stages().items()},
            "self_tests": {"under_way": self.ledger.self_tests, "last": self._last_self_test()},
            "trunks": [
                {
                    "key": trunk.key,
                    "endpoint": trunk.endpoint,
                    "state": states[trunk.key].value,
                    "capacity": trunk.capacity,
                    "bought": trunk.bought,
                    "calls": carried.get(trunk.endpoint, 0),
                }
                for trunk in edition.tables.trunks.values()
            ],
            "recognisers": {
                "processes": pool.processes,
                "ready": pool.ready,
                "busy": busy,
                "waiting": pool.waiting - busy,
            },
            "troubles": [
                {"what": each.what, "why": each.why.as_json(), "since": each.since.isoformat(timespec="seconds")}
                for each in self.troubles.look()
            ],
            "nodes": self.nodes.as_json(),
            "findings": [finding.as_json() for finding in self.rounds.findings],
        }

    def _last_self_test(self) -> dict[str, object] | None:
        last = self.ledger.last_self_test
        return None if last is None else {**asdict(last), "at": last.at.isoformat(timespec="seconds")}
