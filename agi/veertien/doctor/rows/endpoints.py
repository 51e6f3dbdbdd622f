"""The carrier's endpoint and the trunks', as Asterisk has them in force."""

from collections.abc import Iterator

from veertien.asterisk.dialplan.contract import FALLBACK_ENDPOINT, NATIONAL
from veertien.asterisk.manager.examination import ExaminedPbx
from veertien.asterisk.manager.pbx_details import EndpointSettings, PbxDetails
from veertien.doctor.finding import DoctorFinding, FindingPlace
from veertien.doctor.kinds import endpoint_kinds
from veertien.routing import Tables, TrunkState

_PJSIP = FindingPlace("pjsip.conf")
_NOT_BY_ADDRESS = frozenset({"username", "auth_username", "header", "request_uri"})
_BY_MERE_WORDS = frozenset({"username", "request_uri"})
"""Ways of `identify_by` in which what anybody may write into an INVITE says who it is."""
_HEARS_ALL_KEYS = ("auto", "auto_info", "inband")
"""Modes that hear keys as tones too. Those as SIP INFO come through res_pjsip_dtmf_info in any mode."""
_NEED_SRTP = ("sdes", "dtls")
_MOST_NUMBERS_SHOWN = 5


def of_states(pbx: ExaminedPbx, tables: Tables) -> Iterator[DoctorFinding]:
    """Tell which of those that calls go to are down; one without a contact can be nothing else."""
    bare = {name for name, settings in pbx.details.endpoints.items() if not any(aor.contacts for aor in settings.aors)}
    fallback = (pbx.facts.variables or {}).get(FALLBACK_ENDPOINT)
    if fallback and fallback not in bare and pbx.states.get(fallback) is TrunkState.DOWN:
        yield endpoint_kinds.FALLBACK_DOWN.found(_section(fallback), endpoint=fallback)
    wanted = sorted({trunk.endpoint for trunk in tables.trunks.values()} - bare)
    down = [endpoint for endpoint in wanted if pbx.states.get(endpoint) is TrunkState.DOWN]
    if down:
        yield endpoint_kinds.TRUNKS_DOWN.found(_section(down[0]), endpoints=", ".join(down))


def of_carriers(details: PbxDetails, tables: Tables) -> Iterator[DoctorFinding]:
    """Tell whether calls can come in, and from whom."""
    extensions = details.files["extensions.conf"]
    if extensions.unread or not details.endpoints:
        return
    trunks = {trunk.endpoint for trunk in tables.trunks.values()}
    leading = [settings for settings in details.endpoints.values() if settings.context in details.leading_in]
    # Telephones of the house may dial 14-numbers as well, and log in.
    carriers = [settings for settings in leading if settings.name not in trunks and not settings.authenticates]
    # A carrier may be a trunk as well.
    if not leading and not details.endpoints_unseen:
        yield endpoint_kinds.NO_CARRIER.found(_PJSIP)
    for settings in carriers or leading:
        yield from _of_carrier(settings)
    if carriers:
        for settings in leading:
            if settings.name in trunks:
                yield endpoint_kinds.TRUNK_COMES_IN.found(
                    _section(settings.name), endpoint=settings.name, context=settings.context
                )


def of_numbers(pbx: ExaminedPbx) -> Iterator[DoctorFinding]:
    """Tell which numbers of the tables the dialplan refuses; without its settings it can't know the national one."""
    refused = pbx.details.refused_numbers
    if refused and (pbx.facts.variables or {}).get(NATIONAL):
        more = ", …" if len(refused) > _MOST_NUMBERS_SHOWN else ""
        shown = ", ".join(refused[:_MOST_NUMBERS_SHOWN]) + more
        yield endpoint_kinds.NUMBERS_NOT_LET_IN.found(FindingPlace("extensions.conf"), numbers=shown)


def of_ways_out(pbx: ExaminedPbx, tables: Tables) -> Iterator[DoctorFinding]:
    """Tell what is wrong with the endpoints that calls are put through to, the fallback's among them."""
    wanted = {trunk.endpoint for trunk in tables.trunks.values()}
    wanted |= {(pbx.facts.variables or {}).get(FALLBACK_ENDPOINT, "")}
    found = [settings for name, settings in sorted(pbx.details.endpoints.items()) if name in wanted]
    for settings in found:
        if not any(aor.contacts for aor in settings.aors):
            yield endpoint_kinds.NO_CONTACT.found(_section(settings.name), endpoint=settings.name)
    unasked = [one.name for one in found if any(aor.contacts and not aor.qualify_frequency for aor in one.aors)]
    if unasked:
        yield endpoint_kinds.QUALIFY_OFF.found(_section(unasked[0]), endpoints=", ".join(unasked))
    comes_in = (one for one in pbx.details.endpoints.values() if one.context in pbx.details.leading_in)
    carriers = [one for one in comes_in if not one.authenticates]
    for settings in {one.name: one for one in (*carriers, *found)}.values():
        if settings.media_encryption in _NEED_SRTP and not pbx.details.encrypts:
            yield endpoint_kinds.SRTP_MISSING.found(
                _section(settings.name), endpoint=settings.name, encryption=settings.media_encryption
            )
        if settings.rtp_timeout:
            yield endpoint_kinds.RTP_TIMEOUT.found(
                _section(settings.name), endpoint=settings.name, seconds=settings.rtp_timeout
            )
    for settings in carriers:
        if settings.dtmf_mode not in _HEARS_ALL_KEYS:
            yield endpoint_kinds.DTMF_MODE.found(
                _section(settings.name), endpoint=settings.name, mode=settings.dtmf_mode
            )


def _section(endpoint: str) -> FindingPlace:
    return FindingPlace("pjsip.conf", sought=f"[{endpoint}]")


def _of_carrier(settings: EndpointSettings) -> Iterator[DoctorFinding]:
    merely_said = [way for way in settings.identify_by if way in _BY_MERE_WORDS]
    if merely_said:
        yield endpoint_kinds.CARRIER_BY_NAME.found(
            _section(settings.name), endpoint=settings.name, ways=", ".join(merely_said)
        )
    if not settings.matches and not _NOT_BY_ADDRESS & set(settings.identify_by):
        yield endpoint_kinds.CARRIER_UNIDENTIFIED.found(_section(settings.name), endpoint=settings.name)
