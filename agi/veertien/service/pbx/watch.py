"""Looks whether Asterisk and the tables fit each other: after each login and reload, and now and then."""

import asyncio
import time

import structlog

from veertien.asterisk.dialplan.contract import SETTINGS
from veertien.asterisk.manager.connection import AmiError
from veertien.asterisk.manager.link import ManagerLink
from veertien.doctor.finding import DoctorFinding
from veertien.doctor.rows.misfits import misfits
from veertien.service.editions.in_force import InForce
from veertien.service.troubles import Troubles, trouble_of

_LOOK_SECONDS = 1.0
"""Seconds between two looks whether there is a reason to compare."""
COMPARE_SECONDS = 20.0
"""Seconds between comparisons without a reason: Asterisk reports to nobody that its dialplan was reloaded."""


class PbxWatch:
    """Keeps the findings of the latest comparison, and logs each once when it comes and once when it goes."""

    def __init__(self, manager: ManagerLink, in_force: InForce, listens_at: tuple[str, int]) -> None:
        self._manager = manager
        self._in_force = in_force
        self._listens_at = listens_at
        self._findings: tuple[DoctorFinding, ...] = ()
        self._log = structlog.get_logger(__name__)

    def troubles(self) -> Troubles:
        """Return the findings; none while nothing can be known."""
        return {finding.code: trouble_of(finding) for finding in self._findings} if self._manager.connected else {}

    async def watch(self) -> None:
        """Compare until cancelled."""
        login, edition, at = 0, self._in_force.edition, 0.0
        while True:
            changed = login != self._manager.logins or edition is not self._in_force.edition
            if self._manager.connected and (changed or time.monotonic() - at >= COMPARE_SECONDS):
                login, edition, at = self._manager.logins, self._in_force.edition, time.monotonic()
                try:
                    self._take(misfits(await self._manager.facts(SETTINGS), edition.tables, self._listens_at))
                except AmiError as error:
                    # A loss is logged elsewhere and followed by another login.
                    self._log.warning("pbx_not_compared", why=str(error))
            await asyncio.sleep(_LOOK_SECONDS)

    def _take(self, findings: tuple[DoctorFinding, ...]) -> None:
        for finding in findings:
            if finding not in self._findings:
                self._log.warning("pbx_finding", code=finding.code, what=finding.sentence(), cure=finding.cure())
        for code in {before.code for before in self._findings} - {finding.code for finding in findings}:
            self._log.info("pbx_finding_gone", code=code)
        self._findings = findings
