"""In which language a command speaks to who started it."""

from collections.abc import Mapping

from veertien.conversation import Language

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first that is set counts, by POSIX (8.2, Internationalization Variables)."""


def language_by(environment: Mapping[str, str]) -> Language:
    """Return Dutch where the environment's locale is Dutch, as nl_NL.UTF-8 is, otherwise English."""
    locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return Language.DUTCH if locale.replace("-", "_").partition("_")[0].partition(".")[0] == "nl" else Language.ENGLISH
