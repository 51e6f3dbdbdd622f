"""The machine: folders, disks, cores, memory, clock."""

from veertien.doctor.finding import FindingKind, Urgency

CONFIG_UNREADABLE = FindingKind(
    "config_unreadable",
    Urgency.CRITICAL,
    (
        "User {user} may not read all of {folder}: the daemon can't start or reload.",
        "Give it to the group: `chgrp -R {user} {folder}` and `chmod -R g+rX {folder}`.",
    ),
    (
        "Gebruiker {user} mag niet alles in {folder} lezen: de daemon kan niet starten of herladen.",
        "Geef het aan de groep: `chgrp -R {user} {folder}` en `chmod -R g+rX {folder}`.",
    ),
)
FOLDER_UNWRITABLE = FindingKind(
    "folder_unwritable",
    Urgency.WARNING,
    (
        "User {user} may not write to {folder}: what belongs there is lost or made anew at each start.",
        "Make it and give it to that user: `install -d -m 750 -o {user} {folder}`.",
    ),
    (
        "Gebruiker {user} mag niet schrijven in {folder}: wat daar hoort gaat verloren of wordt bij elke start "
        "opnieuw gemaakt.",
        "Maak de map voor die gebruiker: `install -d -m 750 -o {user} {folder}`.",
    ),
)
DISK_FULL = FindingKind(
    "disk_full",
    Urgency.WARNING,
    (
        "The disk of {folder} has {free} MB left.",
        "Make room, or put the folder elsewhere in veertien.yaml.",
    ),
    (
        "De schijf van {folder} heeft nog {free} MB vrij.",
        "Maak ruimte, of zet de map in veertien.yaml ergens anders neer.",
    ),
)
SECRET_OPEN = FindingKind(
    "secret_open",
    Urgency.WARNING,
    (
        "{file} holds a secret, and every user of this machine may read it.",
        "Take that away: `chmod o= {file}`.",
    ),
    (
        "{file} bevat een geheim, en elke gebruiker van deze machine mag het lezen.",
        "Neem dat weg: `chmod o= {file}`.",
    ),
)
CORES_FEW = FindingKind(
    "cores_few",
    Urgency.WARNING,
    (
        "{wanted} recognisers share {processors} core(s) with Asterisk: callers wait for each other's answers.",
        "Give the machine more cores, or `recognisers` in veertien.yaml fewer.",
    ),
    (
        "{wanted} herkenners delen {processors} rekenkern(en) met Asterisk: bellers wachten op elkaars antwoorden.",
        "Geef de machine meer rekenkernen, of `recognisers` in veertien.yaml een lager getal.",
    ),
)
MEMORY_SHORT = FindingKind(
    "memory_short",
    Urgency.WARNING,
    (
        "{free} MB of memory are free: the kernel may end recognisers, and callers then answer with keys.",
        "Give the machine more memory, or end what needs it.",
    ),
    (
        "Er is {free} MB geheugen vrij: de kernel kan herkenners beëindigen, en dan antwoorden bellers met toetsen.",
        "Geef de machine meer geheugen, of beëindig wat het gebruikt.",
    ),
)
CLOCK_BEHIND = FindingKind(
    "clock_behind",
    Urgency.CRITICAL,
    (
        "The clock says {now}, and files of this installation are {hours} hours younger: opening hours and dates "
        "go wrong.",
        "Set the clock and have it kept: `timedatectl set-ntp true`.",
    ),
    (
        "De klok zegt {now}, en bestanden van deze installatie zijn {hours} uur jonger: openingstijden en datums "
        "gaan fout.",
        "Zet de klok goed en laat dat zo: `timedatectl set-ntp true`.",
    ),
)
CLOCK_ALONE = FindingKind(
    "clock_alone",
    Urgency.WARNING,
    (
        "systemd-timesyncd runs, and has not reached a time server since the start: the clock may be off.",
        "See `timedatectl timesync-status`, and name a server that can be reached in /etc/systemd/timesyncd.conf.",
    ),
    (
        "systemd-timesyncd draait, en heeft sinds de start geen tijdserver bereikt: de klok kan fout staan.",
        "Kijk met `timedatectl timesync-status`, en noem in /etc/systemd/timesyncd.conf een server die te bereiken is.",
    ),
)
CALLERS_TOO_MANY = FindingKind(
    "callers_too_many",
    Urgency.WARNING,
    (
        "{recognisers} recognisers on {cores} core(s) serve {served} callers in the question at once; with full trunks "
        "there are {promised}.",
        "Raise `recognisers` in veertien.yaml to the number of cores, or give the machine more cores.",
    ),
    (
        "{recognisers} herkenners op {cores} rekenkern(en) bedienen {served} bellers tegelijk in de vraag; bij volle "
        "trunks zijn het er {promised}.",
        "Verhoog `recognisers` in veertien.yaml tot het aantal rekenkernen, of geef de machine er meer.",
    ),
)
CALLERS_TOO_MANY_FOR_CORES = FindingKind(
    "callers_too_many_for_cores",
    Urgency.WARNING,
    (
        "{cores} core(s), with a recogniser for each, serve {served} callers in the question at once; with full trunks "
        "there are {promised}.",
        "Give the machine more cores, and raise `recognisers` in veertien.yaml with them.",
    ),
    (
        "{cores} rekenkern(en), elk met een herkenner, bedienen {served} bellers tegelijk in de vraag; bij volle "
        "trunks zijn het er {promised}.",
        "Geef de machine meer rekenkernen, en verhoog daarmee `recognisers` in veertien.yaml.",
    ),
)
