"""The way to Asterisk: AMI, its rights, and what can't be seen over it."""

from veertien.doctor.finding import FindingKind, Urgency

AMI_NOT_CONFIGURED = FindingKind(
    "ami_not_configured",
    Urgency.WARNING,
    (
        "AMI is not configured: Asterisk could not be looked at, and a frozen Veertien keeps callers for long.",
        "Add the section `ami` to veertien.yaml, and restart Veertien.",
    ),
    (
        "AMI is niet ingesteld: Asterisk kon niet bekeken worden, en een vastgelopen Veertien houdt bellers lang op.",
        "Zet de sectie `ami` in veertien.yaml, en herstart Veertien.",
    ),
)
AMI_UNREACHABLE = FindingKind(
    "ami_unreachable",
    Urgency.CRITICAL,
    (
        "Asterisk's manager interface at {address} can't be reached ({why}): Asterisk could not be looked at.",
        "Start Asterisk; write `enabled=yes` and `bindaddr=` into [general] of manager.conf, once, and make `ami` "
        "in veertien.yaml the same.",
    ),
    (
        "De manager-interface van Asterisk op {address} is niet te bereiken ({why}): Asterisk kon niet bekeken worden.",
        "Start Asterisk; zet `enabled=yes` en `bindaddr=` in [general] van manager.conf, eenmaal, en maak `ami` in "
        "veertien.yaml daaraan gelijk.",
    ),
)
AMI_REFUSED = FindingKind(
    "ami_refused",
    Urgency.CRITICAL,
    (
        "Asterisk refuses the AMI user {user} ({why}): Asterisk could not be looked at.",
        "Make the user and the secret in veertien.yaml and manager.conf the same, permit this address there, then "
        "`manager reload`.",
    ),
    (
        "Asterisk weigert AMI-gebruiker {user} ({why}): Asterisk kon niet bekeken worden.",
        "Maak gebruiker en geheim in veertien.yaml en manager.conf gelijk, laat daar dit adres toe, en doe "
        "`manager reload`.",
    ),
)
_GIVE_RIGHTS = "Give the AMI user `read=system,user` and `write=system,call` in manager.conf, then `manager reload`."
_GEEF_RECHTEN = (
    "Geef de AMI-gebruiker `read=system,user` en `write=system,call` in manager.conf, en doe `manager reload`."
)
AMI_SYSTEM = FindingKind(
    "ami_system",
    Urgency.CRITICAL,
    (
        "The AMI user lacks the right `system`: Asterisk could not be looked at, and Veertien knows no trunk's state.",
        _GIVE_RIGHTS,
    ),
    (
        "De AMI-gebruiker mist het recht `system`: Asterisk kon niet bekeken worden, en Veertien kent van geen "
        "trunk de toestand.",
        _GEEF_RECHTEN,
    ),
)
AMI_WRITE_CALL = FindingKind(
    "ami_write_call",
    Urgency.WARNING,
    (
        "The AMI user lacks write=call: a caller whom a frozen Veertien leaves waits long for the fallback.",
        _GIVE_RIGHTS,
    ),
    (
        "De AMI-gebruiker mist write=call: een beller die een vastgelopen Veertien laat zitten wacht lang op het "
        "vangnet.",
        _GEEF_RECHTEN,
    ),
)
AMI_READ_USER = FindingKind(
    "ami_read_user",
    Urgency.WARNING,
    (
        "The AMI user lacks read=user: how calls end is heard of late or never.",
        _GIVE_RIGHTS,
    ),
    (
        "De AMI-gebruiker mist read=user: hoe oproepen aflopen wordt laat of nooit bekend.",
        _GEEF_RECHTEN,
    ),
)
DIALPLAN_UNSEEN = FindingKind(
    "dialplan_unseen",
    Urgency.WARNING,
    (
        "The AMI user may not read variables: the fallback, the settings and the dialplan's version were not "
        "looked at.",
        _GIVE_RIGHTS,
    ),
    (
        "De AMI-gebruiker mag geen variabelen lezen: het vangnet, de instellingen en de versie van het dialplan "
        "zijn niet bekeken.",
        _GEEF_RECHTEN,
    ),
)
PATTERNS_UNSEEN = FindingKind(
    "patterns_unseen",
    Urgency.WARNING,
    (
        "Asterisk does not tell which numbers its dialplan lets in: that was not looked at.",
        "Write `load = func_dialplan.so` into [modules] of modules.conf, and `module load func_dialplan.so`.",
    ),
    (
        "Asterisk vertelt niet welke nummers zijn dialplan binnenlaat: dat is niet bekeken.",
        "Zet `load = func_dialplan.so` in [modules] van modules.conf, en doe `module load func_dialplan.so`.",
    ),
)
FILE_UNSEEN = FindingKind(
    "file_unseen",
    Urgency.WARNING,
    (
        "Asterisk does not tell what is in {file} ({why}): that was not looked at.",
        "Where Asterisk is configured by a database, look at the rows of docs/doctor.md yourself.",
    ),
    (
        "Asterisk vertelt niet wat er in {file} staat ({why}): dat is niet bekeken.",
        "Wordt Asterisk uit een database ingesteld, loop dan zelf de regels van docs/doctor.md na.",
    ),
)
ENDPOINTS_UNSEEN = FindingKind(
    "endpoints_unseen",
    Urgency.WARNING,
    (
        "Asterisk has more endpoints than are looked at; {count} were left out, none of them a trunk.",
        "See that none of them has a context that leads to veertien-inbound without an identify section.",
    ),
    (
        "Asterisk heeft meer endpoints dan er bekeken worden; {count} zijn overgeslagen, geen daarvan een trunk.",
        "Ga na dat geen daarvan een context heeft die naar veertien-inbound leidt zonder identify-sectie.",
    ),
)
