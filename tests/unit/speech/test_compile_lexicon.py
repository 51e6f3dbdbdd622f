"""The tool that compiles the lexicon."""

import gzip
import sqlite3
import tarfile
from pathlib import Path

import pytest

from tools.compile_lexicon import lexicon_lines, near, read_gruut, texts, write
from veertien.gazetteer.pronunciations import parse_words


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "lexicon.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE word_phonemes (word TEXT, pron_order INTEGER, phonemes TEXT)")
        rows = [
            ("Huis", 1, "h œː s"),
            ("Huis", 0, "ˈh œː y s"),
            ("New York", 0, "n j u"),
            ("a", 0, "a"),
            ("café", 0, "k a f e"),
        ]
        connection.executemany("INSERT INTO word_phonemes VALUES (?, ?, ?)", rows)
    connection.close()
    return file


def test_single_words_of_gruut_are_read_and_broken_entries_left_out(database: Path) -> None:
    assert read_gruut(database) == {"cafe": (("k", "aː", "f", "eː"),), "huis": (("h", "œy", "s"),)}


def test_the_source_archive_is_as_good_as_the_database_in_it(database: Path, tmp_path: Path) -> None:
    archive = tmp_path / "gruut_lang_nl.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(database, "gruut_lang_nl-2.0.2/gruut_lang_nl/lexicon.db")
    assert read_gruut(archive) == read_gruut(database)


def test_espeak_ng_is_asked_for_names_their_words_and_the_words_of_gruut() -> None:
    asked = texts({"fiets": ()})
    assert asked["alphen aan den rijn"] == "Alphen aan den Rijn"
    assert asked["rijn"] == "Rijn"
    assert asked["fiets"] == "fiets"


@pytest.mark.parametrize(
    ("espeak", "gruut", "kept"),
    [
        ("bydɛl", "bydəl", True),
        ("bydɛl", "bydɛl", False),
        ("ɣʌut", "ɣɔt", False),
        ("rɛin", "rɛn", False),
        ("oːrɑnjə", "breːdaː", False),
    ],
)
def test_gruut_counts_where_it_differs_a_little(espeak: str, gruut: str, *, kept: bool) -> None:
    phones = parse_words(gruut)[0]
    assert near({"word": (phones,)}, {"word": parse_words(espeak)}) == ({"word": (phones,)} if kept else {})


def test_a_line_has_text_espeak_ng_and_gruut() -> None:
    spoken = {"budel": parse_words("bydɛl"), "den haag": parse_words("dɛn haːx"), "dag": parse_words("dɑx")}
    gruut = {"budel": parse_words("bydəl"), "dag": parse_words("daːx dɑɣ")}
    assert lexicon_lines(spoken, gruut, frozenset({"budel", "den haag"})) == [
        "budel\tbydɛl\tbydəl",
        "dag\t\tdaːx,dɑɣ",
        "den haag\tdɛn haːx\t",
    ]


def test_the_same_lines_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.gz", tmp_path / "other.gz"
    write(one, ["a\tb\tc"])
    write(other, ["a\tb\tc"])
    assert one.read_bytes() == other.read_bytes()
    assert gzip.decompress(one.read_bytes()).decode().endswith("LEXICON.md.\na\tb\tc\n")
