"""Whether more may come after an answer."""

import pytest

from veertien.conversation import NO, YES
from veertien.speech.grammar.continuation import Continuations
from veertien.speech.grammar.phrases import Phrase

BERGEN, ZOOM, HOORN, HEM, KAPELLE, CAPELLE = "GM0373", "GM0748", "GM0405", "GM0420", "GM0678", "GM0502"
NAMES = {
    "Bergen": (BERGEN, "b E r x @ n"),
    "Bergen op Zoom": (ZOOM, "b E r G @ n O p s o m"),
    "Hoorn": (HOORN, "h o r n"),
    "Hoornaar": (KAPELLE, "h o r n a r"),
    "Hem": (HEM, "h E m"),
    "Kapelle": (KAPELLE, "k a p E l @"),
    "Capelle aan den IJssel": (CAPELLE, "k a p E l @ a n d @ n Ei s @ l"),
    "Berkel en Rodenrijs": (HEM, "b E r k @ l E n r o d @ n r Ei s"),
    "Berkel": (HEM, "b E r k @ l"),
}
TEXTS = tuple(NAMES)
PHONES = tuple(tuple(phones.split()) for _, phones in NAMES.values())
MEANINGS = tuple((Phrase(text, key),) for text, (key, _) in NAMES.items())


@pytest.mark.parametrize(
    ("said", "open_ended"),
    [
        pytest.param("Bergen", True, id="the first word of another name"),
        pytest.param("Kapelle", True, id="the first sounds of another name"),
        pytest.param("Hoorn", False, id="the beginning of a longer word: nobody pauses inside one"),
        pytest.param("Berkel", False, id="the beginning of another name of the same municipality"),
        pytest.param("Hem", True, id="as short as a fragment"),
        pytest.param("Bergen op Zoom", False, id="a whole name"),
    ],
)
def test_a_name_may_go_on_where_another_begins_with_it(said: str, open_ended: bool) -> None:
    assert Continuations(PHONES, MEANINGS).may_go_on(TEXTS.index(said)) is open_ended


def test_after_a_no_a_name_may_come_and_after_a_yes_nothing_need() -> None:
    phones = (*PHONES, ("n", "e"), ("j", "a"))
    meanings = (*MEANINGS, (Phrase("nee", NO),), (Phrase("ja", YES),))
    continuations = Continuations(phones, meanings)
    assert continuations.may_go_on(len(NAMES))
    assert not continuations.may_go_on(len(NAMES) + 1)


def test_after_a_no_nothing_comes_where_no_name_is_left() -> None:
    assert not Continuations((("n", "e"), ("j", "a")), ((Phrase("nee", NO),), (Phrase("ja", YES),))).may_go_on(0)
