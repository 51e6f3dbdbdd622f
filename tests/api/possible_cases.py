"""For schemathesis: which of its cases that its document calls right are no sensible requests all the same.

What is left out here is what a JSON Schema can't say; the parameters' descriptions say it in words.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import schemathesis


@schemathesis.hook
def filter_case(_: schemathesis.HookContext, case: "schemathesis.Case[Any]") -> bool:
    right = case.meta is not None and case.meta.generation.mode.is_positive
    return not right or possible(case.operation.path, case.query)


def possible(path: str, query: Mapping[str, Any]) -> bool:
    """Return whether days are in order, a key's day exists, and a report has one period."""
    first, last = query.get("from"), query.get("until")
    if path.endswith("/report") and ((first is None) != (last is None) or (first and "month" in query)):
        return False
    if first and last and first > last:
        return False
    return "after" not in query or exists(query["after"][:10])


def exists(day: str) -> bool:
    try:
        datetime.strptime(day, "%Y-%m-%d").astimezone()
    except ValueError:
        return False
    return True
