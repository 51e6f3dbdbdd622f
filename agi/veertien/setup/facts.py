"""What a plan is made of: the answers, and what was found on the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fallback:
    """Where the dialplan sends a call that nobody else can take."""

    endpoint: str
    number: str
    contact: str | None = None
    """Its SIP address, for an endpoint that is still to be written into pjsip.conf."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. Paths are those of the PBX, also where it lies in another root folder."""

    asterisk_folder: str
    asterisk_files: Mapping[str, str]
    """Each text below Asterisk's folder, by its path there; and what is included from elsewhere, by its whole path."""
    asterisk_group: str
    """Who must be able to read Asterisk's files."""
    fresh_secret: str
    """For the manager, where there is none yet."""
    tables: Mapping[str, str] = field(default_factory=dict)
    """The texts below /etc/veertien, by their paths there."""
    unit: str | None = None
    """The text of the unit that is installed."""
    self_test_secret: str = ""
    """Fresh, for the manager's user that places self-tests, where there is none yet."""
    self_test_units: Mapping[str, str] = field(default_factory=dict)
    """The texts of the self-test's units that are installed, by their paths."""
    users: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    """Those that a plan may want and that are there."""
    written: Mapping[str, str] = field(default_factory=dict)
    """The digest of each file that a setup before wrote, by its path."""
    program: str | None = None
    """The folder of the environment that runs; None where it lies outside the root folder."""
    program_link: str | None = None
    """Where /opt/veertien/bin leads to; empty where it is a folder, None where it is not there."""
    too_old: str | None = None
    """The version of an Asterisk that passes no keys on."""
    systemd_runs: bool = False
    root_folder: bool = False
    """Whether this is another root folder than that of the machine that runs: no command is run there."""
