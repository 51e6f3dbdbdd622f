"""The daemon that wires the rooms together."""

from veertien.service.config_folder import ConfigFolder, ConfigUnstable
from veertien.service.daemon import Daemon, running, serve_until

__all__ = ["ConfigFolder", "ConfigUnstable", "Daemon", "running", "serve_until"]
