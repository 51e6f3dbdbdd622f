"""A private PostgreSQL for tests: the host's own where it has one, else one fetched into the build folder; no root.

PostgreSQL does not run as root: where tests do, it runs as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.fetch import Wanted, fetch_once, wrap
from demo.ports import Wanted as WantedPort
from demo.ports import choose_ports

VERSION = "15"
_PROGRAMS = f"usr/lib/postgresql/{VERSION}/bin"


def _wrap_in_place(root: Path) -> None:
    """Put wrappers in the programs' own places: PostgreSQL finds each other program, and its files, from there."""
    for name in ("initdb", "postgres"):
        program = root / _PROGRAMS / name
        own = program.rename(program.with_name(f"{name}.unpacked"))
        wrap(root, own, program, str(program))


_POSTGRESQL = Wanted("bookworm", (f"postgresql-{VERSION}",), (), _wrap_in_place)
USER = "veertien"
_SECONDS = 60.0
_READY = b"database system is ready to accept connections"
_ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
_QUICK = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB", "unix_socket_directories": ""}
"""What is lost when the machine goes down doesn't matter to a test."""


class PostgresqlError(RuntimeError):
    """A server could not be started; the message has what it said."""


class PostgresqlServer:
    """A server on loopback, reached with a password."""

    def __init__(self, programs: Path, folder: Path, password: str, user: int | None) -> None:
        """Serve what initdb has made in `folder`/data, as this user; None for whoever runs this."""
        (self._port,) = choose_ports([WantedPort(socket.SOCK_STREAM, ("127.0.0.1",))])
        settings = {**_QUICK, "listen_addresses": "127.0.0.1", "port": str(self._port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._command = [str(programs / "postgres"), "-D", str(folder / "data"), *options]
        self._folder, self._password, self._user = folder, password, user
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """Return the address of a database on it."""
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        """Start it; it takes connections afterwards. Raises PostgresqlError."""
        log = self._folder / "log"
        with log.open("ab") as opened:
            said_before = opened.tell()
            process = self._process = subprocess.Popen(
                self._command,
                env=_ENVIRONMENT,
                cwd=self._folder,
                user=self._user,
                stdin=subprocess.DEVNULL,
                stdout=opened,
                stderr=subprocess.STDOUT,
            )
        # Its port is open before: then it says that it is starting up.
        while _READY not in log.read_bytes()[said_before:]:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            raise PostgresqlError(f"PostgreSQL ended at once: {log.read_text()[-500:]}")

    def stop(self) -> None:
        """Stop it, whoever is connected; harmless where it isn't running."""
        if self._process is not None:
            # Not SIGTERM, which waits for who is connected.
            self._process.send_signal(signal.SIGINT)
            self._process.wait(_SECONDS)
            self._process = None


def find_or_fetch_postgresql(build: Path) -> Path:
    """Return the folder of the host's PostgreSQL, else of the one in `build/postgresql`, fetched on first use.

    Of several processes that want it at once one fetches and the others wait. Raises FetchError.
    """
    on_host = Path("/") / _PROGRAMS
    if (on_host / "initdb").exists():
        return on_host
    return fetch_once(_POSTGRESQL, build, "postgresql") / "root" / _PROGRAMS


@contextmanager
def running_postgresql(programs: Path) -> Iterator[PostgresqlServer]:
    """Run a server with no databases of ours inside the block. Raises PostgresqlError."""
    folder = Path(tempfile.mkdtemp(prefix="veertien-postgresql-"))
    try:
        server = _made(programs, folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _made(programs: Path, folder: Path) -> PostgresqlServer:
    secret, password = folder / "password", secrets.token_hex(16)
    secret.write_text(password)
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    if user is not None:
        os.chown(folder, user, -1)
        os.chown(secret, user, -1)
    settings = ("-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8")
    made = subprocess.run(
        [programs / "initdb", "-D", folder / "data", *settings],
        env=_ENVIRONMENT,
        cwd=folder,
        user=user,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if made.returncode:
        raise PostgresqlError(f"PostgreSQL's initdb failed: {made.stderr[-500:]}")
    return PostgresqlServer(programs, folder, password, user)
