"""Voices: what speaks a prompt of which there is no recording."""

from dataclasses import dataclass
from pathlib import Path

from veertien.conversation import Language


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """A voice of espeak-ng: a language and perhaps a variant, such as "nl+f2"."""

    name: str

    @property
    def reads_dutch_phones(self) -> bool:
        """Whether it can be given the pronunciation of a Dutch name."""
        return self.name.partition("+")[0] == Language.DUTCH

    def __str__(self) -> str:
        return f"espeak-ng {self.name}"


@dataclass(frozen=True, slots=True)
class PiperVoice:
    """A voice for Piper; made by `piper.voice_file.read_voice`."""

    file: Path
    """The .onnx file; its settings are beside it."""
    digest: str
    """Of both files: other files may sound different."""

    @property
    def reads_dutch_phones(self) -> bool:
        """Whether it can be given the pronunciation of a Dutch name: where it lacks a sound, it reads the name."""
        return True

    def __str__(self) -> str:
        return f"Piper {self.file.stem}"


Voice = EspeakVoice | PiperVoice


@dataclass(frozen=True, slots=True)
class Voices:
    """The voice of each language, the same names of municipalities in all of them: those are said in Dutch."""

    dutch: Voice = EspeakVoice("nl")
    frisian: Voice | None = None
    """None for the Dutch one: espeak-ng has no Frisian voice."""
    english: Voice | None = None
    """None for espeak-ng's, in the same variant as the Dutch one."""

    def of(self, language: Language) -> Voice:
        """Return the voice that speaks a language."""
        match language:
            case Language.DUTCH:
                return self.dutch
            case Language.FRISIAN:
                return self.frisian or self.dutch
            case Language.ENGLISH:
                return self.english or EspeakVoice(f"{Language.ENGLISH}{self._variant}")

    def at_once(self) -> "Voices":
        """Return those that speak where nobody can wait: espeak-ng's in place of Piper's."""
        by_espeak = (voice if isinstance(voice, EspeakVoice) else None for voice in (self.frisian, self.english))
        return Voices(self.dutch if isinstance(self.dutch, EspeakVoice) else Voices().dutch, *by_espeak)

    @property
    def rendered_ahead(self) -> tuple[Language, ...]:
        """The languages to which Piper gives a voice: it is too slow to be waited for in a call."""
        # In English the names are said by the Dutch voice.
        return tuple(
            language
            for language in Language
            if any(isinstance(self.of(each), PiperVoice) for each in (language, Language.DUTCH))
        )

    @property
    def _variant(self) -> str:
        _, plus, variant = self.dutch.name.partition("+") if isinstance(self.dutch, EspeakVoice) else ("", "", "")
        return f"{plus}{variant}"
