"""Draw the rooms in docs/architecture.md as the floors of a house, from the import contract in setup.cfg.

    python -m tools.room_picture

A room imports only rooms on floors below its own; rooms on one floor know nothing of each other.
"""

from configparser import ConfigParser
from pathlib import Path

from tools.marked_page import put_between

REPOSITORY = Path(__file__).resolve().parent.parent
CONTRACT = REPOSITORY / "setup.cfg"
PAGE = REPOSITORY / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms -->\n", "<!-- end of rooms -->\n"
WIDTH = 96


def floors(contract: str) -> list[list[str]]:
    """Return the rooms by floor, the highest first, from the text of setup.cfg."""
    parser = ConfigParser(interpolation=None)
    parser.read_string(contract)
    layers = parser["importlinter:contract:rooms"]["layers"].strip().splitlines()
    return [[room.strip() for room in layer.split("|")] for layer in layers]


def picture(house: list[list[str]]) -> str:
    """Return the house as text, as wide on each floor."""
    lines = [_ceiling(len(house[0]))]
    for floor in house:
        walls = _walls(len(floor))
        cells = [room.center(right - left - 1) for room, left, right in zip(floor, walls, walls[1:], strict=False)]
        lines += [f"|{'|'.join(cells)}|", _ceiling(len(floor))]
    return "\n".join(lines) + "\n"


def redraw(page: str, contract: str) -> str:
    """Return the page with the picture drawn anew between its marks. Raises ValueError when a mark is missing."""
    return put_between(BEGIN, END, f"```text\n{picture(floors(contract))}```\n", page)


def _walls(rooms: int) -> list[int]:
    return [round(wall * WIDTH / rooms) for wall in range(rooms + 1)]


def _ceiling(rooms: int) -> str:
    walls = _walls(rooms)
    return "".join("+" if place in walls else "-" for place in range(WIDTH + 1))


if __name__ == "__main__":
    PAGE.write_text(redraw(PAGE.read_text(encoding="utf-8"), CONTRACT.read_text(encoding="utf-8")), encoding="utf-8")
