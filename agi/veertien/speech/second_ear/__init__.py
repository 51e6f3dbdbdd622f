"""A second opinion on which of a few texts was said: Whisper, run by CTranslate2, an optional extra.

It doesn't transcribe. It says of each text how well the audio fits it (see `SecondEar`). It works without PocketSphinx,
and PocketSphinx without it.
"""

from veertien.speech.second_ear.hearing import SecondEar, SecondHearing
from veertien.speech.second_ear.model_folder import SecondEarModelError

__all__ = ["SecondEar", "SecondEarModelError", "SecondHearing"]
