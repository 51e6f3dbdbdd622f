"""Makes pages of templates: HTML that escapes whatever it is given, in the language that was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from veertien.conversation import Language
from veertien.reports.wording import REPORT_LANGUAGES, Unit, number_text
from veertien.routing import AMSTERDAM
from veertien.web.access import Visitor
from veertien.web.wording import LANGUAGE_PARAMETER
from veertien.wording import Wording

NO_STORE = {"Cache-Control": "no-store"}
"""Of every answer with data in it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as the navigation lists it."""

    path: str
    name: Wording
    platform: bool = False
    """Whether it is only for who may see the calls of all municipalities."""


@dataclass(frozen=True, slots=True)
class View:
    """What a page is made for: a language, who looks, and the address, whose language links keep."""

    language: Language
    usual: Language
    visitor: Visitor
    path: str
    query: Mapping[str, str]

    def say(self, dutch: str, english: str) -> str:
        """Return a text of a template in the page's language."""
        return Wording(dutch, english).of(self.language)

    def word(self, wording: Wording) -> str:
        """Return a text in the page's language."""
        return wording.of(self.language)

    def number(self, value: int | Fraction, unit: str = "calls") -> str:
        """Return a number as the language writes it."""
        return number_text(value, Unit(unit), self.language)

    def seconds(self, milliseconds: int | None) -> str:
        """Return a duration in seconds; a dash where there was none."""
        return "-" if milliseconds is None else self.number(Fraction(milliseconds, 1000), Unit.SECONDS.value)

    def moment(self, at: datetime | str) -> str:
        """Return a moment, which may be written as ISO 8601, in Dutch time, to the second.

        In the hour that the clock shows twice, when summer time ends, its time zone tells which one is meant.
        """
        at = (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(AMSTERDAM)
        twice = at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
        return f"{at:%Y-%m-%d %H:%M:%S %Z}" if twice else f"{at:%Y-%m-%d %H:%M:%S}"

    def link(self, path: str, **parameters: str | int | date | None) -> str:
        """Return the address of a page in the same language; parameters that are None are left out.

        An underscore after a parameter's name, as in `from_`, is no part of it.
        """
        return self._address(path, {name.removesuffix("_"): value for name, value in parameters.items()}, self.language)

    @property
    def others(self) -> Sequence[tuple[Language, str]]:
        """The other languages, and the address of the same page in each."""
        return [
            (each, self._address(self.path, self.query, each)) for each in REPORT_LANGUAGES if each is not self.language
        ]

    def _address(self, path: str, parameters: Mapping[str, str | int | date | None], language: Language) -> str:
        given = {name: value for name, value in parameters.items() if value is not None and name != LANGUAGE_PARAMETER}
        if language is not self.usual:
            given[LANGUAGE_PARAMETER] = language.value
        return f"{path}?{urlencode(given)}" if given else path


class Renderer:
    """Renders templates of this room within the layout."""

    def __init__(self, navigation: Sequence[Entry]) -> None:
        self._navigation = navigation
        self._environment = Environment(
            loader=PackageLoader("veertien.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def text(self, template: str, view: View, **values: Any) -> str:
        """Return a template filled in; it has the view's methods, `view` itself and these values by their names."""
        return self._environment.get_template(template).render(
            view=view,
            say=view.say,
            word=view.word,
            number=view.number,
            link=view.link,
            moment=view.moment,
            seconds=view.seconds,
            navigation=[each for each in self._navigation if view.visitor.scope.sees_all or not each.platform],
            **values,
        )

    def page(self, template: str, view: View, status: int = 200, **values: Any) -> web.Response:
        """Return the same as an answer."""
        text = self.text(template, view, **values)
        return web.Response(text=text, status=status, content_type="text/html", charset="utf-8", headers=NO_STORE)
