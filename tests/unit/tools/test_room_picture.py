"""docs/architecture.md shows every room there is, on the floor that the import contract gives it."""

import pytest

from tools.room_picture import CONTRACT, PAGE, REPOSITORY, floors, picture, redraw


def test_the_page_shows_the_contract() -> None:
    """To mend it: make pages."""
    page = PAGE.read_text(encoding="utf-8")
    assert redraw(page, CONTRACT.read_text(encoding="utf-8")) == page


def test_the_table_below_it_says_of_each_room_what_it_knows() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rooms = {room for floor in floors(CONTRACT.read_text(encoding="utf-8")) for room in floor}
    modules = {room for room in rooms if (REPOSITORY / "agi" / "veertien" / f"{room}.py").exists()}
    assert {room for room in rooms if f"\n| `{room}` | " not in page} == modules


def test_rooms_of_one_floor_stand_beside_each_other() -> None:
    house = floors("[importlinter:contract:rooms]\nlayers =\n    roof\n    left | right\n    cellar\n")
    assert house == [["roof"], ["left", "right"], ["cellar"]]
    rows = picture(house).splitlines()
    assert [row.strip("|").split() for row in rows[1::2]] == [["roof"], ["left", "|", "right"], ["cellar"]]
    assert len({len(row) for row in rows}) == 1


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        redraw("# Architecture\n", CONTRACT.read_text(encoding="utf-8"))
