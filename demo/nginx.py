"""An nginx, fetched into the build folder: for the tests of the pages behind a proxy."""

from __future__ import annotations

import fcntl
from pathlib import Path

from demo.fetch import Wanted, fetch, is_fetched

_NGINX = Wanted(suite="bookworm", packages=("nginx",), programs=("usr/sbin/nginx",))


def find_or_fetch_nginx(build: Path) -> Path:
    """Return the program, in `build/nginx`, fetched on first use.

    Of several processes that want it at once one fetches and the others wait. Raises FetchError.
    """
    folder = build.resolve() / "nginx"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_fetched(folder):
            fetch(_NGINX, folder)
    return folder / "bin" / "nginx"
