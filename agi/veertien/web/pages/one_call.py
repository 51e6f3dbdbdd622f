"""The page of one call: its timeline, what was heard and how sure that was, why it went where it went."""

import asyncio
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from veertien.archive.asking import one_call
from veertien.archive.exporting import field_text
from veertien.config import TablesFaultyError, load_asking
from veertien.conversation import How, Policy
from veertien.reports.wording import Wording, unworded
from veertien.routing import AMSTERDAM
from veertien.web.api.document import CALL_ID
from veertien.web.call_words import (
    ASKED_NAMES,
    DECISION_NAMES,
    END_NAMES,
    ENDED_NAMES,
    GUESS_NAMES,
    QUESTION_NAMES,
    REASON_NAMES,
    RESULT_NAMES,
    called,
)
from veertien.web.pages.page import Sources
from veertien.web.parameters import Parameters, query_of, read_parameters
from veertien.web.refusals import RefusalError
from veertien.web.rendering import Renderer
from veertien.web.timeline import timeline_of
from veertien.web.wording import LANGUAGE_PARAMETER, outcome_name

_PATH = "/calls"
_SAID = frozenset({How.SPEECH, How.CONFIRMED})
_SUBSCRIBER = "0000000000"
"""Digits that make a number of an area code: only the code is known of a caller."""
_NUMBER_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Threshold:
    """How sure a guess must be for something."""

    name: Wording
    least: float


class OneCallPage:
    """Shows it at `/calls/ID`."""

    entry = None

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._names = {each.code: each.name for each in sources.names.municipalities.values()}

    def routes(self, renderer: Renderer) -> Iterable[web.AbstractRouteDef]:
        """Return where it is found."""

        async def get(request: web.Request) -> web.Response:
            view = self._sources.view(request)
            asked = {name: value for name, value in query_of(request).items() if name != LANGUAGE_PARAMETER}
            read_parameters(asked, Parameters)
            scope, name = view.visitor.scope, request.match_info["id"]
            found = await self._sources.records.ask(lambda database: one_call(database, scope, name))
            if found is None:
                raise RefusalError(
                    404,
                    Wording(
                        "Dit gesprek is er niet, of niet meer: na de bewaartermijn worden gesprekken gewist.",
                        "There is no such call, or no more: calls are deleted when they have been kept long enough.",
                    ),
                )
            policy = await asyncio.to_thread(_policy, self._sources.config)
            return renderer.page(
                "one_call.html.j2",
                view,
                call=found.call,
                answers=found.answers,
                timeline=timeline_of(found.call, found.answers),
                thresholds=lambda state: _thresholds(policy, state),
                fields=[(name, field_text(value)) for name, value in found.call._asdict().items()],
                route=route_command(found.call._asdict(), self._names, self._sources.config)
                if scope.sees_all
                else None,
                municipality_name=lambda code: self._names.get(code, code),
                guess=self._guess,
                called=called,
                outcome_name=outcome_name,
                asked_names=ASKED_NAMES,
                decision_names=DECISION_NAMES,
                end_names=END_NAMES,
                ended_names=ENDED_NAMES,
                reason_names=REASON_NAMES,
                result_names=RESULT_NAMES,
                question_names=QUESTION_NAMES,
            )

        return [web.get(f"{_PATH}/{{id:{CALL_ID}}}", get)]

    def _guess(self, key: str | None) -> Wording:
        return unworded(self._names[key]) if key in self._names else called(GUESS_NAMES, key)


def route_command(call: Mapping[str, Any], names: Mapping[str, str], config: Path | None) -> str | None:
    """Return the command that shows what would become of a call like this one; None where no number came in.

    Of the caller's number only an area code is known, so the rest of it are zeros; a caller without one withholds it.
    """
    if not call["dialled"]:
        return None
    words = ["veertien", "route", call["dialled"]]
    words += [] if config is None else ["--config", str(config)]
    words += ["--at", call["started_at"].astimezone(AMSTERDAM).isoformat(timespec="seconds")]
    if call["caller_area_code"]:
        words += ["--caller", (call["caller_area_code"] + _SUBSCRIBER)[:_NUMBER_DIGITS]]
    if call["question_end"] in _SAID and call["municipality"] in names:
        words += ["--say", names[call["municipality"]]]
    return shlex.join(words)


def _policy(config: Path | None) -> Policy | None:
    """Return the thresholds that are in the config folder now, None where they can't be read."""
    try:
        return None if config is None else load_asking(config).policy
    except (TablesFaultyError, OSError):
        return None


def _thresholds(policy: Policy | None, state: str | None) -> tuple[Threshold, ...]:
    """Return what a guess in this state of the question is measured by."""
    if policy is None:
        return ()
    if state in {"confirming", "list_confirming"}:
        return (Threshold(Wording("ja of nee", "yes or no"), policy.yes_no),)
    return (
        Threshold(Wording("bevestigen", "confirm"), policy.confirm),
        Threshold(Wording("aannemen", "accept"), policy.accept),
    )
