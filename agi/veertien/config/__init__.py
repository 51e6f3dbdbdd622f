"""What integrators write in `config/`: read into values, or told as faults with their place and cure."""

from veertien.config.asking import Asking, load_asking, load_calls, load_folder
from veertien.config.checking import Faulty, Sound, check
from veertien.config.faults import Fault, Severity, TablesFaultyError
from veertien.config.loader import load_tables
from veertien.config.settings import AmiSettings, AriSettings, Settings, WebSettings, load_settings, needing_restart

__all__ = [
    "AmiSettings",
    "AriSettings",
    "Asking",
    "Fault",
    "Faulty",
    "Settings",
    "Severity",
    "Sound",
    "TablesFaultyError",
    "WebSettings",
    "check",
    "load_asking",
    "load_calls",
    "load_folder",
    "load_settings",
    "load_tables",
    "needing_restart",
]
