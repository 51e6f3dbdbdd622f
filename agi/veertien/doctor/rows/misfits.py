"""What is wrong between the tables and the Asterisk they are for: what sends calls to the fallback, or loses them."""

import difflib
import ipaddress
import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit

from veertien import __version__
from veertien.addresses import host_and_port, reached_at
from veertien.asterisk.dialplan.contract import (
    AGI,
    FALLBACK_ENDPOINT,
    FALLBACK_NUMBER,
    NATIONAL,
    PATIENCE,
    RING_SECONDS,
)
from veertien.asterisk.manager.pbx_facts import PbxFacts
from veertien.asterisk.versions import OLDEST_IN_WORDS, passes_keys_on
from veertien.config import TRUNKS_FILE
from veertien.doctor.finding import DoctorFinding, FindingPlace
from veertien.doctor.kinds import ami_kinds, asterisk_kinds, dialplan_kinds, endpoint_kinds
from veertien.numbering import NationalNumber, is_offered
from veertien.routing import Tables, Trunk

_AGI_PORT = 4573
_AGI_ROUTE = "/route"
_EXTENSIONS = "extensions.conf"
_SECONDS = {PATIENCE: dialplan_kinds.NO_PATIENCE, RING_SECONDS: dialplan_kinds.NO_RING_SECONDS}


MISFITS = (
    asterisk_kinds.ASTERISK_TOO_OLD,
    asterisk_kinds.MODULES_MISSING,
    ami_kinds.AMI_WRITE_CALL,
    ami_kinds.AMI_READ_USER,
    endpoint_kinds.NO_ENDPOINTS,
    endpoint_kinds.ENDPOINT_UNKNOWN,
    dialplan_kinds.GLOBALS_MISSING,
    dialplan_kinds.DIALPLAN_VERSION,
    endpoint_kinds.FALLBACK_MISSING,
    endpoint_kinds.FALLBACK_UNKNOWN,
    endpoint_kinds.FALLBACK_COMES_BACK,
    dialplan_kinds.AGI_ADDRESS,
    dialplan_kinds.NO_PATIENCE,
    dialplan_kinds.NO_RING_SECONDS,
    dialplan_kinds.NATIONAL_NUMBER,
)
"""All kinds that are found here."""


def misfits(facts: PbxFacts, tables: Tables, listens_at: tuple[str, int]) -> tuple[DoctorFinding, ...]:
    """Compare; `listens_at` is the host and the port of our FastAGI. A sound Asterisk has no findings."""
    variables = facts.variables
    found = [*_of_asterisk(facts), *_of_rights(facts), *_of_trunks(facts, tables)]
    if variables is not None:
        found += _of_dialplan(facts, variables)
        found += _of_fallback(facts, variables, tables.rules.national)
        if not _globals_missing(variables):
            found += _of_agi(variables[AGI], listens_at)
            found += _of_seconds(variables)
            found += _of_national(variables[NATIONAL], tables.rules.national)
    return tuple(found)


def endpoint_misfits(
    endpoints: Collection[str], tables: Tables, places: Mapping[str, FindingPlace]
) -> tuple[DoctorFinding, ...]:
    """Compare the trunks alone with the endpoints that Asterisk has: a finding for each trunk, at its place by its key.

    An Asterisk without any is one finding.
    """
    if not endpoints:
        return (_no_endpoints(),)
    return tuple(_unknown([trunk], endpoints, places[trunk.key]) for trunk in _unknown_trunks(endpoints, tables))


def _of_asterisk(facts: PbxFacts) -> Iterator[DoctorFinding]:
    if passes_keys_on(facts.asterisk) is False:
        yield asterisk_kinds.ASTERISK_TOO_OLD.found(version=facts.asterisk, oldest=OLDEST_IN_WORDS)
    if facts.missing_modules:
        yield asterisk_kinds.MODULES_MISSING.found(
            FindingPlace("modules.conf", sought="[modules]"), names=", ".join(facts.missing_modules)
        )


def _of_rights(facts: PbxFacts) -> Iterator[DoctorFinding]:
    if not facts.rights.sets_variables:
        yield ami_kinds.AMI_WRITE_CALL.found(FindingPlace("manager.conf"))
    if not facts.rights.hears("user"):
        yield ami_kinds.AMI_READ_USER.found(FindingPlace("manager.conf"))


