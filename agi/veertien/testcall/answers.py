"""What a test caller says and presses: words and recordings as files that Asterisk can play."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from veertien.frames import HERTZ
from veertien.speech import Espeak
from veertien.speech.line.preparation import Pcm
from veertien.speech.line.resample import resample
from veertien.speech.line.wav import encode_wav, read_wav
from veertien.testcall.placed_call import HearOut, Press, Say, Step

PAUSE = ","
"""Between keys: what follows waits for the next prompt."""


def steps_of(answers: Sequence[tuple[str, str]], folder: Path) -> Iterator[Step]:
    """Yield what the caller does: each answer after the next prompt.

    An answer is what is done with it and what: ("say", words), ("wav", path) or ("press", keys). The files go into
    `folder`. Raises WavRefusedError for a file that is no usable recording.
    """
    for place, (kind, answer) in enumerate(answers):
        file = folder / f"answer-{place}.wav"
        match kind:
            case "say":
                yield from (HearOut(), Say(_spoken(answer, file), answer))
            case "wav":
                yield from (HearOut(), Say(_written(*read_wav(Path(answer)), file), Path(answer).name))
            case "press":
                yield from (step for keys in answer.split(PAUSE) for step in (HearOut(), Press(keys)))


def _spoken(words: str, file: Path) -> Path:
    with Espeak() as espeak:
        return _written(*espeak.synthesise(words, "nl"), file)


def _written(pcm: Pcm, hertz: int, file: Path) -> Path:
    file.write_bytes(encode_wav(resample(pcm, hertz, HERTZ), HERTZ))
    # Asterisk may be another user.
    file.chmod(0o644)
    return file
