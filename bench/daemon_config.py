"""A configuration for a daemon of our own: the example tables with the addresses of one network."""

from __future__ import annotations

import shutil
from pathlib import Path

from demo.network import Network
from demo.stage import REPOSITORY

TABLES = REPOSITORY / "config"


def write_config(folder: Path, network: Network, prompts: Path) -> Path:
    """Copy the example tables into `folder` and write settings beside them; `prompts` is where prompts are kept."""
    shutil.copytree(TABLES, folder)
    (folder / "secret").write_text(f"{network.secret}\n")
    (folder / "secret").chmod(0o600)
    (folder / "veertien.yaml").write_text(
        f"fastagi: {{host: 127.0.0.1, port: {network.fastagi}}}\n"
        f"audiosocket: {{host: 127.0.0.1, port: {network.audiosocket}}}\n"
        f"web: {{host: 127.0.0.1, port: {network.web}}}\n"
        f"ami: {{host: 127.0.0.1, port: {network.ami}, username: veertien, secret_file: secret}}\n"
        f"prompts: {{cache: {prompts}, voice: nl}}\n"
    )
    return folder
