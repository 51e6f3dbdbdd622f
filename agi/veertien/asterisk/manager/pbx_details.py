"""What an Asterisk's endpoints, dialplan and files say, asked over its manager interface by our usual rights.

``PJSIPShowEndpoint`` tells what is in force; ``GetConfig`` what is in the files now, templates and includes resolved.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from veertien.asterisk.manager.connection import AmiMessage, AmiRefusedError, OneConnection
from veertien.asterisk.manager.pbx_facts import is_loaded
from veertien.asterisk.manager.rights import AmiRights
from veertien.asterisk.modules import JUMPING_MODULE

UNWANTED_MODULES = (JUMPING_MODULE, "func_shell")
"""Modules that an installation does better without."""
MOST_ENDPOINTS = 400
"""Endpoints that are looked at one by one, 1 to 3 ms each; a PBX may have thousands of telephones."""

_LOWEST_PORT, _HIGHEST_PORT = 1024, 65_535
_USUAL_PORTS = 5000, 31_000
"""Facts: rtp_reload in res/res_rtp_asterisk.c of Asterisk 22."""

_LEADS_IN = re.compile(r"\bveertien-(?:carrier|inbound|route)\b")
_CARRIER, _INBOUND = "veertien-carrier", "veertien-inbound"


@dataclass(frozen=True, slots=True)
class AorSettings:
    """Where an endpoint is reached, and how it is asked whether it is there."""

    name: str
    contacts: tuple[str, ...]
    qualify_frequency: int
    """Seconds; 0 for never."""
    only_2xx: bool
    """Whether answers other than 2xx count as down."""


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """A PJSIP endpoint as it is in force."""

    name: str
    context: str
    identify_by: tuple[str, ...]
    matches: tuple[str, ...]
    """The addresses and headers by which its identify sections know it."""
    dtmf_mode: str
    rtp_timeout: int
    """Seconds; 0 for never."""
    aors: tuple[AorSettings, ...]
    authenticates: bool = False
    """Whether calls from it have to come with a password, as telephones' do."""
    media_encryption: str = "no"
    """How its audio is encrypted: no, sdes or dtls."""


@dataclass(frozen=True, slots=True)
class PbxDetails:
    """What only somebody who looks for faults wants to know."""

    endpoints: Mapping[str, EndpointSettings]
    endpoints_unseen: int
    unwanted_modules: tuple[str, ...]
    """Those of UNWANTED_MODULES that are loaded."""
    files: Mapping[str, "ConfFile"]
    """pjsip.conf ([system] alone), asterisk.conf and extensions.conf."""
    leading_in: frozenset[str]
    """The contexts that lead to Veertien's own, by extensions.conf."""
    refused_numbers: tuple[str, ...] | None
    """The numbers asked for that veertien-inbound has no extension for; None where Asterisk can't tell."""
    encrypts: bool
    """Whether it can encrypt audio: res_srtp is loaded."""
    rtp_ports: range
    """The port for each side of a call that rtp.conf has room for; RTCP's is the next one."""


@dataclass(frozen=True, slots=True)
class ConfFile:
    """The sections of one of Asterisk's files, each with its lines as key and value; sections may share a name."""

    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    unread: str = ""
    """Why it could not be read."""

    def settings(self, section: str) -> dict[str, str]:
        """Return the settings of the sections of this name, their keys in lower case; the last of a key counts."""
        return {key.lower(): value for name, lines in self.sections if name == section for key, value in lines}


async def read_details(
    manager: OneConnection,
    rights: AmiRights,
    endpoints: Collection[str],
    first: Collection[str],
    numbers: Iterable[str],
    deadline_seconds: float,
) -> PbxDetails:
    """Ask for all of it; `first` are looked at however many endpoints there are, the deadline is each question's.

    Raises as OneConnection.ask does.
    """
    wanted = [*(name for name in endpoints if name in first), *(name for name in endpoints if name not in first)]
    seen = wanted[: max(MOST_ENDPOINTS, len(first))]
    found = {}
    for name in seen:
        settings = await _endpoint(manager, name, deadline_seconds)
        if settings is not None:
            found[name] = settings
    unwanted = [name for name in UNWANTED_MODULES if await is_loaded(manager, name, deadline_seconds)]
    files = {
        "pjsip.conf": await _file(manager, "pjsip.conf", deadline_seconds, Filter="type=system"),
        "asterisk.conf": await _file(manager, "asterisk.conf", deadline_seconds),
        "extensions.conf": await _file(manager, "extensions.conf", deadline_seconds),
    }
    leading = contexts_leading_in(files["extensions.conf"])
    refused: tuple[str, ...] | None = None
    if rights.reads_variables and await is_loaded(manager, "func_dialplan", deadline_seconds):
        refused = await _refused(manager, numbers, deadline_seconds)
    encrypts = await is_loaded(manager, "res_srtp", deadline_seconds)
    # Where there is none, Asterisk has a range of its own.
    rtp_ports = rtp_ports_of(await _file(manager, "rtp.conf", deadline_seconds))
    return PbxDetails(found, len(wanted) - len(seen), tuple(unwanted), files, leading, refused, encrypts, rtp_ports)


