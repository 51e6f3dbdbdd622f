"""All rows in one: facts in, findings out, the worst first."""

from collections.abc import Iterator

from veertien.asterisk.manager.examination import ExaminedPbx
from veertien.doctor.facts import InstallationFacts, RunningDaemon, SilentDaemon
from veertien.doctor.finding import DoctorFinding
from veertien.doctor.kinds import KINDS
from veertien.doctor.rows.daemon import of_number, of_running, of_silence
from veertien.doctor.rows.endpoints import of_carriers, of_numbers, of_states, of_ways_out
from veertien.doctor.rows.folder import of_data, of_folder
from veertien.doctor.rows.machine import of_access, of_clock, of_room
from veertien.doctor.rows.misfits import misfits
from veertien.doctor.rows.pbx_settings import of_build, of_modules, of_options, of_rtp_ports, of_timers
from veertien.doctor.rows.speech import of_speech
from veertien.doctor.rows.way_to_asterisk import of_ami, of_the_unseen

_PLACES = {code: place for place, code in enumerate(KINDS)}


def findings_of(facts: InstallationFacts) -> tuple[DoctorFinding, ...]:
    """Judge. A sound installation has no findings."""
    pbx = facts.pbx
    of_asterisk = _of_pbx(facts, pbx) if isinstance(pbx, ExaminedPbx) else of_ami(pbx, facts.settings)
    found = (*of_folder(facts.faults), *of_data(facts.data), *of_asterisk, *_of_daemon(facts), *_of_machine(facts))
    return tuple(sorted(found, key=lambda finding: (-finding.urgency, _PLACES[finding.code])))


def _of_pbx(facts: InstallationFacts, pbx: ExaminedPbx) -> Iterator[DoctorFinding]:
    listens_at = facts.settings.fastagi.host, facts.settings.fastagi.port
    yield from misfits(pbx.facts, facts.tables, listens_at)
    yield from of_states(pbx, facts.tables)
    yield from of_ways_out(pbx, facts.tables)
    yield from of_carriers(pbx.details, facts.tables)
    yield from of_numbers(pbx)
    yield from of_build(pbx.facts.asterisk)
    yield from of_modules(pbx.details)
    yield from of_options(pbx.details)
    yield from of_timers(pbx.details)
    yield from of_rtp_ports(pbx.details, facts.tables, facts.settings)
    yield from of_the_unseen(pbx)


def _of_daemon(facts: InstallationFacts) -> Iterator[DoctorFinding]:
    match facts.daemon:
        case RunningDaemon():
            yield from of_running(facts.daemon, facts.settings, facts.release, facts.host.processors)
        case SilentDaemon():
            yield from of_silence(facts.daemon, facts.settings)
    yield from of_speech(facts.missing_speech)
    yield from of_number(facts.host.daemons, facts.folder)


def _of_machine(facts: InstallationFacts) -> Iterator[DoctorFinding]:
    yield from of_access(facts.host)
    yield from of_room(facts.host, facts.settings)
    yield from of_clock(facts.host, facts.now)
