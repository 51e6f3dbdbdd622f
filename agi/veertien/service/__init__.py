"""The daemon that wires the rooms together."""

from veertien.service.daemon import Daemon, running, serve_until

__all__ = ["Daemon", "running", "serve_until"]
