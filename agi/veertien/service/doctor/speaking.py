"""Whether there is what speaks and hears: the voices of veertien.yaml and its acoustic model."""

from collections.abc import Iterator

from veertien.config import Settings
from veertien.conversation import Language
from veertien.doctor.facts import MissingSpeech
from veertien.prompts.voices import EspeakVoice
from veertien.speech import Espeak, EspeakError
from veertien.speech.acoustic_model.acoustics import load_model
from veertien.speech.hmm import ModelFileError


def missing_speech(settings: Settings) -> tuple[MissingSpeech, ...]:
    """Try each, without rendering anything. Piper's voices are looked at with the settings. Blocking; never raises."""
    return (*_voices(settings), *_model(settings))


def _voices(settings: Settings) -> Iterator[MissingSpeech]:
    voices = (settings.prompts.voices.of(language) for language in Language)
    try:
        with Espeak() as espeak:
            for name in dict.fromkeys(voice.name for voice in voices if isinstance(voice, EspeakVoice)):
                try:
                    espeak.phonemes("nul", name)
                except EspeakError as error:
                    yield MissingSpeech("voice", name, str(error))
    except EspeakError as error:
        yield MissingSpeech("voice", "espeak-ng", str(error))


def _model(settings: Settings) -> Iterator[MissingSpeech]:
    model = settings.model
    if model is not None:
        try:
            load_model(model)
        except ModelFileError as error:
            yield MissingSpeech("model", str(model), str(error))
