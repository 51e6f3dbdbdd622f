"""The daemon, by what it says of itself, or why it says nothing."""

from collections.abc import Iterator

from veertien.addresses import host_and_port, reached_at
from veertien.config import Settings
from veertien.doctor.facts import RunningDaemon, SilentDaemon
from veertien.doctor.finding import DoctorFinding, in_settings
from veertien.doctor.kinds import KINDS, daemon_kinds
from veertien.speech.processes.capacity import processes_for

_RECOGNISERS = in_settings("recognisers:")
_FEW = "recognisers"
_SEEN_OTHERWISE = frozenset({"ami", "trunks", _FEW})
"""Words of the daemon's for which there are rows of their own."""


def of_silence(daemon: SilentDaemon, settings: Settings) -> Iterator[DoctorFinding]:
    """Tell that none answers, and what would keep one from starting."""
    address = host_and_port(reached_at(settings.web.host), settings.web.port)
    yield daemon_kinds.DAEMON_SILENT.found(in_settings("web:"), address=address, why=daemon.why)
    for key, port in daemon.taken:
        yield daemon_kinds.PORT_TAKEN.found(in_settings(f"{key}:"), key=key, port=port)


def of_running(daemon: RunningDaemon, settings: Settings, installed: str, processors: int) -> Iterator[DoctorFinding]:
    """Tell what it says of itself that is worse than it should be."""
    if daemon.release != installed:
        yield daemon_kinds.DAEMON_VERSION.found(running=daemon.release, installed=installed)
    wanted = processes_for(processors, settings.recognisers)
    # By itself it may take fewer: its unit may allow it fewer cores than whoever looks.
    if daemon.recognisers < wanted if settings.recognisers else _FEW in daemon.troubles:
        yield daemon_kinds.RECOGNISERS_FEW.found(_RECOGNISERS, ready=daemon.recognisers, wanted=wanted)
    for word, why in daemon.troubles.items():
        if word not in _SEEN_OTHERWISE | KINDS.keys():
            yield daemon_kinds.DAEMON_DEGRADED.found(word=word, why=why)


def of_number(daemons: int, folder: str) -> Iterator[DoctorFinding]:
    """Tell when several serve one folder."""
    if daemons > 1:
        yield daemon_kinds.TWO_DAEMONS.found(count=daemons, folder=folder)
