"""Which voice says which words of a prompt."""

import re
from collections.abc import Iterable, Mapping

from veertien.conversation import Language
from veertien.gazetteer.pronunciations import Words, collect, spoken_key
from veertien.prompts.catalogue import Catalogue, Piece, Spoken
from veertien.prompts.piper.phonemes import espeak_ipa
from veertien.prompts.piper.process import Part
from veertien.prompts.saying import as_said
from veertien.prompts.speakers import VoicedText
from veertien.prompts.voices import PiperVoice, Voices
from veertien.speech.sounds.stress import stress_of


class Voicing:
    """Gives prompts as texts with their voices. `overrides` are an integrator's own pronunciations of names."""

    def __init__(
        self,
        voices: Voices,
        catalogues: Mapping[Language, Catalogue],
        overrides: Iterable[tuple[str, tuple[Words, ...]]] = (),
    ) -> None:
        self._voices = voices
        self._catalogues = catalogues
        self._overrides = collect((name, words) for name, each in overrides for words in each).names

    def texts_of(self, spoken: Spoken) -> tuple[VoicedText, ...]:
        """Return what is said, each text with its voice. Raises ValueError for a prompt without the name it needs."""
        return self._texts(spoken, self._voices)

    def at_once(self, spoken: Spoken) -> tuple[VoicedText, ...]:
        """Return the same in voices that nobody has to wait for. Raises as `texts_of` does."""
        return self._texts(spoken, self._voices.at_once())

    def waits_for_piper(self, spoken: Spoken) -> bool:
        """Return whether Piper says any of it. Raises as `texts_of` does."""
        return any(isinstance(text.voice, PiperVoice) for text in self.texts_of(spoken))

    def _texts(self, spoken: Spoken, voices: Voices) -> tuple[VoicedText, ...]:
        language = spoken.language
        pieces = self._catalogues[language].pieces_of(spoken)
        found: list[VoicedText] = []
        for piece in pieces:
            voice = voices.of(Language.DUTCH if piece.dutch else language)
            parts = self._parts(piece, language, with_phonemes=isinstance(voice, PiperVoice))
            if found and found[-1].voice == voice:
                # A voice says a sentence whole, which sounds better than its parts.
                found[-1] = VoicedText((*found[-1].parts, *parts), voice)
            else:
                found.append(VoicedText(parts, voice))
        return tuple(VoicedText(_joined(text.parts), text.voice) for text in found)

    def _parts(self, piece: Piece, language: Language, *, with_phonemes: bool) -> tuple[Part, ...]:
        text = as_said(piece.text, Language.DUTCH if piece.dutch else language)
        # As an integrator wrote them: a name has no numbers, so its words are as they were.
        known = {name: self._overrides[key] for name in piece.names if (key := spoken_key(name)) in self._overrides}
        if not known or not with_phonemes:
            return ((text, None),)
        names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        said = {name: espeak_ipa(likeliest, stress_of(likeliest)) for name, (likeliest, *_) in known.items()}
        return tuple((part, said.get(part)) for part in re.split(f"({names})", text) if part)


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts with those joined that stand beside each other and have no phonemes."""
    joined: list[Part] = []
    for text, ipa in parts:
        if joined and joined[-1][1] is None and ipa is None:
            joined[-1] = (joined[-1][0] + text, None)
        else:
            joined.append((text, ipa))
    return tuple(joined)