def rtp_ports_of(file: ConfFile) -> range:
    """Return the ports for audio by rtp.conf, one for each side of a call, as Asterisk reads it."""
    # Here the first section and the first line count: tried with Asterisk 22.10.
    lines = next((lines for name, lines in file.sections if name == "general"), ())
    general = {key.lower(): value for key, value in reversed(lines)}
    first, last = (
        min(max(_leading_number(general[key]), _LOWEST_PORT), _HIGHEST_PORT) if key in general else usual
        for key, usual in zip(("rtpstart", "rtpend"), _USUAL_PORTS, strict=True)
    )
    if first >= last:
        first, last = _USUAL_PORTS
    return range(first + first % 2, last + 1, 2)


def contexts_leading_in(extensions: ConfFile) -> frozenset[str]:
    """Return the contexts from which a call comes to veertien-inbound: by what they include, or where they go to."""
    lines: dict[str, list[tuple[str, str]]] = {}
    for name, pairs in extensions.sections:
        lines.setdefault(name, []).extend(pairs)
    leading = {_CARRIER, _INBOUND} & lines.keys()
    # The context of what a trunk is told names these as well, and others must not count for it.
    own = {name for name in lines if name.startswith("veertien-")}
    while True:
        more = {
            name
            for name, pairs in lines.items()
            if name not in own | leading and any(_leads(key, value, leading) for key, value in pairs)
        }
        if not more:
            return frozenset(leading)
        leading |= more


def _leads(key: str, value: str, leading: Collection[str]) -> bool:
    if key.lower() == "include":
        return re.split("[,|]", value)[0].strip() in leading
    return _LEADS_IN.search(value) is not None


async def _endpoint(manager: OneConnection, name: str, deadline_seconds: float) -> EndpointSettings | None:
    """Return what is in force; None for one that was taken away since it was listed."""
    try:
        messages = await manager.ask({"Action": "PJSIPShowEndpoint", "Endpoint": name}, deadline_seconds)
    except AmiRefusedError:
        return None
    (detail,) = [message for message in messages if message.event == "EndpointDetail"]
    identified = [message for message in messages if message.event == "IdentifyDetail"]
    return EndpointSettings(
        name=name,
        context=str(detail.context),
        identify_by=_listed(detail.identifyby),
        matches=tuple(match for one in identified for match in (*_listed(one.match), *_listed(one.matchheader))),
        dtmf_mode=str(detail.dtmfmode),
        rtp_timeout=_seconds(detail.rtptimeout),
        aors=tuple(_aor(message) for message in messages if message.event == "AorDetail"),
        authenticates=bool(_listed(detail.auth)),
        media_encryption=str(detail.mediaencryption),
    )


def _aor(detail: AmiMessage) -> AorSettings:
    name = str(detail.objectname)
    contacts = tuple(contact.removeprefix(f"{name}/") for contact in _listed(detail.contacts))
    return AorSettings(name, contacts, _seconds(detail.qualifyfrequency), detail.qualify2xxonly == "true")


async def _file(manager: OneConnection, name: str, deadline_seconds: float, **narrower: str) -> ConfFile:
    try:
        (answer,) = await manager.ask({"Action": "GetConfig", "Filename": name, **narrower}, deadline_seconds)
    except AmiRefusedError as error:
        return ConfFile((), str(error))
    sections: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for field, text in answer.items():
        kind, _, number = str(field).lower().partition("-")
        if kind == "category":
            sections[number] = str(text), []
        elif kind == "line":
            key, _, value = str(text).partition("=")
            # Of `exten => ...` the > has gone.
            sections[number.partition("-")[0]][1].append((key.strip(), value.strip()))
    return ConfFile(tuple((section, tuple(lines)) for section, lines in sections.values()))


async def _refused(manager: OneConnection, numbers: Iterable[str], deadline_seconds: float) -> tuple[str, ...]:
    # Not in the carrier's own context: veertien-unmatched, which that includes, has an extension for everything.
    found = []
    for number in numbers:
        variable = f"DIALPLAN_EXISTS({_INBOUND},{number},1)"
        (answer,) = await manager.ask({"Action": "Getvar", "Variable": variable}, deadline_seconds)
        if str(answer.value) == "0":
            found.append(number)
    return tuple(found)


def _listed(text: object) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(text or "").split(",") if part.strip())


def _leading_number(text: str) -> int:
    # As C's atoi reads it.
    found = re.match(r"\s*\+?(\d{1,9})", text, re.ASCII)
    return int(found[1]) if found else 0


def _seconds(text: object) -> int:
    # Newer releases may write fractions.
    written = str(text or "0").partition(".")[0]
    return int(written) if written.isdigit() else 0
