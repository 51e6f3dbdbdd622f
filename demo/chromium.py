"""A Chromium without a window, and its driver, fetched into the build folder: for tests and screenshots of the pages.

It needs nothing of the host but its kernel: libraries and fonts are fetched with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium.webdriver import ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver

from demo.fetch import FetchError, Wanted, fetch_once

_BROWSER = "usr/lib/chromium/chromium-headless-shell"
_DRIVER = "usr/bin/chromedriver"
_SECONDS = 60
_FONT_RULES = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>{root}/usr/share/fonts</dir>
<cachedir>{root}/font-cache</cachedir>
<alias binding="same"><family>system-ui</family><prefer><family>DejaVu Sans</family></prefer></alias>
<alias binding="same"><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
<alias binding="same"><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A Chromium that can be driven."""

    browser: Path
    driver: Path

    @contextmanager
    def open(self) -> Iterator[WebDriver]:
        """Run a browser with a profile of its own inside the block; it logs what its pages' consoles say."""
        with TemporaryDirectory(prefix="veertien-chromium-") as profile:
            options = ChromeOptions()
            options.binary_location = str(self.browser)
            for argument in (f"--user-data-dir={profile}", *_OPTIONS):
                options.add_argument(argument)
            if not _may_make_sandbox():
                options.add_argument("--no-sandbox")
            options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
            # With the path of both, Selenium looks for neither.
            service = Service(str(self.driver))
            driver = WebDriver(options, service)
            try:
                yield driver
            finally:
                # Ends the browser, then the driver, each by its own process.
                driver.quit()


_OPTIONS = (
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
)
"""What would ask other hosts, or needs what a build machine hasn't."""


def find_or_fetch_chromium(build: Path) -> Chromium:
    """Return the Chromium in `build/chromium`, fetched on first use.

    Of several processes that want it at once one fetches and the others wait. Raises FetchError.
    """
    programs = fetch_once(_CHROMIUM, build, "chromium") / "bin"
    return Chromium(programs / Path(_BROWSER).name, programs / Path(_DRIVER).name)


def _use_own_loader(root: Path) -> None:
    """Make the programs start by the dynamic loader that was fetched with them, with its libraries.

    A wrapper that starts the loader would not do: Chromium starts itself again by /proc/self/exe.
    """
    (loader,) = root.glob("usr/lib/*-linux-gnu*/ld-linux-*.so.*")
    libraries = ":".join(sorted({str(path.parent) for path in root.glob("usr/lib/*-linux-gnu*/**/*.so*")}))
    fonts = root / "etc/fonts/veertien.conf"
    fonts.write_text(_FONT_RULES.format(root=root))
    patchelf: list[str | Path] = [loader, "--library-path", libraries, root / "usr/bin/patchelf"]
    # Without an address the browser opens no page, and the driver waits for one in vain.
    for program, argument in ((_BROWSER, " about:blank"), (_DRIVER, "")):
        unpacked = root / program
        command = [*patchelf, "--set-interpreter", loader, unpacked]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode:
            raise FetchError(f"could not make {program} use its own loader: {done.stderr[-500:]}")
        wrapper = root.parent / "bin" / unpacked.name
        wrapper.parent.mkdir(exist_ok=True)
        wrapper.write_text(
            f'#!/bin/sh\nexport LD_LIBRARY_PATH="{libraries}" FONTCONFIG_FILE="{fonts}"\n'
            f'exec "{unpacked}" "$@"{argument}\n'
        )
        wrapper.chmod(0o755)


_CHROMIUM = Wanted(
    suite="bookworm",
    packages=("chromium-headless-shell", "fonts-dejavu-core", "patchelf"),
    programs=(),
    settle=_use_own_loader,
    # It depends on the Chromium with windows, and drives this one as well.
    alone=("chromium-driver",),
    # For chromium's shell script: with it comes a compiler for graphics cards.
    left_out=("x11-utils", "xdg-utils"),
)


def _may_make_sandbox() -> bool:
    """Return whether Chromium's sandbox works here: not for root, nor where the kernel denies user namespaces."""
    unshare = shutil.which("unshare")
    if os.geteuid() == 0 or unshare is None:
        return False
    asked = [unshare, "--user", "--map-root-user", "--pid", "--net", "--fork", "true"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0
