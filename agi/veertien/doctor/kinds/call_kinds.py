"""Of test calls."""

from veertien.doctor.finding import FindingKind, Urgency

CALL_NOT_PLACED = FindingKind(
    "call_not_placed",
    Urgency.WARNING,
    (
        "No test call to {number} could be placed: {why}.",
        "See `selftest` in veertien.yaml and its user in manager.conf, with `write=originate`; docs/selftest.md.",
    ),
    (
        "Er kon geen testoproep naar {number} worden gedaan: {why}.",
        "Bekijk `selftest` in veertien.yaml en zijn gebruiker in manager.conf, die `write=originate` nodig heeft; "
        "docs/selftest.md.",
    ),
)
CALL_UNDECIDED = FindingKind(
    "call_undecided",
    Urgency.CRITICAL,
    (
        "Nobody decided a test call to {number}: such calls get the fallback, or are lost.",
        "See whether the daemon runs and Asterisk reaches it: `systemctl status veertien`, its log, and Asterisk's.",
    ),
    (
        "Niemand besliste over een testoproep naar {number}: zulke oproepen gaan naar het vangnet of verloren.",
        "Kijk of de daemon draait en Asterisk hem bereikt: `systemctl status veertien`, zijn logboek en dat van "
        "Asterisk.",
    ),
)
PROMPT_UNHEARD = FindingKind(
    "prompt_unheard",
    Urgency.CRITICAL,
    (
        "A test caller of {number} was spoken to, and heard nothing.",
        "Listen to the recordings of `prompts` in veertien.yaml, and see Asterisk's log for what AudioSocket says.",
    ),
    (
        "Een testbeller van {number} werd toegesproken, en hoorde niets.",
        "Beluister de opnamen van `prompts` in veertien.yaml, en kijk in Asterisks logboek wat AudioSocket zegt.",
    ),
)
NAME_MISHEARD = FindingKind(
    "name_misheard",
    Urgency.WARNING,
    (
        "A test caller of {number} said {said}, and was not understood ({how}).",
        "See whether recognisers run (`recognisers` in /healthz) and whether a second test call fares better.",
    ),
    (
        "Een testbeller van {number} zei {said}, en werd niet verstaan ({how}).",
        "Kijk of er herkenners draaien (`recognisers` in /healthz), en of een tweede testoproep beter gaat.",
    ),
)
CALL_DIFFERS = FindingKind(
    "call_differs",
    Urgency.CRITICAL,
    (
        "A test call to {number} came to {came}; by the tables it goes to {expected}.",
        "`veertien reload` where the tables were changed since; `veertien route {number}` says what they do.",
    ),
    (
        "Een testoproep naar {number} kwam uit bij {came}; volgens de tabellen gaat hij naar {expected}.",
        "`veertien reload` als de tabellen sindsdien veranderd zijn; `veertien route {number}` zegt wat ze doen.",
    ),
)
CALL_LOST = FindingKind(
    "call_lost",
    Urgency.CRITICAL,
    (
        "A test call to {number} was decided, and then put through to nobody.",
        "See Asterisk's log for what its dialplan did, and that modules.conf loads what docs/installation.md lists.",
    ),
    (
        "Over een testoproep naar {number} werd beslist, maar hij werd met niemand doorverbonden.",
        "Kijk in Asterisks logboek wat het kiesplan deed, en of modules.conf laadt wat docs/installation.md noemt.",
    ),
)
CALL_SILENT = FindingKind(
    "call_silent",
    Urgency.CRITICAL,
    (
        "A test call to {number} was put through, and {deaf} heard nothing.",
        "See Asterisk's log for what its bridge says, and whether the machine has processor time left.",
    ),
    (
        "Een testoproep naar {number} werd doorverbonden, en {deaf} hoorde niets.",
        "Kijk in het logboek van Asterisk wat zijn bridge zegt, en of de machine rekentijd over heeft.",
    ),
)
CALL_LEADS_DOWN = FindingKind(
    "call_leads_down",
    Urgency.CRITICAL,
    (
        "Calls to {number} are dialled at endpoint {endpoint}, whose state is {state}.",
        "Compare `endpoint` in trunks.yaml with pjsip.conf, and see the network and the equipment at the other end.",
    ),
    (
        "Oproepen naar {number} worden gekozen op endpoint {endpoint}, waarvan de toestand {state} is.",
        "Vergelijk `endpoint` in trunks.yaml met pjsip.conf, en bekijk het netwerk en de apparatuur aan de overkant.",
    ),
)
