"""Dialled numbers in every form a trunk may send, the Dutch area codes, and callers' numbers."""

from veertien.numbering.area_codes import AreaCode, area_codes
from veertien.numbering.callers import (
    Caller,
    CallerEntry,
    CallerKind,
    CallerList,
    CallerNumberRefusedError,
    listed_number,
    listed_prefix,
    parse_caller,
)
from veertien.numbering.dialled import (
    FourteenNumber,
    NationalNumber,
    NationalNumberRefusedError,
    NumberRefusedError,
    is_offered,
    parse_dialled,
    parse_offered,
    parse_typed,
)

__all__ = [
    "AreaCode",
    "Caller",
    "CallerEntry",
    "CallerKind",
    "CallerList",
    "CallerNumberRefusedError",
    "FourteenNumber",
    "NationalNumber",
    "NationalNumberRefusedError",
    "NumberRefusedError",
    "area_codes",
    "is_offered",
    "listed_number",
    "listed_prefix",
    "parse_caller",
    "parse_dialled",
    "parse_offered",
    "parse_typed",
]
