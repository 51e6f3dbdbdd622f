"""What may be said, and how it becomes a network: pronounced here letter by letter."""

import pickle
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.conversation import NO, YES
from veertien.gazetteer import Phones
from veertien.speech.grammar.network import PAUSE_WORD, Network
from veertien.speech.grammar.phrases import Phrase
from veertien.speech.grammar.spec import Grammar, GrammarSpec, compile_grammar


class Spelling:
    """A pronouncer that says letters, and leaves a final n out as well."""

    def pronunciations(self, text: str) -> tuple[Phones, ...]:
        letters = tuple(text.replace(" ", "").casefold())
        return (letters, letters[:-1]) if letters[-1] == "n" else (letters,)


HOORN, LAREN = Phrase("Hoorn", "GM0405"), Phrase("Laren", "GM0417")
OTHER_LAREN = Phrase("Laren", "GM0262")


def compiled(*phrases: Phrase, confirmation: bool = False) -> Grammar:
    return compile_grammar(GrammarSpec("test", phrases, confirmation), Spelling())


def words_of(grammar: Grammar, text: str) -> set[str]:
    """The words of the network that sound like a text."""
    return {word for word, phones in grammar.network.dictionary.items() if phones == Spelling().pronunciations(text)[0]}


def accepts(grammar: Grammar, *said: str) -> bool:
    """Whether a row of texts is a path through the network from start to end."""
    return bool(_paths(grammar, said))


def meant(grammar: Grammar, *said: str) -> set[tuple[tuple[str, ...], bool]]:
    """What the row of texts can mean: keys and whether that is doubtful, for every path that says it."""
    found = (grammar.interpret(words) for words in _paths(grammar, said))
    return {(tuple(phrase.key for phrase in one.meant), one.doubtful) for one in found}


def _paths(grammar: Grammar, said: Sequence[str]) -> set[tuple[str, ...]]:
    network = grammar.network
    states: set[tuple[int, tuple[str, ...]]] = {(state, ()) for state in _silently(network, network.start)}
    for text in said:
        here = {PAUSE_WORD} if text == PAUSE_WORD else words_of(grammar, text)
        states = {
            (after, (*words, arc.word))
            for state, words in states
            for arc in network.arcs
            if arc.source == state and arc.word in here
            for after in _silently(network, arc.target)
        }
    return {words for state, words in states if state == network.end}


def _silently(network: Network, state: int) -> set[int]:
    """The states that are reached from one without a word."""
    reached, fresh = {state}, {state}
    while fresh:
        fresh = {arc.target for arc in network.arcs if arc.source in fresh and arc.word is None} - reached
        reached |= fresh
    return reached


@st.composite
def walks(draw: st.DrawFn, grammar: Grammar) -> tuple[str, ...]:
    """The words of a path through the network, drawn arc by arc and then led to the end."""
    network = grammar.network
    words: list[str] = []
    state = network.start
    for _ in range(draw(st.integers(0, 12))):
        onward = [arc for arc in network.arcs if arc.source == state]
        if not onward:
            break
        arc = draw(st.sampled_from(onward))
        state = arc.target
        words += [arc.word] if arc.word else []
    way = _way_to_end(network, state)
    return tuple(words + way)


def _way_to_end(network: Network, state: int) -> list[str]:
    """The words on a shortest way from a state to the end."""
    ways: dict[int, list[str]] = {state: []}
    queue = [state]
    for here in queue:
        for arc in network.arcs:
            if arc.source == here and arc.target not in ways:
                ways[arc.target] = ways[here] + ([arc.word] if arc.word else [])
                queue.append(arc.target)
    return ways[network.end]


@pytest.mark.parametrize(
    "said",
    [
        "Hoorn",
        "gemeente|Hoorn",
        "Hoorn|graag",
        "Hoorn|alstublieft",
        "ik moet in|Hoorn|zijn",
        "ik moet|Hoorn|hebben",
        "mag ik|de gemeente|Hoorn",
        "dat is|Hoorn",
        "goedemorgen|Hoorn",
        "met|Hoorn",
        "voor|Hoorn",
        "in|Hoorn",
        "uit|Hoorn",
        "uh|even kijken|Hoorn",
        "ja|Hoorn",
        "ja|uh|naar|de gemeente|Hoorn|graag|dank u wel",
    ],
)
def test_a_name_may_be_said_bare_or_with_dutch_around_it(said: str) -> None:
    assert meant(compiled(HOORN, LAREN), *said.split("|")) == {(("GM0405",), False)}


@pytest.mark.parametrize(
    "said",
    [
        "Laren|nee|Hoorn",
        "Laren|nee sorry|Hoorn",
        "Laren|graag|ik bedoel|naar|Hoorn",
        "nee|sorry|Hoorn",
        "niet|Laren|maar|Hoorn",
        "Laren|of nee|Hoorn",
        "Hoorn|niet|Laren",
        f"Hoorn|{PAUSE_WORD}|Hoorn",
    ],
)
def test_the_last_name_counts(said: str) -> None:
    assert meant(compiled(HOORN, LAREN), *said.split("|")) == {(("GM0405",), False)}


