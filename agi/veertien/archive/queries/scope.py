"""Whose calls somebody may see: what every query for a page or the API begins with."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, true

from veertien.archive.schema import CALL


@dataclass(frozen=True, slots=True)
class Scope:
    """The calls of all municipalities, or those that were decided for some."""

    municipalities: frozenset[str] | None = None
    """CBS codes; None for all calls, those for no municipality too."""

    @property
    def sees_all(self) -> bool:
        """Whether no call is hidden."""
        return self.municipalities is None

    def sees(self, municipality: str | None) -> bool:
        """Return whether it includes the calls of a municipality; None stands for calls of none, or of all."""
        return self.municipalities is None or municipality in self.municipalities

    def condition(self) -> ColumnElement[bool]:
        """Return what is true of the rows of `call` that it includes."""
        return true() if self.municipalities is None else CALL.c.municipality.in_(sorted(self.municipalities))
