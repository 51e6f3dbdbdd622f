"""The doctor's rounds in the daemon: what is wrong with the installation, now and then, and never for a call."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime

from veertien.asterisk.dialplan.contract import SETTINGS
from veertien.asterisk.manager.connection import AmiError
from veertien.asterisk.manager.examination import ExaminedPbx
from veertien.asterisk.manager.link import ManagerLink
from veertien.doctor.examining import findings_of
from veertien.doctor.facts import AmiTrouble, InstallationFacts, UnseenPbx
from veertien.doctor.finding import DoctorFinding, Urgency
from veertien.doctor.rows.misfits import MISFITS
from veertien.release import Release
from veertien.routing import AMSTERDAM, Tables
from veertien.service.doctor.gathering import edition_days, endpoints_of, folders_of, numbers_of
from veertien.service.doctor.host import host_facts
from veertien.service.doctor.places import located
from veertien.service.editions.in_force import InForce
from veertien.service.troubles import Troubles, trouble_of

ROUND_SECONDS = 60.0
"""Seconds between two rounds. One takes Asterisk some 3 ms for each trunk."""
_LOOK_SECONDS = 1.0
"""Seconds between two looks whether there is a reason for another round: a login, or other tables."""
_TOLD_ALREADY = frozenset(
    (
        "ami_not_configured",
        "ami_unreachable",
        "ami_refused",
        "ami_system",
        *(kind.code for kind in MISFITS),
    )
)
"""What `ami` in `/healthz` says, and PbxWatch, which looks more often."""


class DoctorRounds:
    """Keeps the findings of the latest round."""

    def __init__(self, manager: ManagerLink | None, in_force: InForce, release: Release) -> None:
        self.findings: Sequence[DoctorFinding] = ()
        self._manager = manager
        self._in_force = in_force
        self._release = release

    def troubles(self) -> Troubles:
        """Return the critical findings."""
        critical = (finding for finding in self.findings if finding.urgency is Urgency.CRITICAL)
        return {finding.code: trouble_of(finding) for finding in critical if finding.code not in _TOLD_ALREADY}

    async def keep_looking(self) -> None:
        """Go round until cancelled."""
        seen, at = self._reason(), 0.0
        while True:
            reason = self._reason()
            if reason != seen or time.monotonic() - at >= ROUND_SECONDS:
                seen, at = reason, time.monotonic()
                self.findings = await self._round()
            await asyncio.sleep(_LOOK_SECONDS)

    def _reason(self) -> tuple[object, ...]:
        manager = self._manager
        return (manager and manager.logins, manager and manager.connected, id(self._in_force.edition))

    async def _round(self) -> Sequence[DoctorFinding]:
        loaded, now = self._in_force.edition.loaded, datetime.now(AMSTERDAM)
        tables = self._in_force.edition.tables.at(now)
        pbx = await self._pbx(tables)
        host = await asyncio.to_thread(host_facts, loaded.folder, loaded.settings, now.timestamp())
        facts = InstallationFacts(
            str(loaded.folder),
            now,
            loaded.settings,
            tables,
            (),
            pbx,
            host,
            None,
            self._release.name,
            data=edition_days(loaded.data),
        )
        return await asyncio.to_thread(located, findings_of(facts), folders_of(facts))

    async def _pbx(self, tables: Tables) -> ExaminedPbx | UnseenPbx:
        if self._manager is None:
            return UnseenPbx(AmiTrouble.NOT_CONFIGURED)
        try:
            return await self._manager.examine(SETTINGS, endpoints_of(tables), numbers_of(tables))
        except AmiError as error:
            return UnseenPbx(AmiTrouble.UNREACHABLE, str(error))
