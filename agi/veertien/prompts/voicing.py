"""Which voice says which words of a prompt."""

import re
from collections.abc import Iterable, Mapping

from veertien.conversation import Language
from veertien.gazetteer.pronunciations import Words, collect, spoken_key
from veertien.prompts.catalogue import Catalogue, Piece, Spoken
from veertien.prompts.speakers import Part, VoicedText
from veertien.prompts.voices import PiperVoice, Voices
from veertien.prompts.wordings.saying import as_said

_WORD = re.compile(r"[^\s\-]+")


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
        self._overrides = collect((name, words) for name, each in overrides for words in each)

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
        found: list[VoicedText] = []
        for piece in self._catalogues[spoken.language].pieces_of(spoken):
            language = Language.DUTCH if piece.dutch else spoken.language
            voice = voices.of(language)
            parts = self._parts(piece, as_said(piece.text, language)) if voice.reads_dutch_phones else ()
            parts = parts or ((as_said(piece.text, language), None),)
            if found and found[-1].voice == voice:
                # A voice says a sentence whole, which sounds better than its parts.
                found[-1] = VoicedText((*found[-1].parts, *parts), voice)
            else:
                found.append(VoicedText(parts, voice))
        return tuple(VoicedText(_joined(text.parts), text.voice) for text in found)

    def _parts(self, piece: Piece, text: str) -> tuple[Part, ...]:
        """Return a text with its names, or words of them, as the integrator says that they sound."""
        known: dict[str, Words] = {}
        for name in piece.names:
            if whole := self._overrides.names.get(spoken_key(name)):
                known[name] = whole[0]
                continue
            for word in _WORD.findall(name):
                if phones := self._overrides.words.get(spoken_key(word)):
                    known[word] = (phones[0],)
        if not known:
            return ()
        names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        return tuple((part, known.get(part)) for part in re.split(rf"(?<!\w)({names})(?!\w)", text) if part)


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts with those joined that stand beside each other and are text."""
    joined: list[Part] = []
    for text, words in parts:
        if joined and joined[-1][1] is None and words is None:
            joined[-1] = (joined[-1][0] + text, None)
        else:
            joined.append((text, words))
    return tuple(joined)
