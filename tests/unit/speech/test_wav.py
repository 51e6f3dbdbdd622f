"""WAV files: what is read, and how everything else is refused."""

import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.speech.line import wav
from veertien.speech.line.wav import WavRefusedError, encode_wav, parse_wav, read_wav

SAMPLES = np.array([0, 1, -1, 1000, 32767, -32768], np.int16)
GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def form(tag: int = 1, channels: int = 1, hertz: int = 8000, bits: int = 16, block: int | None = None) -> bytes:
    block = channels * bits // 8 if block is None else block
    return chunk(b"fmt ", struct.pack("<HHIIHH", tag, channels, hertz, hertz * block, block, bits))


def riff(*chunks: bytes) -> bytes:
    return chunk(b"RIFF", b"WAVE" + b"".join(chunks))


SOUND = chunk(b"data", SAMPLES.astype("<i2").tobytes())


@pytest.mark.parametrize("hertz", [8000, 16000])
def test_what_was_written_is_read(tmp_path: Path, hertz: int) -> None:
    path = tmp_path / "ask.wav"
    path.write_bytes(encode_wav(SAMPLES, hertz))
    pcm, rate = read_wav(path)
    assert pcm.dtype == np.int16
    assert pcm.tolist() == SAMPLES.tolist()
    assert rate == hertz


def test_chunks_that_are_not_sound_are_passed_over() -> None:
    content = riff(chunk(b"JUNK", b"odd"), form(), chunk(b"LIST", b"INFOx"), SOUND, chunk(b"cue ", b""))
    assert parse_wav(content, "a.wav").pcm.tolist() == SAMPLES.tolist()


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFF000, 0])
@pytest.mark.parametrize("left", [b"", b"\1"])
def test_sound_that_was_written_into_a_pipe_runs_to_the_end_of_the_file(size: int, left: bytes) -> None:
    header = b"RIFF" + struct.pack("<I", size) + b"WAVE"
    sound = b"data" + struct.pack("<I", size) + SOUND[8:] + left
    content = header + form() + chunk(b"LIST", b"INFO") + sound
    assert parse_wav(content, "a.wav").pcm.tolist() == SAMPLES.tolist()


def test_nothing_written_into_a_pipe_is_no_sound() -> None:
    header = b"RIFF" + struct.pack("<I", 0xFFFFFFFF) + b"WAVE"
    with pytest.raises(WavRefusedError, match="holds no sound"):
        parse_wav(header + form() + b"data" + struct.pack("<I", 0xFFFFFFFF), "a.wav")


def test_the_extensible_form_of_a_plain_format_is_read() -> None:
    body = struct.pack("<HHIIHH", 0xFFFE, 1, 16000, 32000, 2, 16) + struct.pack("<HHIH", 22, 16, 4, 1) + GUID_TAIL
    content = riff(chunk(b"fmt ", body), SOUND)
    assert parse_wav(content, "a.wav").hertz == 16000


# Values of ITU-T G.711's tables, scaled to 16 bits.
@pytest.mark.parametrize(
    ("tag", "codes"),
    [
        (6, {0xD5: 8, 0x55: -8, 0xAA: 32256, 0x2A: -32256, 0xD4: 24, 0x80: 5504}),
        (7, {0xFF: 0, 0x7F: 0, 0x80: 32124, 0x00: -32124, 0xFE: 8, 0x7E: -8}),
    ],
)
def test_g711_is_expanded(tag: int, codes: dict[int, int]) -> None:
    content = riff(form(tag, bits=8), chunk(b"data", bytes(codes)))
    assert parse_wav(content, "a.wav").pcm.tolist() == list(codes.values())


