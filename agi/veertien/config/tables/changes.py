"""The announced changes that count for tables: those the national data have as certain, or `routing.yaml` does."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from veertien.config.models.file_models import RoutingFile
from veertien.gazetteer import (
    AmbiguousMunicipalityError,
    AnnouncedChange,
    Certainty,
    Gazetteer,
    Municipality,
    UnknownMunicipalityError,
    heirs_of,
)


def change_named(name: str, gazetteer: Gazetteer) -> AnnouncedChange | None:
    """Return the announced change by which the municipality of this name, or code, ends; None for none."""
    try:
        code = gazetteer.by_name_or_code(name).code
    except (UnknownMunicipalityError, AmbiguousMunicipalityError):
        return None
    return next((change for change in gazetteer.edition.changes if change.municipality == code), None)


def certain_changes(rules: RoutingFile, gazetteer: Gazetteer) -> tuple[AnnouncedChange, ...]:
    """Return the announced changes that count from their day on, in the order of their days."""
    named = [change_named(name, gazetteer) for name in rules.certain_changes]
    changes = gazetteer.edition.changes
    return tuple(change for change in changes if change.certainty is Certainty.CERTAIN or change in named)


class Heirs:
    """Who has on one day what other municipalities were, by the changes that count then."""

    def __init__(self, changes: Iterable[AnnouncedChange], day: date, gazetteer: Gazetteer) -> None:
        self._heirs: Mapping[str, str] = heirs_of(change for change in changes if change.first <= day)
        self._municipalities = gazetteer.municipalities

    @property
    def ended(self) -> frozenset[str]:
        """The codes of those that are no more."""
        return frozenset(self._heirs)

    def gone_into(self, codes: Iterable[str], taken: Iterable[str]) -> Sequence[Municipality]:
        """Return those that went into any of these; without those that the tables say another has `taken`."""
        into, elsewhere = frozenset(codes), frozenset(taken)
        gone = (code for code, heir in self._heirs.items() if heir in into and code not in elsewhere)
        return tuple(self._municipalities[code] for code in sorted(gone))
