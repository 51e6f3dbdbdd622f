"""AudioSocket's frames: what comes out does not depend on how the bytes were cut, and a fault ends it."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.asterisk.audiosocket.codec import (
    AudioFrame,
    AudioLocalProtocolError,
    AudioRemoteProtocolError,
    ErrorFrame,
    Frame,
    FrameDecoder,
    KeyFrame,
    TerminateFrame,
    UuidFrame,
    encode_audio,
    encode_terminate,
)
from veertien.frames import SILENCE

CALL = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
HELLO = b"\x01\x00\x10" + CALL.bytes


def frame(kind: int, payload: bytes) -> bytes:
    return bytes([kind]) + len(payload).to_bytes(2, "big") + payload


def decode(*chunks: bytes) -> tuple[list[Frame], str | None]:
    """All frames, then the fault if there is one."""
    decoder = FrameDecoder()
    frames: list[Frame] = []
    try:
        for chunk in chunks:
            decoder.receive_data(chunk)
            while (found := decoder.next_frame()) is not None:
                frames.append(found)
    except AudioRemoteProtocolError as error:
        return frames, str(error)
    return frames, None


def test_a_session_as_asterisk_sends_it() -> None:
    stream = HELLO + frame(0x10, b"\x01\x02" * 160) + frame(0x03, b"5") + frame(0xFF, b"\x02") + frame(0x00, b"")
    assert decode(stream) == (
        [UuidFrame(CALL), AudioFrame(b"\x01\x02" * 160), KeyFrame("5"), ErrorFrame(2), TerminateFrame()],
        None,
    )


def test_audio_may_be_of_any_duration_and_an_error_without_a_code() -> None:
    stream = HELLO + frame(0x10, b"") + frame(0x10, bytes(480)) + frame(0xFF, b"")
    assert decode(stream) == ([UuidFrame(CALL), AudioFrame(b""), AudioFrame(bytes(480)), ErrorFrame(None)], None)


@pytest.mark.parametrize(
    ("stream", "says"),
    [
        (frame(0x10, SILENCE), "before the UUID frame"),
        (frame(0x00, b""), "before the UUID frame"),
        (b"GET / HTTP/1.1\r\n", "unknown kind 0x47"),
        (frame(0x01, b"short"), "UUID frame of 5 bytes instead of 16"),
        (HELLO + HELLO, "second UUID"),
        (HELLO + frame(0x12, SILENCE), "unknown kind 0x12"),
        (HELLO + frame(0x03, b"12"), "KEY frame of 2 bytes instead of 1"),
        (HELLO + frame(0x03, b"\x07"), "not a printable"),
        (HELLO + frame(0x03, b"\xe9"), "not a printable"),
        (HELLO + frame(0x00, b"x"), "TERMINATE frame of 1 bytes instead of 0"),
        (HELLO + frame(0x10, b"abc"), "half a sample"),
        (HELLO + b"\x10\xff\xff", "65535 bytes; the limit"),
        (HELLO + b"\xff\xff\xff", "65535 bytes; the limit"),
    ],
)
def test_what_audiosocket_does_not_allow_is_the_peers_fault(stream: bytes, says: str) -> None:
    _, fault = decode(stream)
    assert fault is not None
    assert says in fault


def test_an_oversized_frame_is_refused_at_its_header_before_its_payload_is_awaited() -> None:
    decoder = FrameDecoder()
    decoder.receive_data(HELLO + b"\x10\xff\xfe")
    assert decoder.next_frame() == UuidFrame(CALL)
    with pytest.raises(AudioRemoteProtocolError):
        decoder.next_frame()


def test_after_a_fault_nothing_is_read_any_more() -> None:
    decoder = FrameDecoder()
    decoder.receive_data(HELLO + b"\x77\x00\x00")
    decoder.next_frame()
    for _ in range(2):
        with pytest.raises(AudioRemoteProtocolError, match="0x77"):
            decoder.next_frame()
        decoder.receive_data(frame(0x10, SILENCE))


good_frames = st.one_of(
    st.binary(max_size=100).map(lambda pcm: frame(0x10, pcm[: len(pcm) // 2 * 2])),
    st.sampled_from("0123456789*#ABCDf").map(lambda key: frame(0x03, key.encode())),
    st.binary(max_size=3).map(lambda code: frame(0xFF, code)),
    st.just(frame(0x00, b"")),
)


@given(st.lists(good_frames, max_size=8), st.binary(max_size=30), st.data())
@settings(max_examples=examples(200))
def test_how_the_bytes_are_cut_never_shows(frames: list[bytes], rest: bytes, data: st.DataObject) -> None:
    stream = HELLO + b"".join(frames) + rest
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    chunks = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    whole = decode(stream)
    assert decode(*chunks) == whole
    assert decode(*(stream[at : at + 1] for at in range(len(stream)))) == whole
    assert len(whole[0]) >= 1 + len(frames)


@given(st.lists(st.binary(max_size=60), max_size=10))
@settings(max_examples=examples(200))
def test_noise_gives_frames_or_a_fault_and_nothing_else(chunks: list[bytes]) -> None:
    frames, fault = decode(*chunks)
    if frames:
        assert isinstance(frames[0], UuidFrame)
    elif fault is None:
        assert len(b"".join(chunks)) < len(HELLO)


def test_what_we_send_is_a_header_and_20_ms_or_a_bare_header() -> None:
    assert encode_audio(b"\x01\x02" * 160) == b"\x10\x01\x40" + b"\x01\x02" * 160
    assert encode_terminate() == b"\x00\x00\x00"


@pytest.mark.parametrize("size", [0, 2, 318, 322, 640])
def test_audio_that_is_not_20_ms_is_our_fault(size: int) -> None:
    with pytest.raises(AudioLocalProtocolError):
        encode_audio(bytes(size))
