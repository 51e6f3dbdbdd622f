#!/usr/bin/env bash
# SQLAlchemy 2.1.9 with SQLite: in a comparison of rows, tuple_(time, id) < tuple_(moment, name), a value is not made ready by the
# type of the column that it stands against. A column whose TypeDecorator keeps moments as texts with a T and a Z in them is
# compared with the text of Python's own datetime, with a blank in the middle and no Z: no row fits, or others do, and nothing
# warns of it. The same comparison with one column, time < moment, is right, and so is one with a plain Python tuple.
# So whoever pages through calls by a key (time and id) gets an empty second page, or misses calls, as soon as times are not
# kept as SQLAlchemy keeps them. Say the type: literal(moment, time.type).
#
# Output seen with SQLAlchemy 2.1.9, Python 3.11 and its SQLite:
#   one column:                 ['0', '1', '2']
#   two, tuple_ of values:      []
#   two, a plain tuple:         ['0', '1', '2']
#   two, literal with its type: ['0', '1', '2']
. "$(dirname "$0")/lib/python.sh"
install sqlalchemy==2.1.9
cat >"$work/try.py" <<'EOF'
from datetime import UTC, datetime

from sqlalchemy import Column, MetaData, String, Table, TypeDecorator, create_engine, literal, select, tuple_


class UtcText(TypeDecorator):
    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value and value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


table = Table("call", MetaData(), Column("at", UtcText), Column("id", String))
engine = create_engine("sqlite://")
moment = datetime(2026, 11, 1, 3, tzinfo=UTC)
place = tuple_(table.c.at, table.c.id)
with engine.begin() as connection:
    table.metadata.create_all(connection)
    connection.execute(table.insert(), [{"at": moment.replace(hour=hour), "id": str(hour)} for hour in range(6)])
    for name, condition in {
        "one column:                ": table.c.at < moment,
        "two, tuple_ of values:     ": place < tuple_(moment, "3"),
        "two, a plain tuple:        ": place < (moment, "3"),
        "two, literal with its type:": place < tuple_(literal(moment, table.c.at.type), literal("3")),
    }.items():
        print(name, list(connection.execute(select(table.c.id).where(condition).order_by(table.c.id)).scalars()))
EOF
"$work/venv/bin/python" "$work/try.py" | tee "$work/seen"
cat >"$work/wanted" <<'EOF'
one column:                 ['0', '1', '2']
two, tuple_ of values:      []
two, a plain tuple:         ['0', '1', '2']
two, literal with its type: ['0', '1', '2']
EOF
diff "$work/wanted" "$work/seen" >/dev/null || fail "the rows that are found"
echo "as stated"
