"""What is wrong between the tables and the Asterisk they are for: what sends calls to the fallback, or loses them.

Pure: facts in, findings out.
"""

import difflib
import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from veertien.asterisk.manager.rights import CURE
from veertien.asterisk.manager.versions import OLDEST_IN_WORDS, passes_keys_on
from veertien.numbering import NationalNumber, NumberRefusedError, parse_offered
from veertien.routing import Tables

_AGI_PORT = 4573
_AGI_ROUTE = "/route"
_RELOAD = "then `dialplan reload`"


@dataclass(frozen=True, slots=True)
class PbxFinding:
    """One mistake: a stable code, what is so, and what mends it."""

    code: str
    sentence: str
    cure: str

    def __str__(self) -> str:
        return f"{self.sentence} {self.cure}"


def findings_of(facts: PbxFacts, tables: Tables, listens_at: tuple[str, int]) -> tuple[PbxFinding, ...]:
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


def _of_asterisk(facts: PbxFacts) -> Iterator[PbxFinding]:
    if passes_keys_on(facts.asterisk) is False:
        yield PbxFinding(
            "asterisk_too_old",
            f"Asterisk {facts.asterisk} passes on no keys of callers who are asked, and takes much of a core for each.",
            f"Update it to {OLDEST_IN_WORDS} or newer.",
        )
    if facts.missing_modules:
        names = ", ".join(facts.missing_modules)
        yield PbxFinding("modules_missing", f"Asterisk has not loaded {names}.", "Load it; see modules.conf.")


def _of_rights(facts: PbxFacts) -> Iterator[PbxFinding]:
    if not facts.rights.sets_variables:
        yield PbxFinding(
            "ami_write_call",
            "The AMI user lacks write=call: a caller whom a frozen Veertien leaves waits long for the fallback.",
            CURE,
        )
    if not facts.rights.hears("user"):
        yield PbxFinding(
            "ami_read_user", "The AMI user lacks read=user: how calls end is heard of late or never.", CURE
        )


def _of_trunks(facts: PbxFacts, tables: Tables) -> Iterator[PbxFinding]:
    if not facts.endpoints:
        yield PbxFinding(
            "no_endpoints",
            "Asterisk has no PJSIP endpoint at all: no call can be put through.",
            "See pjsip.conf and Asterisk's log, then `module reload res_pjsip.so`.",
        )
        return
    missing = [trunk for trunk in tables.trunks.values() if trunk.endpoint not in facts.endpoints]
    if missing:
        named = ", ".join(f"{trunk.endpoint} (trunk {trunk.key}){_near(trunk.endpoint, facts)}" for trunk in missing)
        yield PbxFinding(
            "endpoint_unknown",
            f"Asterisk has no PJSIP endpoint {named}: calls can't be put through there.",
            "Make `endpoint` in trunks.yaml and the section in pjsip.conf the same, and reload the one you change.",
        )


def _of_dialplan(facts: PbxFacts, variables: Mapping[str, str]) -> Iterator[PbxFinding]:
    if _globals_missing(variables):
        yield PbxFinding(
            "globals_missing",
            "Asterisk has no Veertien settings: every call goes to the fallback, or is lost.",
            f"Include veertien/globals.conf inside [globals] of extensions.conf, {_RELOAD}.",
        )
    if facts.dialplan != __version__:
        there = f"is of version {facts.dialplan}" if facts.dialplan else "is not there, or older than its version"
        yield PbxFinding(
            "dialplan_version",
            f"Veertien is version {__version__}, and its dialplan in Asterisk {there}.",
            f"Copy dialplan/ of this version to where extensions.conf includes it from, {_RELOAD}.",
        )


def _of_fallback(
    facts: PbxFacts, variables: Mapping[str, str], national: NationalNumber | None
) -> Iterator[PbxFinding]:
    endpoint, number = variables[FALLBACK_ENDPOINT], variables[FALLBACK_NUMBER]
    # As the dialplan filters them.
    dialled = re.sub("[^+0-9]", "", number)
    cure = f"Set {FALLBACK_ENDPOINT} and {FALLBACK_NUMBER} in [globals] to a person who is always there, {_RELOAD}."
    if not endpoint or not dialled:
        what = FALLBACK_NUMBER if endpoint else FALLBACK_ENDPOINT
        yield PbxFinding("fallback_missing", f"{what} names nobody: a call that nobody else takes is lost.", cure)
        return
    if endpoint not in facts.endpoints:
        near = _near(endpoint, facts)
        yield PbxFinding("fallback_unknown", f"The fallback's endpoint {endpoint} is not in pjsip.conf{near}.", cure)
    if _is_offered(dialled, national):
        yield PbxFinding("fallback_comes_back", f"The fallback {dialled} is a number that calls come in on.", cure)


def _of_agi(text: str, listens_at: tuple[str, int]) -> Iterator[PbxFinding]:
    host, port = listens_at
    if not _reaches(text, host, port):
        ours = f"agi://{host_and_port(reached_at(host), port)}{_AGI_ROUTE}"
        yield PbxFinding(
            "agi_address",
            f"Asterisk asks at {text} and Veertien listens at {ours}: no call gets here.",
            f"Make {AGI} in [globals] of extensions.conf and `fastagi` in veertien.yaml the same.",
        )


def _of_seconds(variables: Mapping[str, str]) -> Iterator[PbxFinding]:
    for name in (PATIENCE, RING_SECONDS):
        if not re.fullmatch("[1-9][0-9]*", variables[name]):
            yield PbxFinding(
                name.lower(),
                f"{name} is {variables[name]!r}, which is no time: callers may wait for ever.",
                f"Give it whole seconds in [globals] of extensions.conf, {_RELOAD}.",
            )


def _of_national(pattern: str, national: NationalNumber | None) -> Iterator[PbxFinding]:
    if national is not None and pattern != national.dialled:
        yield PbxFinding(
            "national_number",
            f"Asterisk takes {pattern or 'no number'} for the national number, routing.yaml {national.dialled}.",
            f"Set {NATIONAL} in [globals] of extensions.conf to it, {_RELOAD}.",
        )


def _globals_missing(variables: Mapping[str, str]) -> bool:
    return not any(variables[name] for name in (AGI, PATIENCE, RING_SECONDS))


def _near(endpoint: str, facts: PbxFacts) -> str:
    near = difflib.get_close_matches(endpoint, facts.endpoints, 1, 0.8)
    return f"; it has {near[0]}" if near else ""


def _is_offered(number: str, national: NationalNumber | None) -> bool:
    try:
        parse_offered(number, national)
    except NumberRefusedError:
        return False
    return True


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
