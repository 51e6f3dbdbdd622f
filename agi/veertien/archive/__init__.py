"""Call records in a database: what is kept of each call, for as long as the settings say."""

from veertien.archive.archive import Archive, LookAfter
from veertien.archive.database import Database, DatabaseUnusableError, RowsRefusedError
from veertien.archive.open_mark import MARK_FILE, OpenMark
from veertien.archive.queries.scope import Scope
from veertien.archive.rows import change_row
from veertien.archive.spool import SPOOL_FILE, Spool
from veertien.archive.urls import database_url

__all__ = [
    "MARK_FILE",
    "SPOOL_FILE",
    "Archive",
    "Database",
    "DatabaseUnusableError",
    "LookAfter",
    "OpenMark",
    "RowsRefusedError",
    "Scope",
    "Spool",
    "change_row",
    "database_url",
]
