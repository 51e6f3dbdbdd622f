"""What the question costs callers, in figures from the call records: for municipalities and for admins."""

from veertien.reports.periods import ReportPeriod, month_named, month_of
from veertien.reports.report import CallReport, made_report, recorded_days, recorded_municipalities
from veertien.reports.wording import REPORT_LANGUAGES

__all__ = [
    "REPORT_LANGUAGES",
    "CallReport",
    "ReportPeriod",
    "made_report",
    "month_named",
    "month_of",
    "recorded_days",
    "recorded_municipalities",
]
