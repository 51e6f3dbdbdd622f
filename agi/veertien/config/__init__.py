"""What integrators write in `config/`: read into values, or reported as faults with their place and cure.

Rules: other rooms import from here, from `veertien.config.folder` what a daemon needs to read a folder again and again,
and from `veertien.config.schemas` what editors need. All other modules are this room's own
(`tests/unit/config/test_face.py`).
"""

from veertien.config.asking import Asking, asking_changes, load_asking, load_calls, load_folder
from veertien.config.checking import Faulty, Sound, check
from veertien.config.faults import MOST_IN_BRIEF, Fault, Severity, TablesFaultyError, in_brief, shown, shown_path
from veertien.config.faults.definitions.warnings import SoundsAlike
from veertien.config.folder_files import SETTINGS_FILE, TRUNKS_FILE, read_files
from veertien.config.loader import load_tables
from veertien.config.national.edition import NationalData, data_for_names, data_in, national_data, packaged_data
from veertien.config.policy_file import policy_key
from veertien.config.settings import (
    AmiLogin,
    AmiSettings,
    AriSettings,
    DatabaseLogin,
    LoginSettings,
    MemorySettings,
    PagesSettings,
    RecordsSettings,
    Settings,
    WebSettings,
    load_settings,
    needing_restart,
)
from veertien.config.setup_answers import load_answers
from veertien.config.tables.trunk_lines import trunk_lines

__all__ = [
    "MOST_IN_BRIEF",
    "SETTINGS_FILE",
    "TRUNKS_FILE",
    "AmiLogin",
    "AmiSettings",
    "AriSettings",
    "Asking",
    "DatabaseLogin",
    "Fault",
    "Faulty",
    "LoginSettings",
    "MemorySettings",
    "NationalData",
    "PagesSettings",
    "RecordsSettings",
    "Settings",
    "Severity",
    "Sound",
    "SoundsAlike",
    "TablesFaultyError",
    "WebSettings",
    "asking_changes",
    "check",
    "data_for_names",
    "data_in",
    "in_brief",
    "load_answers",
    "load_asking",
    "load_calls",
    "load_folder",
    "load_settings",
    "load_tables",
    "national_data",
    "needing_restart",
    "packaged_data",
    "policy_key",
    "read_files",
    "shown",
    "shown_path",
    "trunk_lines",
]
