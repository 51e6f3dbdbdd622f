"""Faults of the configuration: their definitions, and what is found in one run."""

from veertien.config.faults.log import (
    MOST_FAULTS,
    MOST_IN_BRIEF,
    Fault,
    FaultLog,
    Mark,
    TablesFaultyError,
    in_brief,
    in_order,
)
from veertien.config.faults.problem import Problem, Severity
from veertien.config.faults.text import shown, shown_path

__all__ = [
    "MOST_FAULTS",
    "MOST_IN_BRIEF",
    "Fault",
    "FaultLog",
    "Mark",
    "Problem",
    "Severity",
    "TablesFaultyError",
    "in_brief",
    "in_order",
    "shown",
    "shown_path",
]
