"""Where the sound of a prompt comes from: a recording, memory, a file rendered before, or the voice itself."""

import hashlib
import json
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

from veertien.conversation import Language
from veertien.frames import BYTES_PER_SECOND, HERTZ
from veertien.prompts.catalogue import Catalogue, Spoken, load_catalogues, name_of
from veertien.prompts.later import RenderedLater
from veertien.prompts.recorded.recording_checks import flaws, unrecorded
from veertien.prompts.recorded.recordings import Recordings
from veertien.prompts.rendering import to_frames
from veertien.prompts.speakers import Speakers, Synthesiser, VoicedText, content_of
from veertien.prompts.voices import Voices
from veertien.prompts.voicing import Voicing
from veertien.prompts.whole_files import write_whole
from veertien.speech.line.wav import WavRefusedError, encode_wav, read_wav
from veertien.speech.sounds.pronunciation import Overrides

_log = structlog.get_logger()

# Some 20-60 kB each.
_MOST_IN_MEMORY = 500

RECORDING = "recording"
"""Where a prompt's sound comes from that somebody spoke."""

PREPARE_SECONDS = 240.0
"""Seconds after which callers and admins wait no longer for Piper. An answer to a reload comes within 300."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the sound of a prompt comes from."""

    what: str
    """`RECORDING`, or the voice that renders it."""
    seconds: float | None
    """How long it is; None where it was not rendered yet."""


