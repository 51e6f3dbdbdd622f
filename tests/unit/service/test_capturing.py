"""Which calls are captured: a share of those whose caller's number is known, chosen by chance alone."""

from datetime import datetime
from pathlib import Path

import pytest

from veertien.callflow import Interview
from veertien.captures import Became, CaptureKeeper, CaptureKey, CaptureStore
from veertien.conversation import Chosen, Expect, Guess, How, Listen, Operator, Reason
from veertien.numbering import Caller, parse_caller
from veertien.prompts import AnnouncementId
from veertien.routing import AMSTERDAM
from veertien.service.calls.capturing import CallCapture, Captures, Capturing, HeardBy
from veertien.service.calls.listening import HeardAnswer
from veertien.speech import Recognition

NOW = datetime(2026, 11, 28, 14, 59, 31, tzinfo=AMSTERDAM)
ANNA, BEN = parse_caller("0612345678", None), parse_caller("0612345679", None)
NOBODY = parse_caller("", None)
HEARD_BY = HeardBy("tables", "model")
ANSWER = HeardAnswer(b"ab" * 160, Listen(Expect.CHOICE), Recognition((Guess("GM0420", 0.97, "wognum"),), 1, 0.1), 0.1)
TAKEN = Interview(Chosen("GM0420", How.SPEECH), 1, ())


class Daemon:
    """Calls of callers, one after the other, with what is kept of them."""

    def __init__(self, folder: Path, share: float = 1.0, *, announce: bool = False, chances: tuple[float, ...] = ()):
        key = CaptureKey(b"k" * 32)
        self.store = CaptureStore(folder / "captures", key)
        self.keeper = CaptureKeeper(self.store)
        drawn = iter(chances)
        captures = Captures(self.keeper, key, share, announce)
        self.capturing = Capturing(captures, lambda: NOW, lambda: next(drawn, 0.0))

    def call(self, caller: Caller, interview: Interview = TAKEN, area_code: str = "0229") -> CallCapture | None:
        capture = self.capturing.begin(caller, area_code, HEARD_BY)
        if capture:
            capture.heard(ANSWER)
            capture.concluded(interview)
        return capture

    async def kept(self) -> list[tuple[Became, str]]:
        await self.keeper.stop()
        found = [self.store.read(capture_id) for capture_id in self.store.ids()]
        return sorted((capture.about.outcome, capture.about.caller) for capture in found)


async def test_what_was_said_is_kept_with_what_became_of_it_and_without_number_or_minute(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path)
    daemon.call(ANNA)
    await daemon.kept()
    (capture_id,) = daemon.store.ids()
    capture, about = daemon.store.read(capture_id), daemon.store.read(capture_id).about
    assert capture_id.startswith("2026112813-")
    assert capture.pcm == ANSWER.pcm
    assert (about.area_code, about.tables, about.model, about.outcome) == ("0229", "tables", "model", Became.TAKEN)
    assert [(guess.key, guess.confidence, guess.text) for guess in about.guesses] == [("GM0420", 0.97, "wognum")]
    assert "612345678" not in repr(about)


async def test_nobody_whose_number_is_withheld_is_captured_or_told_so(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path, announce=True)
    assert daemon.call(NOBODY) is None
    assert await daemon.kept() == []


async def test_a_share_of_the_calls_is_captured_by_chance(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path, 0.1, chances=(0.099, 0.1, 0.5, 0.05))
    for _ in range(4):
        daemon.call(BEN, Interview(Operator(Reason.ASKED), 1, ()))
    assert len(await daemon.kept()) == 2


@pytest.mark.parametrize("announce", [True, False])
async def test_only_those_who_are_captured_are_told_so(tmp_path: Path, announce: bool) -> None:
    daemon = Daemon(tmp_path, 0.5, announce=announce, chances=(0.4, 0.6))
    captured, other = daemon.call(ANNA), daemon.call(ANNA)
    assert captured is not None
    assert (captured.announcement and captured.announcement.id) == (AnnouncementId.CAPTURED if announce else None)
    assert other is None
    await daemon.kept()


async def test_who_calls_the_same_number_again_soon_was_perhaps_not_understood(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path, 0.5, chances=(0.0, 0.0, 0.0, 0.9))
    daemon.call(ANNA)
    daemon.call(ANNA, area_code="0228")
    daemon.call(BEN)
    # Noted although this call is none of the share.
    daemon.call(ANNA)
    outcomes = [outcome for outcome, _ in await daemon.kept()]
    assert outcomes == [Became.CALLED_AGAIN, Became.TAKEN, Became.TAKEN]


async def test_who_calls_again_late_was_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veertien.service.calls.capturing.CALLED_AGAIN_SECONDS", 0.0)
    daemon = Daemon(tmp_path)
    daemon.call(ANNA)
    daemon.call(ANNA)
    assert {outcome for outcome, _ in await daemon.kept()} == {Became.TAKEN}
