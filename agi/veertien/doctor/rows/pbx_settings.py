"""What Asterisk itself is and how it is set, apart from endpoints and dialplan."""

from collections.abc import Iterator

from veertien.asterisk.config_text import is_yes
from veertien.asterisk.manager.pbx_details import PbxDetails
from veertien.config import Settings
from veertien.doctor.finding import DoctorFinding, FindingPlace
from veertien.doctor.kinds import asterisk_kinds
from veertien.doctor.rows.measured import questions_promised
from veertien.routing import Tables

_DEFAULT_TIMER_B = 32_000
_MOST_TIMER_B = 10_000
"""Milliseconds for which an INVITE that nobody answers is repeated; what is advised is 6,400 (RFC 3261, 17.1.1.2)."""
_DEBIAN = "+dfsg"
_UNWANTED = {"bridge_native_rtp": asterisk_kinds.NATIVE_RTP, "func_shell": asterisk_kinds.FUNC_SHELL}


def of_build(version: str) -> Iterator[DoctorFinding]:
    """Tell of a build that is known to fail callers, by the way that it calls itself."""
    if _DEBIAN in version:
        yield asterisk_kinds.ASTERISK_GOES_DEAF.found(version=version)


def of_modules(details: PbxDetails) -> Iterator[DoctorFinding]:
    """Tell of modules that had better not be loaded."""
    for name in details.unwanted_modules:
        yield _UNWANTED[name].found(FindingPlace("modules.conf", sought="[modules]"))


def of_options(details: PbxDetails) -> Iterator[DoctorFinding]:
    """Tell of dangerous options of asterisk.conf."""
    options = details.files["asterisk.conf"].settings("options")
    if is_yes(options.get("live_dangerously")):
        yield asterisk_kinds.LIVE_DANGEROUSLY.found(FindingPlace("asterisk.conf", sought="live_dangerously"))


def of_timers(details: PbxDetails) -> Iterator[DoctorFinding]:
    """Tell of timers that keep a caller waiting for a dead trunk."""
    file = details.files["pjsip.conf"]
    if file.unread:
        return
    # The section may have any name: Asterisk was asked for those of type=system.
    settings = {key: value for section, _ in file.sections for key, value in file.settings(section).items()}
    written = settings.get("timer_b", "")
    timer_b = int(written) if written.isdigit() else _DEFAULT_TIMER_B
    if timer_b > _MOST_TIMER_B:
        yield asterisk_kinds.TIMERS.found(
            FindingPlace("pjsip.conf", sought="type=system"), seconds=round(timer_b / 1000)
        )


def of_rtp_ports(details: PbxDetails, tables: Tables, settings: Settings) -> Iterator[DoctorFinding]:
    """Tell where fewer calls have audio than the tables promise: a caller has one side, who is put through a second."""
    asked = settings.most_callers_in_question or questions_promised(tables)
    talking = sum(trunk.capacity for trunk in tables.trunks.values())
    wanted, there = asked + 2 * talking, len(details.rtp_ports)
    if there < wanted:
        yield asterisk_kinds.RTP_PORTS_FEW.found(
            FindingPlace("rtp.conf", sought="[general]"),
            there=there,
            wanted=wanted,
            talking=talking,
            asked=asked,
            more=2 * (wanted - there),
        )
