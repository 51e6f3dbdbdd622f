"""The daemon."""

from veertien.doctor.finding import FindingKind, Urgency

DAEMON_SILENT = FindingKind(
    "daemon_silent",
    Urgency.CRITICAL,
    (
        "No daemon answers at {address} ({why}): calls go to the fallback.",
        "Start it with `systemctl start veertien`; `journalctl -u veertien` says why it ended. After a change of "
        "`web` restart it.",
    ),
    (
        "Geen daemon antwoordt op {address} ({why}): oproepen gaan naar het vangnet.",
        "Start hem met `systemctl start veertien`; `journalctl -u veertien` zegt waarom hij ophield. Herstart hem "
        "na een verandering van `web`.",
    ),
)
PORT_TAKEN = FindingKind(
    "port_taken",
    Urgency.CRITICAL,
    (
        "Port {port} of `{key}` is taken, and by no daemon that answers: the daemon can't start.",
        "See who has it with `ss -ltnp`, end that, or give `{key}` another port in veertien.yaml.",
    ),
    (
        "Poort {port} van `{key}` is bezet, en niet door een daemon die antwoordt: de daemon kan niet starten.",
        "Kijk met `ss -ltnp` wie hem heeft, beëindig dat, of geef `{key}` een andere poort in veertien.yaml.",
    ),
)
TWO_DAEMONS = FindingKind(
    "two_daemons",
    Urgency.CRITICAL,
    (
        "{count} daemons serve {folder}: each hears of the other's calls, and both write to the same files.",
        "End all but the one that systemd started: `systemctl status veertien` names it, `pgrep -af veertien` all.",
    ),
    (
        "{count} daemons bedienen {folder}: elk hoort van de oproepen van de ander, en ze schrijven naar dezelfde "
        "bestanden.",
        "Beëindig alle behalve die van systemd: `systemctl status veertien` noemt die, `pgrep -af veertien` alle.",
    ),
)
DAEMON_VERSION = FindingKind(
    "daemon_version",
    Urgency.WARNING,
    (
        "The daemon that runs is {running}, and installed is {installed}.",
        "Have the installed one take its place: `veertien restart`. No call is lost by it.",
    ),
    (
        "De daemon die draait is {running}, en geïnstalleerd is {installed}.",
        "Laat de geïnstalleerde zijn plaats innemen: `veertien restart`. Daarbij gaat geen oproep verloren.",
    ),
)
RECOGNISERS_FEW = FindingKind(
    "recognisers_few",
    Urgency.WARNING,
    (
        "{ready} of {wanted} recognisers run; without any, callers answer with keys.",
        "See the daemon's log for why one ends, and whether memory is short.",
    ),
    (
        "{ready} van {wanted} herkenners draaien; zonder herkenner antwoorden bellers met toetsen.",
        "Kijk in het log van de daemon waarom er een ophoudt, en of er geheugen tekort is.",
    ),
)
DAEMON_DEGRADED = FindingKind(
    "daemon_degraded",
    Urgency.WARNING,
    (
        "The daemon says of itself {word}: {why}",
        "See `{word}` in docs/operation.md, Health.",
    ),
    (
        "De daemon zegt van zichzelf {word}: {why}",
        "Zie `{word}` in docs/operation.md, Health.",
    ),
)
