"""A second ear that hears nothing twice: what it scored is kept in a file from run to run."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from veertien.speech.second_ear import SecondEar, SecondHearing

_LOCKED_SECONDS = 60.0
_FREELY = ""
"""Stands for what it writes by itself."""


class Ear(Protocol):
    """Whatever scores texts; see `SecondEar`."""

    def hear(self, pcm: bytes, hertz: int, texts: Sequence[str]) -> SecondHearing:
        """Score each text; see `SecondEar.hear`."""
        ...


@dataclass(frozen=True, slots=True)
class KeptEar:
    """A second ear with a file of scores, which several processes may use at once.

    The file belongs to one model and one version of the second ear: delete it where either has changed.
    """

    ear: SecondEar
    file: Path

    def hear(self, pcm: bytes, hertz: int, texts: Sequence[str]) -> SecondHearing:
        """See `SecondEar.hear`."""
        began, worked = time.perf_counter(), time.process_time()
        sound = hashlib.blake2b(pcm, digest_size=16).hexdigest()
        with sqlite3.connect(self.file, timeout=_LOCKED_SECONDS) as kept:
            kept.execute("CREATE TABLE IF NOT EXISTS heard (sound, text, found, PRIMARY KEY (sound, text))")
            known = {
                text: json.loads(found)
                for text, found in kept.execute("SELECT text, found FROM heard WHERE sound = ?", (sound,))
            }
        new = [text for text in texts if text not in known]
        if new or _FREELY not in known:
            heard = self.ear.hear(pcm, hertz, new)
            known |= {text: one for text, *one in zip(new, heard.scores, heard.tokens, strict=True)}
            known[_FREELY] = [heard.free_text, heard.free_score, heard.free_tokens]
            with sqlite3.connect(self.file, timeout=_LOCKED_SECONDS) as kept:
                rows = [(sound, text, json.dumps(found)) for text, found in known.items()]
                kept.executemany("INSERT OR REPLACE INTO heard VALUES (?, ?, ?)", rows)
        free_text, free_score, free_tokens = known[_FREELY]
        return SecondHearing(
            scores=tuple(known[text][0] for text in texts),
            tokens=tuple(known[text][1] for text in texts),
            free_text=free_text,
            free_score=free_score,
            free_tokens=free_tokens,
            seconds=time.perf_counter() - began,
            processor_seconds=time.process_time() - worked,
        )
