"""Lists of recordings, their words and their sound: what is read, and how everything else is refused."""

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.examples import examples
from veertien.speech.line.wav import encode_wav
from veertien.training.recordings.corpus import (
    LONGEST_SECONDS,
    CorpusRefusedError,
    Recording,
    Split,
    load_wideband,
    read_index,
    read_labelled,
    words_of,
)

HEADER = "file\ttext\tspeaker\tkind\tsource\tlicence\tseconds\tsplit"


def row(file: str = "a.flac", text: str = "Goede morgen.", split: str = "train") -> str:
    return f"{file}\t{text}\tjan\thuman\tnowhere\tCC0-1.0\t1.2\t{split}"


def folder(path: Path, *lines: str, header: str = HEADER) -> Path:
    (path / "a.flac").touch()
    (path / "b").mkdir(exist_ok=True)
    (path / "b" / "c.flac").touch()
    (path / "index.tsv").write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


def tone(seconds: float, hertz: int, frequency: float = 440) -> NDArray[np.int16]:
    at = np.arange(round(seconds * hertz)) / hertz
    pcm: NDArray[np.int16] = np.rint(10000 * np.sin(2 * np.pi * frequency * at)).astype(np.int16)
    return pcm


def test_a_list_is_read_in_its_order(tmp_path: Path) -> None:
    folder(tmp_path, row("b/c.flac", split="dev"), "", row())
    assert read_index(tmp_path) == (
        Recording(tmp_path / "b" / "c.flac", "Goede morgen.", "jan", Split.DEV),
        Recording(tmp_path / "a.flac", "Goede morgen.", "jan", Split.TRAIN),
    )


def test_windows_line_ends_and_a_byte_order_mark_are_no_part_of_it(tmp_path: Path) -> None:
    folder(tmp_path, row() + "\r", header="\ufeff" + HEADER + "\r")
    assert [recording.split for recording in read_index(tmp_path)] == [Split.TRAIN]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (row("../a.flac"), "lies outside"),
        (row("/etc/passwd"), "lies outside"),
        (row("b/../../x"), "lies outside"),
        (row(""), "lies outside"),
        (row("."), "lies outside"),
        (row("b"), "no file 'b'"),
        (row("gone.flac"), "no file 'gone.flac'"),
        (row("a\0.flac"), "can't be a file name"),
        (row("a" * 5000), "can't be a file name"),
        (row(text=" "), "no text"),
        (row(text="?!"), "no text"),
        (row(text="ja " * 200), "a text of 599 characters"),
        (row(split="test"), "write train, dev or eval"),
        (row(split=""), "write train, dev or eval"),
        ("a.flac\tGoede morgen.", "2 fields instead of 8"),
        (row() + "\tmore", "9 fields instead of 8"),
    ],
)
def test_a_faulty_line_is_refused_with_its_place(tmp_path: Path, line: str, says: str) -> None:
    folder(tmp_path, row("b/c.flac"), line)
    with pytest.raises(CorpusRefusedError, match=says) as refused:
        read_index(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path / 'index.tsv'}:3: ")
    assert "\n" not in str(refused.value)


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "secret").touch()
    (tmp_path / "corpus" / "link.flac").symlink_to(tmp_path / "secret")
    with pytest.raises(CorpusRefusedError, match="lies outside"):
        read_index(folder(tmp_path / "corpus", row("link.flac")))


def test_a_file_is_named_once_however_it_is_written(tmp_path: Path) -> None:
    with pytest.raises(CorpusRefusedError, match=r":3: .*named before"):
        read_index(folder(tmp_path, row("a.flac"), row("b/../a.flac")))


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (row(), "1: the first line must name the columns"),
        (HEADER.removesuffix("\tsplit"), "1: no column split"),
        (HEADER + "\ttext", "1: a column named twice"),
        (HEADER, "1: names no recordings"),
        ("", "1: names no recordings"),
    ],
)
def test_a_list_must_name_its_columns_and_something(tmp_path: Path, header: str, says: str) -> None:
    with pytest.raises(CorpusRefusedError, match=says):
        read_index(folder(tmp_path, header=header))


def test_a_missing_list_and_one_that_is_not_utf_8_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusRefusedError, match="can't be read"):
        read_index(tmp_path)
    (tmp_path / "index.tsv").write_bytes(HEADER.encode() + b"\na.flac\t\xff")
    with pytest.raises(CorpusRefusedError, match=r"index\.tsv:2: not UTF-8"):
        read_index(tmp_path)


@given(content=st.binary(max_size=300) | st.text(alphabet="a./\t\n\0\\file tx", max_size=100).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(150))
def test_whatever_a_list_holds_it_is_read_or_refused_and_stays_inside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").touch()
    for read, header in ((read_index, HEADER.encode() + b"\n"), (read_labelled, b"")):
        (tmp_path / "index.tsv").write_bytes(header + content)
        try:
            found = read(tmp_path)
        except CorpusRefusedError as refused:
            assert str(refused).startswith(str(tmp_path))
        else:
            assert found
            assert all(recording.path.is_relative_to(tmp_path) for recording in found)


