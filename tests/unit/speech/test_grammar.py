"""What may be said, and how it becomes a network: pronounced here letter by letter."""

import pickle

import pytest

from veertien.conversation import NO, YES
from veertien.speech.grammar import Grammar, GrammarSpec, Phrase, compile_grammar, phone_loop
from veertien.speech.pronunciation import Phones


class Spelling:
    """A pronouncer that says letters, and leaves a final n out as well."""

    def pronunciations(self, text: str) -> tuple[Phones, ...]:
        letters = tuple(text.replace(" ", "").casefold())
        return (letters, letters[:-1]) if letters[-1] == "n" else (letters,)


HOORN, LAREN = Phrase("Hoorn", "GM0405"), Phrase("Laren", "GM0417")
OTHER_LAREN = Phrase("Laren", "GM0262")


def compiled(*phrases: Phrase, confirmation: bool = False) -> Grammar:
    return compile_grammar(GrammarSpec("test", phrases, confirmation), Spelling())


def sentences(grammar: Grammar, without: frozenset[str] = frozenset()) -> set[tuple[str, ...]]:
    """Every sentence of the network, as the words said."""
    network = grammar.without(without)
    assert network is not None
    found: set[tuple[str, ...]] = set()
    paths: list[tuple[int, tuple[str, ...]]] = [(network.start, ())]
    while paths:
        state, words = paths.pop()
        if state == network.end:
            found.add(tuple("".join(network.dictionary[word]) for word in words))
        paths += [
            (arc.target, (*words, arc.word) if arc.word else words) for arc in network.arcs if arc.source == state
        ]
    return found


def test_a_name_may_be_said_bare_or_with_dutch_around_it() -> None:
    said = sentences(compiled(HOORN))
    assert {("hoorn",), ("hoor",), ("degemeente", "hoorn"), ("ikwilgraagnaar", "hoorn", "alstublieft")} <= said


def test_nothing_can_be_said_without_a_name() -> None:
    assert all({"hoorn", "hoor"} & set(words) for words in sentences(compiled(HOORN)))


def test_a_name_of_several_words_is_one_word() -> None:
    grammar = compiled(Phrase("De Weere", "GM0432"))
    assert ("deweere",) in sentences(grammar)


def test_a_confirmation_has_yes_no_and_names_after_a_no() -> None:
    said = sentences(compiled(HOORN, confirmation=True))
    assert {("ja",), ("jawel",), ("klopt",), ("ja", "datklopt"), ("nee",), ("nee", "danku")} <= said
    assert {("hoorn",), ("nee", "hoorn"), ("neeikbedoel", "gemeente", "hoorn")} <= said
    assert ("ja",) not in sentences(compiled(HOORN))


def test_answers_to_a_confirmation_have_the_conversations_keys() -> None:
    meanings = compiled(HOORN, confirmation=True).meanings
    keys = {"".join(word.split("-")[1:]): {phrase.key for phrase in phrases} for word, phrases in meanings.items()}
    assert (keys["ja"], keys["nee"], keys["hoorn"]) == ({YES}, {NO}, {"GM0405"})


def test_names_that_sound_alike_are_one_word_with_two_meanings() -> None:
    grammar = compiled(LAREN, OTHER_LAREN, HOORN)
    assert {len(phrases) for word, phrases in grammar.meanings.items() if "l-a-r" in word} == {2}


def test_without_a_key_its_phrases_are_gone_and_shared_ones_stay() -> None:
    grammar = compiled(LAREN, OTHER_LAREN, HOORN)
    assert ("hoorn",) not in sentences(grammar, frozenset({"GM0405"}))
    assert ("laren",) in sentences(grammar, frozenset({"GM0417"}))
    assert ("laren",) not in sentences(grammar, frozenset({"GM0417", "GM0262"}))


def test_without_any_answer_there_is_no_network() -> None:
    assert compiled(HOORN).without(frozenset({"GM0405"})) is None


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


def test_the_loop_of_phones_can_say_anything() -> None:
    network = phone_loop(("AA", "B"))
    assert network.start == network.end
    assert {arc.word for arc in network.arcs} == set(network.dictionary)
    assert set(network.dictionary.values()) == {("AA",), ("B",)}
