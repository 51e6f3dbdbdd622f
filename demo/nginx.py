"""An nginx, fetched into the build folder: for the tests of the pages behind a proxy."""

from __future__ import annotations

from pathlib import Path

from demo.fetch import Wanted, fetch_once

_NGINX = Wanted(suite="bookworm", packages=("nginx",), programs=("usr/sbin/nginx",))


def find_or_fetch_nginx(build: Path) -> Path:
    """Return the program, in `build/nginx`, fetched on first use.

    Of several processes that want it at once one fetches and the others wait. Raises FetchError.
    """
    return fetch_once(_NGINX, build, "nginx") / "bin" / "nginx"
