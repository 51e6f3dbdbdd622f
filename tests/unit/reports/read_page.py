"""Reads what a page says, as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class ReadPage:
    """The texts of a page."""

    headings: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """Of paragraphs and of pictures."""
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    """Each with its attributes, in order."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = ReadPage()
        self._open: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, dict(attrs)))
        match tag:
            case "table":
                self.page.tables.append([])
            case "tr":
                self.page.tables[-1].append([])
            case "th" | "td" | "h1" | "h2" | "p" | "text" | "title":
                self._open.append([])

    def handle_data(self, data: str) -> None:
        for texts in self._open:
            texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "th" | "td":
                self.page.tables[-1][-1].append("".join(self._open.pop()))
            case "h1" | "h2":
                self.page.headings.append("".join(self._open.pop()))
            case "p" | "text" | "title":
                self.page.texts.append("".join(self._open.pop()))


def read_page(html: str) -> ReadPage:
    reader = _Reader()
    reader.feed(html)
    return reader.page
