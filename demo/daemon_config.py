"""A configuration folder for a daemon on a network of our own."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from demo.network import ARI_USER, Network

REPOSITORY = Path(__file__).resolve().parent.parent
TABLES = REPOSITORY / "config"


def write_config(config: Path, tables: Path, network: Network, prompts: Path, settings: str = "") -> Path:
    """Take the tables as they are, and give the service the ports and the secret of a network.

    `prompts` is where rendered prompts are kept, `settings` what else veertien.yaml says. Returns `config`.
    """
    shutil.copytree(tables, config)
    secret = config / "secret"
    secret.write_text(f"{network.secret}\n")
    secret.chmod(0o600)
    key = config / "memory.key"
    key.touch(0o600)
    key.write_text(f"{secrets.token_hex(32)}\n")
    (config / "veertien.yaml").write_text(
        f"fastagi: {{host: 127.0.0.1, port: {network.fastagi}}}\n"
        f"audiosocket: {{host: 127.0.0.1, port: {network.audiosocket}}}\n"
        f"web: {{host: 127.0.0.1, port: {network.web}}}\n"
        f"pages: {{host: 127.0.0.1, port: {network.pages}}}\n"
        f"ami: {{host: 127.0.0.1, port: {network.ami}, username: veertien, secret_file: secret}}\n"
        f"ari: {{url: '{network.pbx_ari}', username: {ARI_USER}, password_file: secret}}\n"
        f"selftest: {{username: veertien-selftest, secret_file: secret}}\n"
        f"recognisers: 2\n"
        f"memory: {{key_file: memory.key, database: memory.sqlite}}\n"
        f"prompts: {{cache: {prompts}, voice: nl}}\n"
        f"{settings}"
    )
    return config
