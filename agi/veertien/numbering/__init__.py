"""Dialled numbers in every form a trunk may send, the Dutch area codes, and callers' numbers."""

from veertien.numbering.area_codes import AreaCode, area_codes
from veertien.numbering.caller_lists import (
    CallerEntry,
    CallerList,
    CallerNumberRefusedError,
    listed_number,
    listed_prefix,
)
from veertien.numbering.callers import Caller, parse_caller
from veertien.numbering.fourteen import FourteenNumber, NumberRefusedError, parse_dialled, parse_typed
from veertien.numbering.national import NationalNumber, parse_offered

__all__ = [
    "AreaCode",
    "Caller",
    "CallerEntry",
    "CallerList",
    "CallerNumberRefusedError",
    "FourteenNumber",
    "NationalNumber",
    "NumberRefusedError",
    "area_codes",
    "listed_number",
    "listed_prefix",
    "parse_caller",
    "parse_dialled",
    "parse_offered",
    "parse_typed",
]
