"""Where a text stands within another: each database has a word of its own for it. Capitals and small letters differ."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class TextPlace(GenericFunction[int]):
    """The place, from 1, at which the second text begins in the first; 0 where it does not stand there.

    Not LIKE, which in SQLite takes no heed of capitals.
    """

    type = Integer()
    inherit_cache = True


@compiles(TextPlace, "sqlite")
def _sqlite(place: TextPlace, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr{compiler.process(place.clause_expr, **options)}"


@compiles(TextPlace, "postgresql")
def _postgresql(place: TextPlace, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos{compiler.process(place.clause_expr, **options)}"
