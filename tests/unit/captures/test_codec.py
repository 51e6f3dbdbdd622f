"""The file of a capture: what went in comes out, under its own key and name only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.captures.conftest import SECRET, made
from veertien.captures import (
    About,
    AskedWhen,
    Became,
    Capture,
    CapturedGuess,
    CaptureKey,
    CaptureUnreadableError,
    Label,
)
from veertien.captures.codec import decoded, encoded

KEY = CaptureKey(SECRET)

texts = st.text(max_size=20)
abouts = st.builds(
    About,
    area_code=st.none() | texts,
    caller=texts,
    tables=texts,
    model=texts,
    asked=st.sampled_from(AskedWhen),
    guesses=st.lists(st.builds(CapturedGuess, texts, st.floats(0, 1), texts), max_size=3).map(tuple),
    outcome=st.sampled_from(Became),
    chosen=st.none() | texts,
    label=st.none() | st.builds(Label, st.none() | texts, st.none() | texts),
)
ids = st.from_regex(r"20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])([01][0-9]|2[0-3])-[0-9a-f]{12}", fullmatch=True)
captures = st.builds(Capture, ids, abouts, st.binary(max_size=400))


@given(captures)
def test_what_is_written_is_read(capture: Capture) -> None:
    assert decoded(encoded(capture, KEY), capture.id, KEY) == capture


@given(captures, st.data())
def test_a_file_with_any_bit_changed_is_refused(capture: Capture, data: st.DataObject) -> None:
    content = bytearray(encoded(capture, KEY))
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CaptureUnreadableError):
        decoded(bytes(content), capture.id, KEY)


@given(captures, st.data())
def test_a_file_that_was_cut_is_refused(capture: Capture, data: st.DataObject) -> None:
    content = encoded(capture, KEY)
    with pytest.raises(CaptureUnreadableError):
        decoded(content[: data.draw(st.integers(0, len(content) - 1))], capture.id, KEY)


@given(st.binary(max_size=100))
def test_any_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(CaptureUnreadableError):
        decoded(content, made().id, KEY)


def test_a_file_under_the_name_of_another_is_refused() -> None:
    with pytest.raises(CaptureUnreadableError, match="is damaged"):
        decoded(encoded(made(), KEY), "2026112815-00aa11bb22cc", KEY)


def test_another_key_is_told_from_damage() -> None:
    with pytest.raises(CaptureUnreadableError, match="another key"):
        decoded(encoded(made(), KEY), made().id, CaptureKey(b"other" * 8))


def test_nothing_of_a_capture_shows_in_its_file() -> None:
    capture = made()
    content = encoded(capture, KEY)
    for part in (b"GM0420", b"wognum", b"0229", capture.about.caller.encode(), capture.pcm[:8]):
        assert part not in content
    assert encoded(capture, KEY) != content


def test_callers_are_known_again_under_one_key_only() -> None:
    known = KEY.caller("+31612345678")
    assert known == CaptureKey(SECRET).caller("+31612345678")
    assert len({known, KEY.caller("+31612345679"), CaptureKey(b"other" * 8).caller("+31612345678")}) == 3
    assert "612345678" not in known
