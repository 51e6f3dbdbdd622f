"""The config folder and the national data."""

from veertien.doctor.finding import FindingKind, Urgency

TABLES_FAULTY = FindingKind(
    "tables_faulty",
    Urgency.CRITICAL,
    (
        "The folder has {count} fault(s): a start would serve the tables that were last in force. The first: {fault}",
        "`veertien check` lists them all, with what mends each.",
    ),
    (
        "De map heeft {count} fout(en): bij een start gelden de tabellen die het laatst golden. De eerste: {fault}",
        "`veertien check` noemt ze alle, met wat elk verhelpt.",
    ),
)
DATA_OLDER = FindingKind(
    "data_older",
    Urgency.WARNING,
    (
        "The national data that veertien.yaml names are of {named}; those that came with Veertien are of {packaged}.",
        "Take `data` out of veertien.yaml, then `veertien reload`; `veertien check --diff` tells before what that "
        "changes.",
    ),
    (
        "De landelijke gegevens die veertien.yaml noemt zijn van {named}; die bij Veertien zitten zijn van {packaged}.",
        "Haal `data` uit veertien.yaml en doe `veertien reload`; `veertien check --diff` zegt vooraf wat dat "
        "verandert.",
    ),
)
