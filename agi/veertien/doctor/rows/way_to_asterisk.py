"""Whether Asterisk can be looked at, and what of it could not be."""

from collections.abc import Iterator

from veertien.addresses import host_and_port
from veertien.asterisk.manager.examination import ExaminedPbx
from veertien.config import Settings
from veertien.doctor.facts import AmiTrouble, UnseenPbx
from veertien.doctor.finding import DoctorFinding, FindingPlace, in_settings
from veertien.doctor.kinds import ami_kinds


def of_ami(pbx: UnseenPbx, settings: Settings) -> Iterator[DoctorFinding]:
    """Tell why Asterisk could not be looked at."""
    ami = settings.ami
    if ami is None or pbx.trouble is AmiTrouble.NOT_CONFIGURED:
        yield ami_kinds.AMI_NOT_CONFIGURED.found(in_settings())
        return
    section = FindingPlace("manager.conf", sought=f"[{ami.username}]")
    match pbx.trouble:
        case AmiTrouble.REFUSED:
            yield ami_kinds.AMI_REFUSED.found(section, user=ami.username, why=pbx.why)
        case AmiTrouble.NO_SYSTEM:
            yield ami_kinds.AMI_SYSTEM.found(section)
        case _:
            yield ami_kinds.AMI_UNREACHABLE.found(
                FindingPlace("manager.conf", sought="[general]"), address=host_and_port(ami.host, ami.port), why=pbx.why
            )


def of_the_unseen(pbx: ExaminedPbx) -> Iterator[DoctorFinding]:
    """Tell what could not be looked at, so that nobody takes it for sound."""
    details = pbx.details
    if pbx.facts.variables is None:
        yield ami_kinds.DIALPLAN_UNSEEN.found(FindingPlace("manager.conf"))
    elif details.refused_numbers is None:
        yield ami_kinds.PATTERNS_UNSEEN.found(FindingPlace("modules.conf", sought="[modules]"))
    for name, file in details.files.items():
        if file.unread:
            yield ami_kinds.FILE_UNSEEN.found(FindingPlace(name), file=name, why=file.unread)
    if details.endpoints_unseen:
        yield ami_kinds.ENDPOINTS_UNSEEN.found(FindingPlace("pjsip.conf"), count=details.endpoints_unseen)
