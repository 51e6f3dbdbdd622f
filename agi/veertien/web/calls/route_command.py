"""The command that shows again what would become of a call like a recorded one."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from veertien.conversation import How
from veertien.numbering import CallerKind
from veertien.routing import AMSTERDAM

_NUMBER_DIGITS = 10
_NUMBERS: Mapping[str, str] = MappingProxyType(
    {CallerKind.MOBILE: "0612345678", CallerKind.FOREIGN: "+3222345678", CallerKind.OTHER: "0880000000"}
)
"""A number of each kind: of a caller's own number no more is known. Who has none of these withholds it."""


def route_command(call: Mapping[str, Any], names: Mapping[str, str], config: Path | None) -> str | None:
    """Return it for a row of `call`, to be pasted into a shell; None where it is not known what was dialled.

    `names` are those of municipalities by their codes.
    """
    dialled = call["dialled"]
    if not dialled:
        return None
    words = [] if config is None else ["--config", str(config.absolute())]
    words += ["--at", call["started_at"].astimezone(AMSTERDAM).isoformat(timespec="milliseconds")]
    if number := _caller(call):
        words += ["--caller", number]
    if call["question_end"] in set(How) and call["municipality"] in names:
        words += ["--say", names[call["municipality"]]]
    # What was dialled is no option, whatever it looks like.
    number_last = dialled.startswith("-")
    words = [*words, "--", dialled] if number_last else [dialled, *words]
    return shlex.join(["veertien", "route", *words])


def _caller(call: Mapping[str, Any]) -> str | None:
    if area_code := call["caller_area_code"]:
        return str(area_code).ljust(_NUMBER_DIGITS, "0")
    return _NUMBERS.get(call["caller_kind"])
