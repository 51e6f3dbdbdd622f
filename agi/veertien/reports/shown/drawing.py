"""Draws a figure's table as shapes on a plane, which the page writes as SVG: pure, and the same for the same table.

Nothing is told by colour alone: parts of a bar are hatched, fields of a grid have their number in them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from veertien.conversation import Language
from veertien.reports.figures.values import Cell, Picture, Tabled, TableLine, Withheld
from veertien.reports.shown.layout import HIDDEN, cell_text
from veertien.reports.wording import Unit, number_text

WIDTH = 720
_LABEL_WIDTH, _VALUE_WIDTH = 190, 90
_BAR, _BAR_GAP = 18, 8
_LEFT, _TOP, _PLOT_HEIGHT = 60, 16, 200
_FOOT = 36
_MOST_LETTERS = 28
_FIELD_HEIGHT = 18
_LEGEND_WIDTH, _LEGEND_HEIGHT = 140, 20
_DARKEST = Fraction(6, 10)
"""How dark the field of the greatest number is: its number is still read well."""
_TICKS = 4
_STEPS = 5
"""Of many rows of a plot each fifth is named."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    hatch: int = 0
    """Which of the page's hatches fills it."""
    shade: float = 1.0
    """How dark it is, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class DrawnText:
    """Text that begins, is centred, or ends at a point."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, as wide as all."""

    height: float
    boxes: tuple[Box, ...] = ()
    labels: tuple[DrawnText, ...] = ()
    rules: tuple[tuple[float, float, float, float], ...] = ()
    """Thin lines, from one point to another."""
    curve: tuple[tuple[float, float], ...] = ()
    """A thick line through these points."""


def drawn_table(table: Tabled, picture: Picture, language: Language) -> Drawing | None:
    """Return the picture of a table; None where it has no rows."""
    if not table.lines:
        return None
    match picture:
        case Picture.COLUMNS | Picture.CURVE:
            return _plot(table, language, curve=picture is Picture.CURVE)
        case Picture.BARS:
            return _bars(table, language)
        case Picture.STACKED:
            return _stacked(table, language)
        case Picture.GRID:
            return _grid(table, language)


def _plot(table: Tabled, language: Language, *, curve: bool) -> Drawing:
    unit = table.headings[0].unit
    values = [_number(line.cells[0]) for line in table.lines]
    top = Fraction(1) if unit is Unit.SHARE else _round_top(max(values))
    step = Fraction(WIDTH - _LEFT - 10, len(values))
    bottom = _TOP + _PLOT_HEIGHT
    rules, labels = [], []
    for tick in range(_TICKS + 1):
        y = _at(bottom - Fraction(_PLOT_HEIGHT * tick, _TICKS))
        value = top * tick / _TICKS
        rules.append((float(_LEFT), y, float(WIDTH - 10), y))
        labels.append(DrawnText(_LEFT - 6, y + 4, number_text(value, unit, language), "end"))
    every = _STEPS if len(values) > 2 * _STEPS else 1
    # A column stands in the middle of its step; a point of the curve lies at the end of it.
    for place in range(every - 1 if curve else 0, len(values), every):
        at = _LEFT + step * (place + (1 if curve else Fraction(1, 2)))
        labels.append(DrawnText(_at(at), bottom + 16, table.lines[place].name.of(language), "middle"))
    labels.append(DrawnText(_at(_LEFT + Fraction(WIDTH - _LEFT, 2)), bottom + 32, table.about.of(language), "middle"))
    heights = [value / top * _PLOT_HEIGHT for value in values]
    height = bottom + _FOOT
    if curve:
        points = [(_at(_LEFT + step * (place + 1)), _at(bottom - tall)) for place, tall in enumerate(heights)]
        return Drawing(height, (), tuple(labels), tuple(rules), ((float(_LEFT), float(bottom)), *points))
    boxes = (
        Box(_at(_LEFT + step * place + step / 10), _at(bottom - tall), _at(step * 8 / 10), _at(tall))
        for place, tall in enumerate(heights)
    )
    return Drawing(height, tuple(boxes), tuple(labels), tuple(rules))


