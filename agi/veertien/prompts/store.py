"""Where the sound of a prompt comes from: a recording, memory, a file rendered before, or the voice itself."""

import hashlib
import json
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import structlog

from veertien.conversation import Language
from veertien.frames import HERTZ
from veertien.prompts.catalogue import Catalogue, Spoken, load_catalogues, name_of
from veertien.prompts.recordings import Recordings
from veertien.prompts.rendering import Synthesiser, render, renderer_version, to_frames
from veertien.prompts.saying import as_said
from veertien.speech.line.wav import WavRefusedError, encode_wav, read_wav

_log = structlog.get_logger()

# Some 20-60 kB each.
_MOST_IN_MEMORY = 500


class PromptStore:
    """Gives the sound of any prompt: s16le, 8 kHz, mono, a whole number of 20 ms frames (320 bytes).

    Rendered prompts are kept as files in `cache_dir`, under their name and a hash of the text, voice and renderer, so
    that nothing stale is ever played. When that folder can't be written the store says so once and works from memory.
    May be used from several threads.
    """

    def __init__(
        self,
        cache_dir: Path,
        recordings_dir: Path | None,
        voice: str,
        synthesiser: Synthesiser,
        catalogues: Mapping[Language, Catalogue] | None = None,
    ) -> None:
        self._cache_dir = cache_dir
        self._recordings = None if recordings_dir is None else Recordings(recordings_dir)
        self._voice = voice
        self._synthesiser = synthesiser
        self._catalogues = catalogues or load_catalogues()
        self._renderer = renderer_version()
        self._lock = threading.Lock()
        self._memory: OrderedDict[Spoken, bytes] = OrderedDict()
        self.cache_fault: str | None = None

    def text_of(self, spoken: Spoken) -> str:
        """Return the words of a prompt. Raises ValueError when it lacks the name or key that they need."""
        return self._catalogues[spoken.language].text_of(spoken)

    def audio(self, spoken: Spoken) -> bytes:
        """Return the sound of a prompt.

        Raises ValueError as `text_of` does, and whatever the voice raises when it has to be rendered and can't be.
        """
        recorded = self._recordings and self._recordings.audio(name_of(spoken))
        if recorded:
            return recorded
        with self._lock:
            known = self._memory.get(spoken)
            if known is not None:
                self._memory.move_to_end(spoken)
                return known
        file_name = self._file_name(spoken)
        audio = self._from_file(file_name) or self._rendered(spoken, file_name)
        with self._lock:
            self._memory[spoken] = audio
            while len(self._memory) > _MOST_IN_MEMORY:
                self._memory.popitem(last=False)
        return audio

    def prepare(self, prompts: Iterable[Spoken]) -> None:
        """Render what has not been rendered yet, so that no call has to wait for it. Raises as `audio` does."""
        for prompt in prompts:
            self.audio(prompt)

    def recording_faults(self, names: Iterable[str], between: Iterable[tuple[str, ...]] = ()) -> tuple[str, ...]:
        """Return what is wrong with the recordings, a sentence each with the cure.

        `names` are all municipalities' names as prompts say them, `between` those that a question names together:
        files for others are reported.
        """
        if self._recordings is None:
            return ()
        known = tuple(names)
        every = (prompt for one in self._catalogues.values() for prompt in one.every_prompt(known, between))
        return self._recordings.faults({name_of(prompt) for prompt in every})

    def _pieces(self, spoken: Spoken) -> tuple[tuple[str, str], ...]:
        """Return what is said, each part with its voice."""
        catalogue = self._catalogues[spoken.language]
        pieces = [
            (as_said(piece.text, Language.DUTCH if piece.dutch else catalogue.language), piece.dutch)
            for piece in catalogue.pieces_of(spoken)
        ]
        if catalogue.language is not Language.ENGLISH:
            # There is no Frisian voice; the Dutch one says a sentence whole, which sounds better than its parts.
            return (("".join(text for text, _ in pieces), self._voice),)
        _, plus, variant = self._voice.partition("+")
        english = f"{Language.ENGLISH}{plus}{variant}"
        return tuple((text, self._voice if dutch else english) for text, dutch in pieces)

    def _file_name(self, spoken: Spoken) -> str:
        content = json.dumps([*self._pieces(spoken), self._renderer])
        return f"{name_of(spoken)}-{hashlib.sha256(content.encode()).hexdigest()[:16]}.wav"

    def _from_file(self, file_name: str) -> bytes | None:
        path = self._cache_dir / file_name
        try:
            if not path.is_file():
                return None
            recording = read_wav(path)
        except (OSError, WavRefusedError):
            # Half a file, or not ours: it is rendered and written again.
            return None
        return to_frames(recording.pcm) if recording.hertz == HERTZ else None

    def _rendered(self, spoken: Spoken, file_name: str) -> bytes:
        pcm = np.concatenate([render(text, voice, self._synthesiser) for text, voice in self._pieces(spoken)])
        self._keep(file_name, encode_wav(pcm, HERTZ))
        return to_frames(pcm)

    def _keep(self, file_name: str, content: bytes) -> None:
        try:
            self._cache_dir.mkdir(parents=True, exist_ok=True)
            _write_whole(self._cache_dir / file_name, content)
        except OSError as error:
            if self.cache_fault is None:
                _log.warning(
                    "prompt_cache_unwritable",
                    directory=str(self._cache_dir),
                    fault=error.strerror,
                    cure="prompts are rendered anew at each start until the folder can be written",
                )
            self.cache_fault = f"{self._cache_dir}: {error.strerror}"
        else:
            self.cache_fault = None


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees a part of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(content)
            file.close()
            part.chmod(0o644)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
