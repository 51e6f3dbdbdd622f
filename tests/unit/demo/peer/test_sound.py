"""Audio and keys on their way between two RTP ends."""

import numpy as np
import pytest

from demo.peer import Media, Session, a_law, rtp, sdp
from demo.peer.tones import key_tone, tone


def test_a_law_comes_back_within_its_step() -> None:
    pcm = np.arange(-32768, 32768, dtype=np.int32)
    back = a_law.decode(a_law.encode(pcm.astype(np.int16))).astype(np.int32)
    assert np.all(np.abs(back - pcm) <= np.maximum(np.abs(pcm) / 16, 8))


def test_a_packet_is_read_as_it_was_written() -> None:
    packet = rtp.Packet(101, 65535, 4294967295, 14, rtp.event("#", 800, end=True), marker=True)
    assert rtp.decode(packet.encode()) == packet
    assert rtp.decode(b"\x80short") is None


@pytest.mark.parametrize("events", [None, 96, 101])
def test_a_description_tells_where_audio_and_keys_go(events: int | None) -> None:
    read = sdp.read(Session(events=events).text(("127.0.0.2", 4000)))
    assert read == sdp.Description(("127.0.0.2", 4000), events)


def test_a_body_without_audio_describes_none() -> None:
    assert sdp.read("v=0\r\nc=IN IP4 127.0.0.1\r\nm=image 4000 udptl t38\r\n") is None


def test_a_key_has_its_two_tones() -> None:
    spectrum = np.abs(np.fft.rfft(key_tone("6", 1.0).astype(float)))
    assert sorted(np.argsort(spectrum)[-2:]) == [770, 1477]


async def test_what_one_end_plays_and_presses_the_other_hears() -> None:
    one, other = Media(), Media()
    await one.open("127.0.0.1")
    await other.open("127.0.0.1")
    try:
        other.silent = True
        one.connect(sdp.Description(other.address, 96))
        sound = tone(440, 0.1)
        await one.play(sound)
        await one.press("7", 0.06)
        await one.play(sound)
    finally:
        one.close()
        other.close()
    keys = [heard.packet for heard in other.heard if heard.packet.payload_type == 96]
    assert [packet.payload[0] for packet in keys] == [7] * 6
    assert [packet.payload[1] >> 7 for packet in keys] == [0, 0, 0, 1, 1, 1]
    assert len({packet.timestamp for packet in keys}) == 1
    assert a_law.encode(sound) in a_law.encode(other.sound())
    assert one.heard == []
