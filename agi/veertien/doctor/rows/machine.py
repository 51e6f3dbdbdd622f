"""The machine: folders, disks, clock, cores, memory, and who may read what."""

from collections.abc import Iterator
from datetime import datetime

from veertien.config import Settings
from veertien.doctor.facts import HostFacts
from veertien.doctor.finding import DoctorFinding, FindingPlace, in_settings
from veertien.doctor.kinds import machine_kinds

_RECOGNISERS = in_settings("recognisers:")
_LEAST_DISK = 500_000_000
"""Bytes. A day of the log of a busy platform, with what waits for a database that is away."""
_LEAST_MEMORY = 300_000_000
"""Bytes. Reloading starts other recognisers beside those that run."""
_MOST_SECONDS_BEHIND = 3600.0
"""Files may come from a machine whose clock is a little ahead."""


def of_access(host: HostFacts) -> Iterator[DoctorFinding]:
    """Tell what the daemon's user may not do, and what others may."""
    for unreadable in host.unreadable:
        yield machine_kinds.CONFIG_UNREADABLE.found(FindingPlace(str(unreadable)), user=host.user, folder=unreadable)
    for path in host.unwritable:
        yield machine_kinds.FOLDER_UNWRITABLE.found(FindingPlace(str(path)), user=host.user, folder=path)
    for path in host.open_secrets:
        yield machine_kinds.SECRET_OPEN.found(FindingPlace(str(path)), file=path)


def of_room(host: HostFacts, settings: Settings) -> Iterator[DoctorFinding]:
    """Tell what is short: disks, memory, cores."""
    for disk in host.disks:
        if disk.free < _LEAST_DISK:
            folder = disk.folders[0]
            yield machine_kinds.DISK_FULL.found(FindingPlace(str(folder)), folder=folder, free=disk.free // 1_000_000)
    if host.free_memory is not None and host.free_memory < _LEAST_MEMORY:
        yield machine_kinds.MEMORY_SHORT.found(free=host.free_memory // 1_000_000)
    if settings.recognisers is not None and settings.recognisers > host.processors:
        yield machine_kinds.CORES_FEW.found(
            _RECOGNISERS,
            wanted=settings.recognisers,
            processors=host.processors,
        )


def of_clock(host: HostFacts, now: datetime) -> Iterator[DoctorFinding]:
    """Tell when the clock can't be right, or nobody keeps it."""
    if host.seconds_behind > _MOST_SECONDS_BEHIND:
        hours = round(host.seconds_behind / 3600)
        yield machine_kinds.CLOCK_BEHIND.found(now=now.isoformat(" ", "minutes"), hours=hours)
    elif host.synchronised is False:
        yield machine_kinds.CLOCK_ALONE.found()
