"""Endpoints: fallback, trunks and carriers."""

from veertien.asterisk.dialplan import contract
from veertien.doctor.finding import FindingKind, Urgency

FALLBACK_MISSING = FindingKind(
    "fallback_missing",
    Urgency.CRITICAL,
    (
        "{variable} names nobody: a call that nobody else takes is lost.",
        f"Set {contract.FALLBACK_ENDPOINT} and {contract.FALLBACK_NUMBER} in [globals] of extensions.conf to a person "
        "who is always there, then `dialplan reload`.",
    ),
    (
        "{variable} noemt niemand: een oproep die niemand anders aanneemt gaat verloren.",
        f"Zet {contract.FALLBACK_ENDPOINT} en {contract.FALLBACK_NUMBER} in [globals] van extensions.conf op iemand "
        "die er altijd is, en doe `dialplan reload`.",
    ),
)
FALLBACK_UNKNOWN = FindingKind(
    "fallback_unknown",
    Urgency.CRITICAL,
    (
        "The fallback's endpoint {endpoint} is not in pjsip.conf{near}.",
        f"Set {contract.FALLBACK_ENDPOINT} in [globals] of extensions.conf to an endpoint of pjsip.conf, then "
        "`dialplan reload`.",
    ),
    (
        "Het endpoint {endpoint} van het vangnet staat niet in pjsip.conf{near}.",
        f"Zet {contract.FALLBACK_ENDPOINT} in [globals] van extensions.conf op een endpoint van pjsip.conf, en doe "
        "`dialplan reload`.",
    ),
)
FALLBACK_COMES_BACK = FindingKind(
    "fallback_comes_back",
    Urgency.CRITICAL,
    (
        "The fallback {number} is a number that calls come in on.",
        f"Set {contract.FALLBACK_NUMBER} in [globals] of extensions.conf to the number of a person, then `dialplan "
        "reload`.",
    ),
    (
        "Het vangnet {number} is een nummer waarop oproepen binnenkomen.",
        f"Zet {contract.FALLBACK_NUMBER} in [globals] van extensions.conf op het nummer van een mens, en doe "
        "`dialplan reload`.",
    ),
)
FALLBACK_DOWN = FindingKind(
    "fallback_down",
    Urgency.CRITICAL,
    (
        "The fallback's endpoint {endpoint} is down: a call that nobody else takes is lost.",
        "See its contact in pjsip.conf, and the network and the equipment at the other end.",
    ),
    (
        "Het endpoint {endpoint} van het vangnet is onbereikbaar: een oproep die niemand anders aanneemt gaat "
        "verloren.",
        "Bekijk zijn contact in pjsip.conf, het netwerk en de apparatuur aan de andere kant.",
    ),
)
NO_ENDPOINTS = FindingKind(
    "no_endpoints",
    Urgency.CRITICAL,
    (
        "Asterisk has no PJSIP endpoint at all: no call can be put through.",
        "See pjsip.conf and Asterisk's log, then `module reload res_pjsip.so`.",
    ),
    (
        "Asterisk heeft geen enkel PJSIP-endpoint: geen oproep kan worden doorverbonden.",
        "Bekijk pjsip.conf en het log van Asterisk, en doe `module reload res_pjsip.so`.",
    ),
)
ENDPOINT_UNKNOWN = FindingKind(
    "endpoint_unknown",
    Urgency.CRITICAL,
    (
        "Asterisk has no PJSIP endpoint {endpoints}: calls can't be put through there.",
        "Make `endpoint` in trunks.yaml and the section in pjsip.conf the same, and reload the one you change.",
    ),
    (
        "Asterisk heeft geen PJSIP-endpoint {endpoints}: daarheen kan niets worden doorverbonden.",
        "Maak `endpoint` in trunks.yaml en de sectie in pjsip.conf gelijk, en herlaad wat u verandert.",
    ),
)
TRUNKS_DOWN = FindingKind(
    "trunks_down",
    Urgency.WARNING,
    (
        "Trunks are down: {endpoints}. Their calls go to the next destination.",
        "See their contacts in pjsip.conf, and the network and the equipment at the other end. A trunk that "
        "answers no OPTIONS needs qualify_frequency=0.",
    ),
    (
        "Onbereikbare trunks: {endpoints}. Hun oproepen gaan naar de volgende bestemming.",
        "Bekijk hun contacts in pjsip.conf, het netwerk en de apparatuur aan de andere kant. Een trunk die geen "
        "OPTIONS beantwoordt heeft qualify_frequency=0 nodig.",
    ),
)
NO_CARRIER = FindingKind(
    "no_carrier",
    Urgency.CRITICAL,
    (
        "No PJSIP endpoint has a context that leads to veertien-inbound: no call comes in.",
        "Give the carrier's endpoint in pjsip.conf `context=veertien-carrier`, or include veertien-inbound in the "
        "context that it has.",
    ),
    (
        "Geen PJSIP-endpoint heeft een context die naar veertien-inbound leidt: er komt geen oproep binnen.",
        "Geef het endpoint van de carrier in pjsip.conf `context=veertien-carrier`, of neem veertien-inbound op in "
        "de context die het heeft.",
    ),
)
CARRIER_UNIDENTIFIED = FindingKind(
    "carrier_unidentified",
    Urgency.CRITICAL,
    (
        "Endpoint {endpoint} has no identify section: calls from its address are refused with 401.",
        "Add an identify section with `endpoint={endpoint}` and `match=` its address to pjsip.conf, then `module "
        "reload res_pjsip.so`.",
    ),
    (
        "Endpoint {endpoint} heeft geen identify-sectie: oproepen van zijn adres worden met 401 geweigerd.",
        "Zet een identify-sectie met `endpoint={endpoint}` en `match=` zijn adres in pjsip.conf, en doe `module "
        "reload res_pjsip.so`.",
    ),
)
CARRIER_BY_NAME = FindingKind(
    "carrier_by_name",
    Urgency.WARNING,
    (
        "Endpoint {endpoint} is identified by {ways}: whoever writes its name into From is the carrier.",
        "Write `identify_by=ip` into its section of pjsip.conf, then `module reload res_pjsip.so`.",
    ),
    (
        "Endpoint {endpoint} wordt herkend aan {ways}: wie zijn naam in From schrijft is de carrier.",
        "Zet `identify_by=ip` in zijn sectie van pjsip.conf, en doe `module reload res_pjsip.so`.",
    ),
)
TRUNK_COMES_IN = FindingKind(
    "trunk_comes_in",
    Urgency.WARNING,
    (
        "Trunk endpoint {endpoint} has the context {context}, in which 14-numbers can be dialled: its calls may go "
        "round.",
        "Give it `context=veertien-closed` in pjsip.conf, unless 14-calls come in there as well; then `module "
        "reload res_pjsip.so`.",
    ),
    (
        "Trunk-endpoint {endpoint} heeft de context {context}, waarin 14-nummers gekozen kunnen worden: zijn "
        "oproepen kunnen rondgaan.",
        "Geef het `context=veertien-closed` in pjsip.conf, tenzij er ook 14-oproepen binnenkomen; doe dan `module "
        "reload res_pjsip.so`.",
    ),
)
NUMBERS_NOT_LET_IN = FindingKind(
    "numbers_not_let_in",
    Urgency.CRITICAL,
    (
        "No pattern of veertien-inbound lets {numbers} in: these calls are refused.",
        "Copy dialplan/ of this version to where extensions.conf includes it from, then `dialplan reload`.",
    ),
    (
        "Geen patroon van veertien-inbound laat {numbers} binnen: deze oproepen worden geweigerd.",
        "Kopieer dialplan/ van deze versie naar waar extensions.conf het uit opneemt, en doe `dialplan reload`.",
    ),
)
NO_CONTACT = FindingKind(
    "no_contact",
    Urgency.CRITICAL,
    (
        "Endpoint {endpoint} has no contact: calls can't be put through there.",
        "Write `aors=` into its section of pjsip.conf and `contact=` into that AOR, then `module reload "
        "res_pjsip.so`; one that registers has to.",
    ),
    (
        "Endpoint {endpoint} heeft geen contact: daarheen kan niets worden doorverbonden.",
        "Zet `aors=` in zijn sectie van pjsip.conf en `contact=` in die AOR, en doe `module reload res_pjsip.so`; "
        "wie zich registreert moet dat doen.",
    ),
)
QUALIFY_OFF = FindingKind(
    "qualify_off",
    Urgency.WARNING,
    (
        "Nobody asks whether {endpoints} are there: when one dies, each caller waits for it first.",
        "Write `qualify_frequency=10` into its AOR in pjsip.conf, unless it answers no OPTIONS; then `module "
        "reload res_pjsip.so`.",
    ),
    (
        "Niemand vraagt of {endpoints} er zijn: valt er een uit, dan wacht elke beller er eerst op.",
        "Zet `qualify_frequency=10` in de AOR in pjsip.conf, tenzij hij geen OPTIONS beantwoordt; doe dan `module "
        "reload res_pjsip.so`.",
    ),
)
DTMF_MODE = FindingKind(
    "dtmf_mode",
    Urgency.WARNING,
    (
        "Endpoint {endpoint} has dtmf_mode={mode}: keys of some callers are not heard.",
        "Write `dtmf_mode=auto` into its section of pjsip.conf, then `module reload res_pjsip.so`.",
    ),
    (
        "Endpoint {endpoint} heeft dtmf_mode={mode}: toetsen van sommige bellers worden niet gehoord.",
        "Zet `dtmf_mode=auto` in zijn sectie van pjsip.conf, en doe `module reload res_pjsip.so`.",
    ),
)
RTP_TIMEOUT = FindingKind(
    "rtp_timeout",
    Urgency.WARNING,
    (
        "Endpoint {endpoint} has rtp_timeout={seconds}: it ends the calls of all who send nothing while they are "
        "silent or hold.",
        "Write `rtp_timeout=0` into its section of pjsip.conf, then `module reload res_pjsip.so`; `timers=always` "
        "finds dead calls.",
    ),
    (
        "Endpoint {endpoint} heeft rtp_timeout={seconds}: dat beëindigt oproepen van wie niets stuurt als hij "
        "zwijgt of in de wacht zet.",
        "Zet `rtp_timeout=0` in zijn sectie van pjsip.conf, en doe `module reload res_pjsip.so`; `timers=always` "
        "vindt dode oproepen.",
    ),
)
SRTP_MISSING = FindingKind(
    "srtp_missing",
    Urgency.CRITICAL,
    (
        "Endpoint {endpoint} has media_encryption={encryption}, and res_srtp is not loaded: no call gets through it.",
        "Write `load = res_srtp.so` into [modules] of modules.conf, and `module load res_srtp.so`.",
    ),
    (
        "Endpoint {endpoint} heeft media_encryption={encryption}, en res_srtp is niet geladen: er komt geen oproep "
        "doorheen.",
        "Zet `load = res_srtp.so` in [modules] van modules.conf, en doe `module load res_srtp.so`.",
    ),
)
