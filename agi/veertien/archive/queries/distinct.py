"""The values of a column of many rows, found by leaps in an index: neither database does so by itself."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Select, func, select


def distinct_texts(column: Column[Any], *which: ColumnElement[bool]) -> Select[str]:
    """Return the query for the texts in a column that an index begins with; nothing, and empty texts, are none.

    From each the next one is looked up: among a million rows that is as many steps as there are texts.
    """
    least = select(func.min(column).label("text")).where(*which)
    texts = least.where(column > "").cte("texts", recursive=True)
    following = least.where(column > texts.c.text).correlate(texts).scalar_subquery()
    texts = texts.union_all(select(following).where(texts.c.text.is_not(None)))
    return select(texts.c.text).where(texts.c.text.is_not(None))
