import pytest

from bench.speech.groups import Group, area_groups
from veertien.conversation import Expect


@pytest.fixture(scope="module")
def groups() -> dict[str, Group]:
    return {group.area_code: group for group in area_groups()}


def test_every_shared_area_code_is_a_group(groups: dict[str, Group]) -> None:
    assert len(groups) == 127
    assert all(len(group.choices) > 1 for group in groups.values())


def test_every_choice_can_be_said(groups: dict[str, Group]) -> None:
    for group in groups.values():
        assert {phrase.key for phrase in group.phrases} == {choice.key for choice in group.choices}


def test_what_is_said_leads_to_one_municipality_and_is_listened_for(groups: dict[str, Group]) -> None:
    for group in groups.values():
        meant = {(phrase.text, phrase.key) for phrase in group.phrases}
        said = [*group.own, *group.other]
        assert {(phrase.text, phrase.key) for phrase in said} <= meant
        assert len({phrase.text for phrase in said}) == len(said)


def test_villages_are_said_in_the_area_code_they_lie_in(groups: dict[str, Group]) -> None:
    assert "Wognum" in {phrase.text for phrase in groups["0229"].other}
    assert "Medemblik" in {phrase.text for phrase in groups["0229"].own}
    assert groups["0229"].specs()[Expect.CONFIRMATION].confirmation
