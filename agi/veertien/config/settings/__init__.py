"""The service's settings, from veertien.yaml."""

from veertien.config.settings.model import RELOADED, Settings, needing_restart
from veertien.config.settings.reading import load_settings, read_settings
from veertien.config.settings.sections import (
    AmiLogin,
    AmiSettings,
    AriSettings,
    DatabaseLogin,
    LoginSettings,
    MemorySettings,
    PagesSettings,
    RecordsSettings,
    WebSettings,
)

__all__ = [
    "RELOADED",
    "AmiLogin",
    "AmiSettings",
    "AriSettings",
    "DatabaseLogin",
    "LoginSettings",
    "MemorySettings",
    "PagesSettings",
    "RecordsSettings",
    "Settings",
    "WebSettings",
    "load_settings",
    "needing_restart",
    "read_settings",
]
