"""How many names of area code 0229 are understood, and what that costs: run with -s to see the table."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien import gazetteer
from veertien.conversation import Policy
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.recognition.recogniser import Recogniser

VOICES = ("nl+f2", "nl+f4", "nl+m3", "nl+m7")
NOT_NAMES = (
    "het weer is mooi vandaag",
    "ik wil een paspoort aanvragen",
    "hallo, is daar iemand",
    "mijn fiets is gestolen",
    "kunt u mij doorverbinden",
    "een ogenblik",
)


def test_accuracy_in_0229(
    recogniser: Recogniser,
    caller: Callable[[str, str], NDArray[np.int16]],
    names_0229: GrammarSpec,
    capsys: pytest.CaptureFixture[str],
) -> None:
    policy = Policy()
    outcomes: Counter[tuple[str, str]] = Counter()
    audio = work = 0.0

    def outcome(text: str, voice: str, key: str | None) -> str:
        nonlocal audio, work
        result = recogniser.recognise(caller(text, voice).astype("<i2").tobytes(), 8000, names_0229)
        audio += result.audio_seconds
        work += result.decode_seconds
        if not result.guesses or result.guesses[0].confidence < policy.confirm:
            return "rejected"
        sure = "accepted" if result.guesses[0].confidence >= policy.accept else "asked"
        return f"{'right' if result.guesses[0].key == key else 'wrong'} {sure}"

    country = gazetteer.load()
    named = {name.text: name.kind for here in country.in_area("0229") for name in country.names_of(here.code)}
    own = [phrase for phrase in names_0229.phrases if named[phrase.text] is gazetteer.NameKind.MUNICIPALITY]
    villages = [phrase for phrase in names_0229.phrases if named[phrase.text] is gazetteer.NameKind.PLACE][::3]
    for voice in VOICES:
        for group, phrases in (("municipalities", own), ("villages", villages)):
            for phrase in phrases:
                outcomes[f"{voice} {group}", outcome(phrase.text, voice, phrase.key)] += 1
        for text in NOT_NAMES:
            outcomes["no names", outcome(text, voice, None)] += 1
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    with capsys.disabled():
        print(f"\n{len(names_0229.phrases)} names; {work / audio:.3f} s of work a second of audio; {resident:.0f} MB")
        for (group, what), count in sorted(outcomes.items()):
            print(f"  {group:22} {what:15} {count:4}")
    by_outcome = Counter[str]()
    for (group, what), count in outcomes.items():
        by_outcome[what if group != "no names" else "nonsense accepted" if what == "wrong accepted" else "-"] += count
    said = len(VOICES) * (len(own) + len(villages))
    assert by_outcome["right accepted"] + by_outcome["right asked"] >= 0.5 * said
    assert by_outcome["wrong accepted"] <= 0.05 * said
    assert by_outcome["nonsense accepted"] <= 0.05 * len(VOICES) * len(NOT_NAMES)
