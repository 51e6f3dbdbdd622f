"""Lists of municipalities as offices keep them, in CSV or XLSX: read into tables, and made of tables.

Rules: what is wrong is told by the row of the list. What can be read in one way only is mended and told; nothing is
guessed.
"""

from veertien.spreadsheets.export import exported
from veertien.spreadsheets.files import Imported, imported
from veertien.spreadsheets.listing import Listing
from veertien.spreadsheets.rows import RowProblem
from veertien.spreadsheets.sheet import SheetError, read_sheet, write_sheet

__all__ = [
    "Imported",
    "Listing",
    "RowProblem",
    "SheetError",
    "exported",
    "imported",
    "read_sheet",
    "write_sheet",
]
