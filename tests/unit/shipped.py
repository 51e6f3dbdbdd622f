"""What comes with Veertien and never changes, read once for all tests of a process: names, and the example's tables."""

from pathlib import Path

from veertien import gazetteer
from veertien.config import load_tables

NAMES = gazetteer.load()
TABLES = load_tables(Path(__file__).parents[2] / "config", NAMES)
