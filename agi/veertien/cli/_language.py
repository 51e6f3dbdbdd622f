"""In which language a command speaks to who started it."""

import os
from collections.abc import Mapping

import click

from veertien.wording import Language, Wording

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first that is set counts, by POSIX (8.2, Internationalization Variables)."""


def language_by(environment: Mapping[str, str]) -> Language:
    """Return Dutch where the environment's locale is Dutch, as nl_NL.UTF-8 is, otherwise English."""
    locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return Language.DUTCH if locale.replace("-", "_").partition("_")[0].partition(".")[0] == "nl" else Language.ENGLISH


def say(text: Wording, *, err: bool = False) -> None:
    """Print a text in the language of who started the command."""
    click.echo(text.of(language_by(os.environ)), err=err)