def test_labelled_recordings_have_their_texts_beside_them(tmp_path: Path) -> None:
    for name, text in (("two.WAV", "Hoorn\n"), ("one.wav", "nee,\nMedemblik")):
        (tmp_path / name).touch()
        (tmp_path / name).with_suffix(".txt").write_text(text)
    (tmp_path / "notes.md").touch()
    assert [(found.path.name, found.text, found.split) for found in read_labelled(tmp_path)] == [
        ("one.wav", "nee, Medemblik", Split.TRAIN),
        ("two.WAV", "Hoorn", Split.TRAIN),
    ]


def test_labelled_recordings_may_be_listed_with_or_without_column_names(tmp_path: Path) -> None:
    plain = read_labelled(folder(tmp_path, header="a.flac\tHoorn"))
    assert plain == (Recording(tmp_path / "a.flac", "Hoorn", "unknown", Split.TRAIN),)
    assert read_labelled(folder(tmp_path, "a.flac\tHoorn", header="file\ttext")) == plain
    assert read_labelled(folder(tmp_path, row(split="eval")))[0].split is Split.EVAL


def test_a_recording_without_text_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusRefusedError, match="holds no recordings"):
        read_labelled(tmp_path)
    (tmp_path / "one.wav").touch()
    with pytest.raises(CorpusRefusedError, match=r"one\.wav: has no one\.txt"):
        read_labelled(tmp_path)
    (tmp_path / "one.txt").write_text("x" * 5000)
    with pytest.raises(CorpusRefusedError, match=r"one\.txt: more than"):
        read_labelled(tmp_path)
    with pytest.raises(CorpusRefusedError, match="can't be read"):
        read_labelled(tmp_path / "gone")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Voor, tijdens en na een aankoop.", ("voor", "tijdens", "en", "na", "een", "aankoop")),
        ("Alphen-Chaam", ("alphen", "chaam")),
        ("’s-Hertogenbosch, 's morgens", ("'s", "hertogenbosch", "'s", "morgens")),
        ("foto's 'citaat' Hans'", ("foto's", "citaat", "hans")),
        ("België (één)", ("belgië", "één")),
        ("Belgie\u0308", ("belgië",)),
        ("om 3 uur", ()),
        ("½ liter", ()),
        ("... '", ()),
    ],
)
def test_words_are_what_a_lexicon_knows(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@given(st.text(max_size=60))
def test_words_are_lower_case_letters_and_the_same_again(text: str) -> None:
    words = words_of(text)
    assert all(any(map(str.isalpha, word)) and not set(word) & set(" -\t.,") for word in words)
    assert words_of(" ".join(words)) == words


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg"])
@pytest.mark.parametrize("hertz", [8000, 16000, 44100])
def test_sound_of_any_format_and_rate_comes_out_at_16_khz(tmp_path: Path, name: str, hertz: int) -> None:
    soundfile.write(tmp_path / name, tone(0.5, hertz), hertz)
    samples = load_wideband(tmp_path / name)
    assert samples.dtype == np.float64
    assert len(samples) == 8000
    assert np.argmax(np.abs(np.fft.rfft(samples))) == 220
    assert 9000 < np.abs(samples[2000:6000]).max() < 11000


def test_sound_in_floating_point_keeps_its_scale(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(0.1, 16000) / 32768, 16000, subtype="FLOAT")
    assert load_wideband(tmp_path / "a.wav") == pytest.approx(tone(0.1, 16000))


def test_sound_that_is_no_mono_sentence_is_refused(tmp_path: Path) -> None:
    wav = tmp_path / "a.wav"
    for content, hertz, says in (
        (np.zeros((100, 2)), 16000, "2 channels, not mono"),
        (np.zeros(100), 4000, "4000 Hz"),
        (np.zeros(0), 16000, "holds no sound"),
        (np.full(100, np.nan), 16000, "holds no sound"),
        (np.zeros((LONGEST_SECONDS + 1) * 8000), 8000, "longer than"),
    ):
        soundfile.write(wav, content, hertz, subtype="FLOAT")
        with pytest.raises(CorpusRefusedError, match=says):
            load_wideband(wav)
    for bytes_ in (b"", b"nonsense", encode_wav(tone(0.1, 8000), 8000)[:30]):
        wav.write_bytes(bytes_)
        with pytest.raises(CorpusRefusedError, match=r"a\.wav"):
            load_wideband(wav)
    with pytest.raises(CorpusRefusedError, match="no such file"):
        load_wideband(tmp_path / "gone.wav")


def test_without_soundfile_the_message_has_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(CorpusRefusedError, match=r"pip install 'veertien\[train\]'"):
        load_wideband(tmp_path / "a.wav")
