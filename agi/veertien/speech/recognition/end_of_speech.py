"""How long to wait for a caller who has paused, by what was understood so far.

A long wait annoys everybody, a short one cuts callers off: "Hoorn … nee, Medemblik". So a clear answer
is taken soon, and the less was understood the longer is the wait. Figures: docs/audio-figures.md.
"""

from veertien.speech.acoustic_model.confidence import CLEAR_CONFIDENCE
from veertien.speech.line.endpointing import USUAL_SECONDS
from veertien.speech.recognition.recogniser import Recognition

SURE_CONFIDENCE = 0.99
SURE_SECONDS = 0.30
"""After an answer that is sure: people leave each other some 0.2 s, and call set-up comes on top of it."""

CLEAR_SECONDS = 0.36
"""After a clear one that is less sure: so that with both, who corrects themselves is cut off no more often than with
0.30 s for all, on lines with noise, and 0.36 s, on silent ones."""

UNSURE_SECONDS = 0.44
"""After one that is less clear, or may go on: whoever goes on after it is asked about is heard over the question."""

LOST_SECONDS = 1.00
"""After anything else: a hesitation, the words before a name, speech that was not understood; and while it is not known
yet what it was, because the recogniser is slow or busy: nothing could be said before that anyway."""

BLIND_SECONDS = USUAL_SECONDS
"""Where nothing can be recognised; and the silence from which on somebody waits for the recognition."""


def end_of_speech_timeout(heard: Recognition, least_confidence: float) -> float:
    """Return the seconds of silence after which the caller has finished, if `heard` is all they have said.

    `least_confidence` is the least confidence of an answer that is of any use.
    """
    best = heard.guesses[0].confidence if heard.guesses else 0.0
    if best < least_confidence:
        return LOST_SECONDS
    if best < CLEAR_CONFIDENCE or heard.may_go_on:
        return UNSURE_SECONDS
    return CLEAR_SECONDS if best < SURE_CONFIDENCE else SURE_SECONDS
