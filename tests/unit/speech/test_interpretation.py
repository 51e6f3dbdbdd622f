"""What is meant by a row of words: h and m are names, z a village of h, l sounds like two municipalities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.conversation import NO, YES
from veertien.speech.grammar.interpretation import Link, interpret
from veertien.speech.grammar.phrases import Phrase

HOORN, MEDEMBLIK = Phrase("Hoorn", "GM0405"), Phrase("Medemblik", "GM0420")
MEANINGS = {
    "h": (HOORN,),
    "m": (MEDEMBLIK,),
    "z": (Phrase("Zwaag", "GM0405"),),
    "l": (Phrase("Laren", "GM0417"), Phrase("Laren", "GM0262")),
    "lochem": (Phrase("Lochem", "GM0262"),),
    "ja": (Phrase("ja", YES),),
    "nee": (Phrase("nee", NO),),
}
LINKS = {"sorry": Link.CORRECTION, "of": Link.ALTERNATIVE, "niet": Link.NEGATION}


@pytest.mark.parametrize(
    ("said", "keys", "deciding"),
    [
        pytest.param("h", ["GM0405"], 0, id="a name"),
        pytest.param("eh naar h graag", ["GM0405"], 2, id="a name with words around it"),
        pytest.param("h sorry m", ["GM0420"], 2, id="a correction: the last name counts"),
        pytest.param("sorry m", ["GM0420"], 1, id="a correction of nothing"),
        pytest.param("niet h sorry m", ["GM0420"], 3, id="not this but that"),
        pytest.param("m niet h", ["GM0420"], 0, id="this, not that"),
        pytest.param("sorry niet h m", ["GM0420"], 3, id="a name after one that is not meant"),
        pytest.param("h h", ["GM0405"], 1, id="a name said twice"),
        pytest.param("h of h", ["GM0405"], 2, id="no choice"),
        pytest.param("z h", ["GM0405"], 1, id="a village and its municipality"),
        pytest.param("l", ["GM0417", "GM0262"], 0, id="names that sound alike"),
        pytest.param("l lochem", ["GM0262"], 1, id="a village and the municipality that tells which"),
        pytest.param("lochem l", ["GM0262"], 1, id="a municipality and its village that sounds like another"),
        pytest.param("h m sorry h", ["GM0405"], 3, id="a correction ends the doubt"),
        pytest.param("nee", [NO], 0, id="no"),
        pytest.param("nee m", ["GM0420"], 1, id="a name after no"),
        pytest.param("ja m", ["GM0420"], 1, id="a name after yes"),
        pytest.param("nee niet h", [NO], 0, id="no, not this"),
        pytest.param("ja ja", [YES], 1, id="yes twice"),
    ],
)
def test_what_is_meant(said: str, keys: list[str], deciding: int) -> None:
    found = interpret(said.split(), MEANINGS, LINKS)
    assert [phrase.key for phrase in found.meant] == keys
    assert found.name_index == deciding
    assert not found.doubtful


@pytest.mark.parametrize(
    ("said", "keys", "deciding"),
    [
        pytest.param("h of m", ["GM0405", "GM0420"], 2, id="either of two: both"),
        pytest.param("h eh m", ["GM0420"], 2, id="another name without a word of correction"),
        pytest.param("h m m", ["GM0420"], 2, id="a change of mind stays one"),
        pytest.param("ja nee", [NO], 1, id="yes and no"),
    ],
)
def test_what_is_doubtful(said: str, keys: list[str], deciding: int) -> None:
    found = interpret(said.split(), MEANINGS, LINKS)
    assert [phrase.key for phrase in found.meant] == keys
    assert found.name_index == deciding
    assert found.doubtful


@pytest.mark.parametrize("said", ["", "eh naar", "niet h", "sorry of"])
def test_nothing_is_meant(said: str) -> None:
    found = interpret(said.split(), MEANINGS, LINKS)
    assert (found.meant, found.doubtful, found.name_index) == ((), False, None)


@pytest.mark.parametrize(
    ("said", "others"),
    [
        *((said, False) for said in ("h", "h h", "z h", "h of m", "nee m", "l lochem")),
        *((said, True) for said in ("h sorry m", "niet h sorry m", "h m", "nee niet h", "niet h")),
    ],
)
def test_names_that_are_not_meant_are_told_of(said: str, others: bool) -> None:
    assert interpret(said.split(), MEANINGS, LINKS).others is others


@given(st.lists(st.sampled_from([*MEANINGS, *LINKS, "eh", "graag"]), max_size=8))
def test_any_row_of_words_has_a_meaning_that_was_said(words: list[str]) -> None:
    found = interpret(words, MEANINGS, LINKS)
    keys = [phrase.key for phrase in found.meant]
    assert len(keys) == len(set(keys))
    if found.name_index is None:
        assert not keys
        assert not found.doubtful
    else:
        assert set(MEANINGS[words[found.name_index]]) & set(found.meant)


@given(st.sampled_from(["h", "m", "z"]), st.lists(st.sampled_from([*MEANINGS, *LINKS, "eh"]), max_size=6))
def test_a_name_after_a_correction_is_all_that_counts(name: str, before: list[str]) -> None:
    between = [word for word in before if LINKS.get(word) is not Link.NEGATION]
    found = interpret([*between, "sorry", name], MEANINGS, LINKS)
    assert found.meant == MEANINGS[name]
    assert not found.doubtful
