"""Addresses of the calls that a report's figures are about, where the page Gesprekken has a filter for just these."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from veertien.reports import ReportPeriod, month_named
from veertien.web.rendering import View

CALLS_PATH = "/calls"

_OF_MEASURES: Mapping[str, Mapping[str, str]] = MappingProxyType({"calls": {}, "asked": {"asked": "yes"}})
_OF_WAYS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"given_up": {"outcome": "abandoned"}, "fallback": {"outcome": "fallback"}}
)
_OF_TRIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"taken": {"result": "ANSWER"}, "given_up": {"result": "CANCEL"}}
)


@dataclass(frozen=True, slots=True)
class CallLinks:
    """The links of one report."""

    view: View
    period: ReportPeriod
    municipality: str | None
    """A CBS code; None for all."""

    def of_measure(self, key: str, period: ReportPeriod, municipality: str | None) -> str | None:
        """Return the address of the calls of a figure that is one number; None where no filter finds just these."""
        chosen = _OF_MEASURES.get(key)
        return None if chosen is None else self._calls(period, municipality, chosen)

    def of_cell(self, key: str, line: str, heading: str) -> str | None:
        """Return the address of the calls of a table's cell; None where no filter finds just these."""
        match key:
            case "ways" if heading in _OF_WAYS:
                return self._calls(month_named(line), self.municipality, _OF_WAYS[heading])
            case "destinations" if heading in _OF_TRIES and line != "rest":
                return self._calls(self.period, self.municipality, {"endpoint": line, **_OF_TRIES[heading]})
            case "not_connected" if line != "rest":
                return self._calls(self.period, line, {"outcome": "not_connected"})
        return None

    def _calls(self, period: ReportPeriod, municipality: str | None, chosen: Mapping[str, str]) -> str | None:
        if not self.view.visitor.scope.sees(municipality):
            return None
        days = {"from_": str(period.first), "until": str(period.last)}
        return self.view.link(CALLS_PATH, **days, municipality=municipality, **chosen)