@pytest.mark.parametrize("said", ["Laren|uh|Hoorn", f"Laren|{PAUSE_WORD}|Hoorn"])
def test_a_name_after_another_without_a_word_of_correction_is_asked_about(said: str) -> None:
    assert meant(compiled(HOORN, LAREN), *said.split("|")) == {(("GM0405",), True)}


def test_of_two_names_both_are_meant_and_neither_is_taken() -> None:
    assert meant(compiled(HOORN, LAREN), "Hoorn", "of", "Laren") == {(("GM0405", "GM0417"), True)}


@given(data=st.data(), confirmation=st.booleans())
def test_every_path_through_the_network_can_be_interpreted(data: st.DataObject, confirmation: bool) -> None:
    grammar = compiled(HOORN, LAREN, OTHER_LAREN, confirmation=confirmation)
    words = data.draw(walks(grammar))
    found = grammar.interpret(words)
    answers = [place for place, word in enumerate(words) if word in grammar.meanings]
    assert answers, "a path without an answer"
    assert found.name_index in {None, *answers}
    assert (found.name_index is None) == (not found.meant)
    if len(answers) == 1 and not grammar.links.keys() & set(words):
        assert found.meant == grammar.meanings[words[answers[0]]]
        assert not found.doubtful


def test_two_names_without_pause_are_no_answer() -> None:
    assert not accepts(compiled(HOORN, LAREN), "Hoorn", "Laren")


def test_each_name_is_in_the_network_once() -> None:
    few, many = compiled(HOORN), compiled(HOORN, LAREN)
    assert len(many.network.arcs) - len(few.network.arcs) == len(Spelling().pronunciations("Laren"))


def test_a_bare_name_is_by_far_the_likeliest() -> None:
    grammar = compiled(HOORN)
    assert all(arc.weight < 1e-15 for arc in grammar.network.arcs if arc.word and arc.word not in grammar.meanings)


def test_nothing_can_be_said_without_a_name() -> None:
    grammar = compiled(HOORN)
    assert not accepts(grammar, "ja")
    assert not accepts(grammar, "ik wil graag naar", "gemeente")


def test_a_name_of_several_words_is_one_word() -> None:
    assert accepts(compiled(Phrase("De Weere", "GM0432")), "De Weere")


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("ja", YES),
        ("jawel", YES),
        ("klopt", YES),
        ("ja|dat klopt", YES),
        ("uh|ja|hoor", YES),
        ("nee", NO),
        ("nee|dank u", NO),
        ("nee|niet|Hoorn", NO),
        ("Hoorn", "GM0405"),
        ("nee|Hoorn", "GM0405"),
        ("nee|ik bedoel|gemeente|Hoorn", "GM0405"),
        ("nee|sorry|Hoorn", "GM0405"),
        ("ja|Hoorn", "GM0405"),
    ],
)
def test_a_confirmation_has_yes_no_and_names(said: str, key: str) -> None:
    assert ((key,), False) in meant(compiled(HOORN, confirmation=True), *said.split("|"))


def test_names_alone_are_not_confirmed() -> None:
    assert not accepts(compiled(HOORN), "jawel")


def test_yes_and_no_alone_can_be_expected() -> None:
    assert meant(compiled(confirmation=True), "nee") == {((NO,), False)}


def test_answers_to_a_confirmation_have_the_conversations_keys() -> None:
    meanings = compiled(HOORN, confirmation=True).meanings
    keys = {"".join(word.split("-")[1:]): {phrase.key for phrase in phrases} for word, phrases in meanings.items()}
    assert (keys["ja"], keys["nee"], keys["hoorn"]) == ({YES}, {NO}, {"GM0405"})


def test_names_that_sound_alike_are_one_word_with_two_meanings() -> None:
    grammar = compiled(LAREN, OTHER_LAREN, HOORN)
    assert {len(phrases) for word, phrases in grammar.meanings.items() if "l-a-r" in word} == {2}


def test_of_two_weights_of_one_word_the_larger_counts() -> None:
    grammar = compiled(Phrase("Laren", "GM0417", 0.01), Phrase("Laren", "GM0262", 0.5))
    assert {arc.weight for arc in grammar.network.arcs if arc.word in grammar.meanings} == {0.5}


def test_a_carrier_that_sounds_like_a_name_is_no_answer() -> None:
    grammar = compiled(Phrase("Naar", "GM0001"))
    words = {word for word, phones in grammar.network.dictionary.items() if phones == tuple("naar")}
    assert len(words) == 2
    assert len(words & grammar.meanings.keys()) == 1


def test_nothing_to_say_is_refused() -> None:
    with pytest.raises(ValueError, match="no phrases"):
        compiled()


def test_specs_travel_between_processes_and_equal_ones_are_one() -> None:
    spec = GrammarSpec("0229", (HOORN, LAREN), confirmation=True)
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert len({spec, GrammarSpec("0229", (HOORN, LAREN), confirmation=True)}) == 1
