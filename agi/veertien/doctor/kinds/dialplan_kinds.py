"""The dialplan and its settings."""

from veertien.asterisk.dialplan import contract
from veertien.doctor.finding import FindingKind, Urgency

GLOBALS_MISSING = FindingKind(
    "globals_missing",
    Urgency.CRITICAL,
    (
        "Asterisk has no Veertien settings: every call goes to the fallback, or is lost.",
        "Include veertien/globals.conf inside [globals] of extensions.conf, then `dialplan reload`.",
    ),
    (
        "Asterisk heeft geen instellingen van Veertien: elke oproep gaat naar het vangnet, of verloren.",
        "Neem veertien/globals.conf op in [globals] van extensions.conf, en doe `dialplan reload`.",
    ),
)
AGI_ADDRESS = FindingKind(
    "agi_address",
    Urgency.CRITICAL,
    (
        "Asterisk asks at {asked} and Veertien listens at {ours}: no call gets here.",
        f"Make {contract.AGI} in [globals] of extensions.conf and `fastagi` in veertien.yaml the same.",
    ),
    (
        "Asterisk vraagt op {asked} en Veertien luistert op {ours}: geen oproep komt hier aan.",
        f"Maak {contract.AGI} in [globals] van extensions.conf en `fastagi` in veertien.yaml gelijk.",
    ),
)
DIALPLAN_VERSION = FindingKind(
    "dialplan_version",
    Urgency.CRITICAL,
    (
        "Veertien is version {ours}, and its dialplan in Asterisk is {loaded}.",
        "Copy dialplan/ of this version to where extensions.conf includes it from, then `dialplan reload`.",
    ),
    (
        "Veertien is versie {ours}, en zijn dialplan in Asterisk is {loaded}.",
        "Kopieer dialplan/ van deze versie naar waar extensions.conf het uit opneemt, en doe `dialplan reload`.",
    ),
)
NO_PATIENCE = FindingKind(
    "veertien_patience",
    Urgency.CRITICAL,
    (
        f"{contract.PATIENCE} is {{value}}, which is no time: callers may wait for ever.",
        "Give it whole seconds in [globals] of extensions.conf, then `dialplan reload`.",
    ),
    (
        f"{contract.PATIENCE} is {{value}}, en dat is geen tijd: bellers wachten misschien eeuwig.",
        "Geef hele seconden op in [globals] van extensions.conf, en doe `dialplan reload`.",
    ),
)
NO_RING_SECONDS = FindingKind(
    "veertien_ring_seconds",
    Urgency.CRITICAL,
    (
        f"{contract.RING_SECONDS} is {{value}}, which is no time: callers may wait for ever.",
        "Give it whole seconds in [globals] of extensions.conf, then `dialplan reload`.",
    ),
    (
        f"{contract.RING_SECONDS} is {{value}}, en dat is geen tijd: bellers wachten misschien eeuwig.",
        "Geef hele seconden op in [globals] van extensions.conf, en doe `dialplan reload`.",
    ),
)
NATIONAL_NUMBER = FindingKind(
    "national_number",
    Urgency.CRITICAL,
    (
        "Asterisk takes {taken} for the national number, routing.yaml {written}.",
        f"Set {contract.NATIONAL} in [globals] of extensions.conf to it, then `dialplan reload`.",
    ),
    (
        "Asterisk houdt {taken} voor het landelijke nummer, routing.yaml {written}.",
        f"Zet {contract.NATIONAL} in [globals] van extensions.conf daarop, en doe `dialplan reload`.",
    ),
)
