"""All that can be wrong: a class for each code, in a file for each section of docs/table-faults.md, warnings in two.

Rules: a code never changes its name. A file has its classes in the order of the page. A class says all there is to say
of its fault: no check words a message itself, and the page is made from here (`tools/fault_codes.py`).
"""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from veertien.config.faults.definitions import (
    changes,
    data,
    files,
    notes,
    rules,
    service,
    syntax,
    tables,
    times,
    values,
    warnings,
)
from veertien.config.faults.problem import Problem, Severity

_IN_PAGE_ORDER = (files, syntax, values, tables, times, rules, service, data, warnings, changes, notes)


def _defined_in(module: ModuleType) -> list[type[Problem]]:
    return [
        found
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Problem) and found.__module__ == module.__name__
    ]


DEFINITIONS: Mapping[str, type[Problem]] = MappingProxyType(
    {definition.code: definition for module in _IN_PAGE_ORDER for definition in _defined_in(module)}
)
"""Every definition by its code, in the order of the page."""


def severity_of(code: str) -> Severity:
    """Return how severe a code is; one that a daemon of another version reported, and nobody knows here, is a fault."""
    return DEFINITIONS[code].section.severity if code in DEFINITIONS else Severity.FAULT
