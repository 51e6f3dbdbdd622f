"""Hidden Markov models of phones: their files, the features they hear, the likelihoods they give."""

from veertien.speech.hmm.definition import SILENCE_PHONE, STATES, ModelDefinition, Triphone, WordPosition
from veertien.speech.hmm.files import ModelFileError
from veertien.speech.hmm.frontend import FrontEnd, streams
from veertien.speech.hmm.model import CompactModel, ListeningModel, PhoneticModel

__all__ = [
    "SILENCE_PHONE", "STATES", "CompactModel", "FrontEnd", "ListeningModel", "ModelDefinition", "ModelFileError",
    "PhoneticModel", "Triphone", "WordPosition", "streams",
]  # fmt: skip
