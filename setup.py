"""Has setuptools build outside the repository. What the package is stands in setup.cfg.

Setuptools would build in `build/`, which is ours: the environment and the fetched Asterisk lie there. What it left from
one build it would ship with the next, modules that are gone included, and what root built nobody else could overwrite.
"""

import tempfile

from setuptools import setup
from setuptools.command.build import build
from setuptools.command.egg_info import egg_info

_HELD: list[tempfile.TemporaryDirectory[str]] = []
"""Removed when the build's process ends."""


def _folder() -> str:
    _HELD.append(tempfile.TemporaryDirectory(prefix="veertien-build-"))
    return _HELD[-1].name


class Build(build):
    """Builds in a folder of its own each time."""

    def initialize_options(self) -> None:
        """Take that folder for the default."""
        super().initialize_options()
        self.build_base = _folder()


class EggInfo(egg_info):
    """Writes what it finds out about the package there too."""

    def initialize_options(self) -> None:
        """Take that folder for the default."""
        super().initialize_options()
        self.egg_base = _folder()


setup(cmdclass={"build": Build, "egg_info": EggInfo})