class PromptStore:
    """Gives the sound of any prompt: s16le, 8 kHz, mono, a whole number of 20 ms frames (320 bytes).

    Rendered prompts are kept as files in `cache_dir`, under their name and a hash of the text, voice and renderer, so
    that nothing stale is ever played. When that folder can't be written the store says so once and works from memory.
    May be used from several threads.

    Piper takes too long for a caller to wait. What it is to say is rendered ahead by `prepare`; what comes up all the
    same is said by espeak-ng, and by Piper from the next time on.
    """

    def __init__(
        self,
        cache_dir: Path,
        recordings_dir: Path | None,
        voices: Voices,
        espeak: Synthesiser,
        catalogues: Mapping[Language, Catalogue] | None = None,
        overrides: Overrides = (),
    ) -> None:
        """Take `overrides`, the integrator's own pronunciations of names, for voices that can be given phonemes."""
        self._cache_dir = cache_dir
        self._recordings = None if recordings_dir is None else Recordings(recordings_dir)
        self._espeak = espeak
        self._catalogues = catalogues or load_catalogues()
        self._voices = voices
        self._voicing = Voicing(voices, self._catalogues, overrides)
        self._lock = threading.Lock()
        self._memory: OrderedDict[Spoken, bytes] = OrderedDict()
        self._files: dict[Spoken, Path] = {}
        self._later = RenderedLater(self._render_ahead, espeak)
        self.cache_fault: str | None = None

    def text_of(self, spoken: Spoken) -> str:
        """Return the words of a prompt. Raises ValueError when it lacks the name or key that they need."""
        return self._catalogues[spoken.language].text_of(spoken)

    def audio(self, spoken: Spoken) -> bytes:
        """Return the sound of a prompt.

        Raises ValueError as `text_of` does, and EspeakError when it has to be rendered and can't be.
        """
        known = self._known(spoken)
        if known:
            return known
        if self._voicing.waits_for_piper(spoken):
            self._later.want(spoken)
            with Speakers(self._espeak) as speakers:
                return to_frames(_rendered(self._voicing.at_once(spoken), speakers))
        with Speakers(self._espeak) as speakers:
            return self._render(spoken, speakers)

    def prepare(
        self,
        prompts: Iterable[Spoken],
        given_up: Callable[[], bool] = lambda: False,
        most_seconds: float = PREPARE_SECONDS,
    ) -> None:
        """Render what has not been rendered yet, so that no call has to wait for it.

        What Piper has not said after `most_seconds` it says in the background. Raises as `audio` does, and PiperError
        when a Piper voice can't be used, or `given_up` says so.
        """
        wanted = deque(prompts)
        self._files = {spoken: file for spoken in wanted if (file := self._files.get(spoken))}
        began = time.monotonic()
        with Speakers(self._espeak, given_up) as speakers:
            while wanted and not (self._voices.rendered_ahead and time.monotonic() - began > most_seconds):
                self._render_ahead(wanted.popleft(), speakers)
        left = [spoken for spoken in wanted if not self._known(spoken)]
        if left:
            _log.warning("prompts_rendered_later", prompts=len(left), until_then="espeak-ng says them")
        for spoken in left:
            self._later.want(spoken)

    def stop(self) -> None:
        """Render nothing more in the background; harmless when nothing is."""
        self._later.stop()

    def origin_of(self, spoken: Spoken) -> Origin:
        """Return where the sound of a prompt would come from now; nothing is rendered for it."""
        if self._recordings and (recorded := self._recordings.audio(name_of(spoken))):
            return Origin(RECORDING, len(recorded) / BYTES_PER_SECOND)
        by = " and ".join(dict.fromkeys(str(text.voice) for text in self._voicing.texts_of(spoken)))
        rendered = self._known(spoken)
        return Origin(by, len(rendered) / BYTES_PER_SECOND if rendered else None)

    def recording_flaws(self, ahead: Iterable[Spoken]) -> tuple[str, ...]:
        """Return what callers would hear of recordings that can be played, a sentence each with the cure.

        `ahead` are the prompts that callers will hear: names of which one is recorded and another isn't are told.
        """
        if self._recordings is None:
            return ()
        usable = dict(self._recordings.usable())
        found = [f"{path}: {flaw}" for path, recording in usable.items() for flaw in flaws(*recording)]
        recorded = {path.stem for path in usable}
        return (*found, *unrecorded(ahead, recorded))

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

    def _known(self, spoken: Spoken) -> bytes | None:
        """Return the sound of a prompt that was recorded or rendered before."""
        recorded = self._recordings and self._recordings.audio(name_of(spoken))
        if recorded:
            return recorded
        with self._lock:
            known = self._memory.get(spoken)
            if known is not None:
                self._memory.move_to_end(spoken)
                return known
        file = self._cache_dir / self._file_name(spoken)
        found = _from_file(file)
        if found:
            self._files[spoken] = file
            self._remember(spoken, found)
        return found

    def _render_ahead(self, spoken: Spoken, speakers: Speakers) -> None:
        # A file that was good is not read again: a country has thousands, and each reload asks for all of them.
        file = self._files.get(spoken)
        if not (file and file.is_file()) and not self._known(spoken):
            self._render(spoken, speakers)

    def _render(self, spoken: Spoken, speakers: Speakers) -> bytes:
        pcm = _rendered(self._voicing.texts_of(spoken), speakers)
        self._keep(self._file_name(spoken), encode_wav(pcm, HERTZ))
        audio = to_frames(pcm)
        self._remember(spoken, audio)
        return audio

    def _remember(self, spoken: Spoken, audio: bytes) -> None:
        with self._lock:
            self._memory[spoken] = audio
            while len(self._memory) > _MOST_IN_MEMORY:
                self._memory.popitem(last=False)

    def _file_name(self, spoken: Spoken) -> str:
        content = json.dumps(content_of(self._voicing.texts_of(spoken)))
        return f"{name_of(spoken)}-{hashlib.sha256(content.encode()).hexdigest()[:16]}.wav"

    def _keep(self, file_name: str, content: bytes) -> None:
        try:
            self._cache_dir.mkdir(parents=True, exist_ok=True)
            write_whole(self._cache_dir / file_name, content)
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


def _from_file(path: Path) -> bytes | None:
    try:
        if not path.is_file():
            return None
        recording = read_wav(path)
    except (OSError, WavRefusedError):
        # Half a file, or not ours: it is rendered and written again.
        return None
    return to_frames(recording.pcm) if recording.hertz == HERTZ else None


def _rendered(texts: Iterable[VoicedText], speakers: Speakers) -> NDArray[np.int16]:
    return np.concatenate([speakers.render(text) for text in texts])