@pytest.mark.parametrize("tag", [6, 7])
def test_each_g711_code_stands_for_its_sign_and_size(tag: int) -> None:
    pcm = parse_wav(riff(form(tag, bits=8), chunk(b"data", bytes(range(256)))), "a.wav").pcm.astype(int)
    assert (pcm[:128] == -pcm[128:]).all()
    assert len(set(np.abs(pcm).tolist())) == 128


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a WAV file"),
        (b"ID3\x04" + bytes(100), "not a WAV file"),
        (b"RIFX" + riff(form(), SOUND)[4:], "not a WAV file"),
        (riff(form(tag=3, bits=32), SOUND), "floating point.*sox"),
        (riff(form(tag=85), SOUND), "MP3.*sox"),
        (riff(form(tag=0xFFFE), SOUND), "format 65534"),
        (riff(form(channels=2), SOUND), "2 channels.*sox"),
        (riff(form(channels=0, block=2), SOUND), "0 channels"),
        (riff(form(hertz=44100), SOUND), "44100 Hz.*sox"),
        (riff(form(hertz=0), SOUND), "0 Hz"),
        (riff(form(bits=8), SOUND), "8 bits.*sox"),
        (riff(form(bits=24), SOUND), "24 bits.*sox"),
        (riff(form(block=4), SOUND), "16 bits in 4 bytes"),
        (riff(chunk(b"fmt ", b"\1\0\1\0"), SOUND), "4 bytes instead of 16"),
        (riff(SOUND, form()), "sound before its format"),
        (riff(form()), "holds no sound"),
        (riff(form(), chunk(b"data", b"")), "holds no sound"),
        (riff(form(), chunk(b"data", b"abc")), "half a sample"),
        (riff(form(), SOUND)[:-1], r"12 bytes, but 11 are there"),
        (riff(b"LIST\xff\xff\xff\x7f", form(), SOUND), "2147483647 bytes"),
    ],
)
def test_anything_else_is_refused_with_place_and_cure(content: bytes, says: str) -> None:
    with pytest.raises(WavRefusedError, match=says) as refusal:
        parse_wav(content, "prompts/ask.wav")
    assert str(refusal.value).startswith("prompts/ask.wav: ")


def test_a_lying_riff_size_does_not_matter() -> None:
    content = bytearray(riff(form(), SOUND))
    content[4:8] = b"\xff\xff\xff\xff"
    assert parse_wav(bytes(content), "a.wav").pcm.tolist() == SAMPLES.tolist()


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "folder.wav").mkdir()
    for name in ("none.wav", "pipe.wav", "folder.wav"):
        with pytest.raises(WavRefusedError, match="no such file"):
            read_wav(tmp_path / name)


def test_a_file_that_is_far_too_long_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.write(riff(form(), SOUND))
        file.truncate(10_000_000_000)
    with pytest.raises(WavRefusedError, match="longer than 10 minutes"):
        read_wav(path)


@given(st.data())
@settings(max_examples=examples(300))
def test_damage_leads_to_a_refusal_or_to_sound_never_to_anything_else(data: st.DataObject) -> None:
    content = bytearray(riff(chunk(b"LIST", b"x" * 5), form(), SOUND))
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))]) + data.draw(st.binary(max_size=20))
    try:
        pcm, hertz = parse_wav(cut, "a.wav")
    except WavRefusedError as refusal:
        assert str(refusal).startswith("a.wav: ")
    else:
        assert hertz in (8000, 16000)
        assert 0 < pcm.size <= len(cut)
        assert pcm.dtype == np.int16


@given(st.binary(max_size=200))
@settings(max_examples=examples(200))
def test_noise_after_a_riff_header_is_no_sound(body: bytes) -> None:
    content = riff(form(), body)
    try:
        assert parse_wav(content, "a.wav").pcm.size
    except WavRefusedError:
        return


def test_the_longest_recording_fits_the_limit() -> None:
    pcm = np.zeros(wav.LONGEST_RECORDING_SECONDS * 16000, np.int16)
    assert parse_wav(encode_wav(pcm, 16000), "a.wav").pcm.size == pcm.size
