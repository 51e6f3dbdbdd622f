"""What integrators write in `config/`: read into values, or told as faults with their place and cure."""

from veertien.config.faults import Code, Fault, Severity, TablesFaulty
from veertien.config.loader import (
    check_config,
    listings,
    load_config,
    load_tables,
    lost_zeros,
    maintenance_messages,
    missing_carrier,
    past_maintenance,
    unused_pronunciations,
    useless_national,
)
from veertien.config.settings import AmiSettings, AriSettings, Settings, WebSettings, load_settings, needing_restart

__all__ = [
    "AmiSettings",
    "AriSettings",
    "Code",
    "Fault",
    "Settings",
    "Severity",
    "TablesFaulty",
    "WebSettings",
    "check_config",
    "listings",
    "load_config",
    "load_settings",
    "load_tables",
    "lost_zeros",
    "maintenance_messages",
    "missing_carrier",
    "needing_restart",
    "past_maintenance",
    "unused_pronunciations",
    "useless_national",
]