def _bars(table: Tabled, language: Language) -> Drawing:
    unit = table.headings[0].unit
    most = max(_number(line.cells[0]) for line in table.lines) or Fraction(1)
    room = WIDTH - _LABEL_WIDTH - _VALUE_WIDTH
    boxes, labels = [], []
    for y, line in _rows(table):
        wide = _at(_number(line.cells[0]) / most * room)
        boxes.append(Box(_LABEL_WIDTH, y, wide, _BAR))
        labels.append(_row_label(y, line.name.of(language)))
        labels.append(DrawnText(_LABEL_WIDTH + wide + 6, y + 14, cell_text(line.cells[0], unit, language)))
    return Drawing(_height_of(table), tuple(boxes), tuple(labels))


def _stacked(table: Tabled, language: Language) -> Drawing:
    sums = [sum(map(_number, line.cells), Fraction(0)) for line in table.lines]
    most = max(sums) or Fraction(1)
    room = WIDTH - _LABEL_WIDTH - _VALUE_WIDTH
    boxes, labels = list[Box](), list[DrawnText]()
    for (y, line), whole in zip(_rows(table), sums, strict=True):
        labels.append(_row_label(y, line.name.of(language)))
        x = Fraction(_LABEL_WIDTH)
        for hatch, cell in enumerate(line.cells):
            wide = _number(cell) / most * room
            if wide:
                boxes.append(Box(_at(x), y, _at(wide), _BAR, hatch))
            x += wide
        hidden = any(isinstance(cell, Withheld) for cell in line.cells)
        said = HIDDEN if hidden else number_text(whole, Unit.CALLS, language)
        labels.append(DrawnText(_at(x) + 6, y + 14, said))
    below = _height_of(table) + 4
    across = WIDTH // _LEGEND_WIDTH
    for hatch, heading in enumerate(table.headings):
        left, above = hatch % across * _LEGEND_WIDTH, below + hatch // across * _LEGEND_HEIGHT
        boxes.append(Box(left, above, 14, 14, hatch))
        labels.append(DrawnText(left + 20, above + 12, heading.name.of(language)))
    height = below + -(-len(table.headings) // across) * _LEGEND_HEIGHT
    return Drawing(height, tuple(boxes), tuple(labels))


def _grid(table: Tabled, language: Language) -> Drawing:
    wide = Fraction(WIDTH - _LEFT, len(table.headings))
    most = max(_number(cell) for line in table.lines for cell in line.cells) or Fraction(1)
    boxes, labels = [], []
    for column, heading in enumerate(table.headings):
        labels.append(DrawnText(_at(_LEFT + wide * column + wide / 2), 12, heading.name.of(language), "middle"))
    for row, line in enumerate(table.lines):
        y = _TOP + 2 + row * _FIELD_HEIGHT
        labels.append(DrawnText(_LEFT - 6, y + 13, line.name.of(language), "end"))
        for column, cell in enumerate(line.cells):
            shade, x = _number(cell) / most * _DARKEST, _at(_LEFT + wide * column)
            text = cell_text(cell, table.headings[column].unit, language)
            boxes.append(Box(x, y, _at(wide), _FIELD_HEIGHT, 0, float(round(shade, 2))))
            labels.append(DrawnText(_at(x + wide / 2), y + 13, text, "middle"))
    return Drawing(_TOP + 4 + len(table.lines) * _FIELD_HEIGHT, tuple(boxes), tuple(labels))


def _rows(table: Tabled) -> Iterator[tuple[int, TableLine]]:
    return ((4 + place * (_BAR + _BAR_GAP), line) for place, line in enumerate(table.lines))


def _height_of(table: Tabled) -> int:
    return 4 + len(table.lines) * (_BAR + _BAR_GAP)


def _row_label(y: float, text: str) -> DrawnText:
    shown = text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"
    return DrawnText(_LABEL_WIDTH - 8, y + 14, shown, "end")


def _number(cell: Cell) -> Fraction:
    return Fraction(0) if cell is None or isinstance(cell, Withheld) else Fraction(cell)


def _round_top(most: Fraction) -> Fraction:
    """Return the least number of 4, 8, 12, 20, 40, 80, ... that is no less: its quarters are whole."""
    scale = 1
    while True:
        for top in (4, 8, 12):
            if most <= top * scale:
                return Fraction(top * scale)
        scale = scale * 5 if scale % 5 else scale * 2


def _at(value: Fraction | float) -> float:
    return float(round(Fraction(value), 1))
