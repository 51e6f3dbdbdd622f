"""One of several nodes: a daemon as a process, with a folder, ports and a name of its own."""

import json
import os
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from sqlalchemy.engine import URL

from demo.ports import Wanted, choose_ports
from tests.unit.cli.running.served import SECONDS, Ports, Served
from veertien.cli import main

NODES = ("veertien-1", "veertien-2")


class Node:
    """A daemon with a config folder and a name of its own."""

    def __init__(self, name: str, folder: Path, url: URL, **environment: str) -> None:
        self.ports = Ports(*choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))] * 3))
        self.config = shutil.copytree("config", folder / name)
        services = "".join(f"{service}: {{port: {port}}}\n" for service, port in self.ports._asdict().items())
        (self.config / "veertien.yaml").write_text(
            f"{services}prompts: {{cache: {folder / 'prompts'}}}\nnode: {name}\nnodes: [{', '.join(NODES)}]\n"
            f"records: {{dir: records, url: '{url.render_as_string(hide_password=False)}'}}\nrecognisers: 1\n"
        )
        self.serve(**environment)

    def serve(self, **environment: str) -> None:
        """Start the daemon, again once it has ended."""
        self.served = Served(self.config, self.ports, os.open(os.devnull, os.O_WRONLY), **environment)

    def now(self) -> Any:
        return json.loads(self.served.page("/now"))

    def until(self, found: Callable[[Any], bool]) -> Any:
        deadline = time.monotonic() + SECONDS
        while not found(now := self.now()):
            assert time.monotonic() < deadline, (now["nodes"], now["why"])
            time.sleep(0.1)
        return now

    def reload(self) -> None:
        result = CliRunner().invoke(main, ["reload", "--config", str(self.config)])
        assert result.exit_code == 0, result.output