def _of_trunks(facts: PbxFacts, tables: Tables) -> Iterator[DoctorFinding]:
    if not facts.endpoints:
        yield _no_endpoints()
    elif missing := _unknown_trunks(facts.endpoints, tables):
        yield _unknown(missing, facts.endpoints, FindingPlace(TRUNKS_FILE, sought=f"{missing[0].key}:"))


def _no_endpoints() -> DoctorFinding:
    return endpoint_kinds.NO_ENDPOINTS.found(FindingPlace("pjsip.conf"))


def _unknown_trunks(endpoints: Collection[str], tables: Tables) -> list[Trunk]:
    return [trunk for trunk in tables.trunks.values() if trunk.endpoint not in endpoints]


def _unknown(trunks: list[Trunk], endpoints: Collection[str], place: FindingPlace) -> DoctorFinding:
    named = ", ".join(f"{trunk.endpoint} (trunk {trunk.key}){_near(trunk.endpoint, endpoints)}" for trunk in trunks)
    return endpoint_kinds.ENDPOINT_UNKNOWN.found(place, endpoints=named)


def _of_dialplan(facts: PbxFacts, variables: Mapping[str, str]) -> Iterator[DoctorFinding]:
    if _globals_missing(variables):
        yield dialplan_kinds.GLOBALS_MISSING.found(FindingPlace(_EXTENSIONS, sought="[globals]"))
    if facts.dialplan != __version__:
        yield dialplan_kinds.DIALPLAN_VERSION.found(
            FindingPlace(_EXTENSIONS, sought="[veertien-version]"), ours=__version__, loaded=facts.dialplan or "?"
        )


def _of_fallback(
    facts: PbxFacts, variables: Mapping[str, str], national: NationalNumber | None
) -> Iterator[DoctorFinding]:
    endpoint, number = variables[FALLBACK_ENDPOINT], variables[FALLBACK_NUMBER]
    # As the dialplan filters them.
    dialled = re.sub("[^+0-9]", "", number)
    if not endpoint or not dialled:
        what = FALLBACK_NUMBER if endpoint else FALLBACK_ENDPOINT
        yield endpoint_kinds.FALLBACK_MISSING.found(_setting(what), variable=what)
        return
    if endpoint not in facts.endpoints:
        yield endpoint_kinds.FALLBACK_UNKNOWN.found(
            _setting(FALLBACK_ENDPOINT), endpoint=endpoint, near=_near(endpoint, facts.endpoints)
        )
    if is_offered(dialled, national):
        yield endpoint_kinds.FALLBACK_COMES_BACK.found(_setting(FALLBACK_NUMBER), number=dialled)


def _of_agi(text: str, listens_at: tuple[str, int]) -> Iterator[DoctorFinding]:
    host, port = listens_at
    if not _reaches(text, host, port):
        ours = f"agi://{host_and_port(reached_at(host), port)}{_AGI_ROUTE}"
        yield dialplan_kinds.AGI_ADDRESS.found(_setting(AGI), asked=text, ours=ours)


def _of_seconds(variables: Mapping[str, str]) -> Iterator[DoctorFinding]:
    for name, kind in _SECONDS.items():
        if not re.fullmatch("[1-9][0-9]*", variables[name]):
            yield kind.found(_setting(name), value=repr(variables[name]))


def _of_national(pattern: str, national: NationalNumber | None) -> Iterator[DoctorFinding]:
    if national is not None and pattern != national.dialled:
        yield dialplan_kinds.NATIONAL_NUMBER.found(_setting(NATIONAL), taken=pattern or "?", written=national.dialled)


def _setting(variable: str) -> FindingPlace:
    return FindingPlace(_EXTENSIONS, sought=variable)


def _globals_missing(variables: Mapping[str, str]) -> bool:
    return not any(variables[name] for name in (AGI, PATIENCE, RING_SECONDS))


def _near(endpoint: str, endpoints: Collection[str]) -> str:
    near = difflib.get_close_matches(endpoint, endpoints, 1, 0.8)
    return f" (→ {near[0]}?)" if near else ""


def _reaches(text: str, host: str, port: int) -> bool:
    try:
        address = urlsplit(text)
        asked_port = address.port or _AGI_PORT
    except ValueError:
        return False
    ours = address.scheme == "agi" and address.path == _AGI_ROUTE and asked_port == port
    return ours and not _differ(address.hostname or "", host)


def _differ(one: str, other: str) -> bool:
    """Return whether two hosts are two addresses for sure; a name may be any, and a server may listen on all."""
    try:
        first, second = ipaddress.ip_address(one), ipaddress.ip_address(other)
    except ValueError:
        return False
    return first != second and not second.is_unspecified
