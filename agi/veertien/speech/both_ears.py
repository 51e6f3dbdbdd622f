"""An answer heard by both ears in one process, for commands: the daemon has them in processes (`processes`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from veertien.frames import HERTZ
from veertien.speech.recognition.joining import joined
from veertien.speech.recognition.recogniser import Recognition
from veertien.speech.second_ear import SecondEar, SecondHearing


@dataclass(frozen=True, slots=True)
class ByBothEars:
    """What each ear heard, and what both heard together."""

    alone: Recognition
    """By PocketSphinx."""
    again: SecondHearing | None
    """By the second ear; None where it was not asked."""
    together: Recognition

    @property
    def scores(self) -> Mapping[str, float]:
        """What the second ear gives each text that may have been said, in nats, the best first; none unasked."""
        if self.alone.doubt is None or self.again is None:
            return {}
        rated = zip(self.alone.doubt.texts, self.again.scores, strict=True)
        return dict(sorted(rated, key=lambda pair: -pair[1]))


def heard_again(alone: Recognition, second: SecondEar | None) -> ByBothEars:
    """Ask the second ear, where there is one, about what PocketSphinx leaves open."""
    if second is None or alone.doubt is None:
        return ByBothEars(alone, None, alone)
    again = second.hear(alone.doubt.pcm, HERTZ, alone.doubt.texts)
    return ByBothEars(alone, again, joined(alone, again))
