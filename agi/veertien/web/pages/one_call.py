"""The page of one call: its timeline, what was heard and how sure that was, why it went where it went."""

import asyncio
from collections.abc import Iterable, Mapping

from aiohttp import web

from veertien.archive.queries.asking import one_call
from veertien.archive.queries.exporting import field_text
from veertien.archive.rows import AnswerRow, CallRow, turned_away_of
from veertien.config import trunk_lines
from veertien.explanation import CallFacts, headline, story_of
from veertien.reports.figures.hearing import KINDS_OF_NAMES
from veertien.web.api.document import CALL_ID
from veertien.web.calls.call_words import (
    ASKED_NAMES,
    DECISION_NAMES,
    END_NAMES,
    ENDED_NAMES,
    GUESS_NAMES,
    KIND_NAMES,
    QUESTION_NAMES,
    REASON_NAMES,
    RESULT_NAMES,
    SECOND_EAR_NAMES,
    TURNED_AWAY_NAMES,
)
from veertien.web.calls.route_command import route_command
from veertien.web.calls.thresholds import thresholds_in
from veertien.web.calls.timeline import pictures_of
from veertien.web.pages.page import Sources
from veertien.web.parameters import Parameters, query_of, read_parameters
from veertien.web.refusals import RefusalError
from veertien.web.rendering import Renderer
from veertien.web.wording import LANGUAGE_PARAMETER, called, outcome_name
from veertien.wording import Wording, unworded

_PATH = "/calls"


class OneCallPage:
    """Shows it at `/calls/ID`."""

    entry = None

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._names = sources.names.municipality_names

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
            thresholds = await asyncio.to_thread(thresholds_in, self._sources.config)
            facts = CallFacts(
                CallRow(**found.call._asdict()),
                tuple(AnswerRow(**answer._asdict()) for answer in found.answers),
                self._names,
                thresholds.policy if thresholds else None,
                thresholds.digest if thresholds else None,
                await asyncio.to_thread(self._trunk_lines) if scope.sees_all else {},
            )
            return renderer.page(
                "one_call.html.j2",
                view,
                call=found.call,
                answers=found.answers,
                headline=headline(facts),
                story=story_of(facts),
                shows_cures=scope.sees_all,
                pictures=pictures_of(found.call, found.answers),
                turned_away=tuple(turned_away_of(found.call.turned_away)),
                thresholds=thresholds,
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
                kind_names=KIND_NAMES,
                kinds_of_names=KINDS_OF_NAMES,
                second_ear_names=SECOND_EAR_NAMES,
                turned_away_names=TURNED_AWAY_NAMES,
            )

        return [web.get(f"{_PATH}/{{id:{CALL_ID}}}", get)]

    def _trunk_lines(self) -> Mapping[str, str]:
        config = self._sources.config
        return {} if config is None else trunk_lines(config)

    def _guess(self, key: str | None) -> Wording:
        return unworded(self._names[key]) if key and key in self._names else called(GUESS_NAMES, key)
