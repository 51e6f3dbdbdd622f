"""What can be said to callers under the tables of a config folder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from veertien.config.folder import Loaded
from veertien.conversation import Language
from veertien.inquiry import Inquiries
from veertien.prompts import PromptStore, Spoken
from veertien.prompts.catalogue import Catalogue
from veertien.prompts.speakers import Synthesiser
from veertien.routing import Tables
from veertien.service.calls.announcing import announcements_in, openings_in
from veertien.service.calls.capturing import CAPTURED


@dataclass(frozen=True, slots=True)
class Repertoire:
    """What can be said."""

    asked: tuple[Spoken, ...]
    """What is made ready for the question, in Dutch, each prompt once."""
    stages: tuple[Tables, ...]
    names: tuple[str, ...]
    """The municipalities' names as prompts say them."""
    together: tuple[tuple[str, ...], ...]
    """The names that a question names together."""

    def ahead(self, languages: Iterable[Language]) -> tuple[Spoken, ...]:
        """Return what is made ready in these languages before a call needs it, but for opening times."""
        return tuple(prompt for language in languages for prompt in self._ahead(language))

    def openings(self, languages: Iterable[Language], now: datetime) -> tuple[Spoken, ...]:
        """Return what will be said of opening times in the coming week; `now` must know its time zone."""
        said = (openings_in(tables, now, language) for language in languages for tables in self.stages)
        return tuple(dict.fromkeys(chain(*said)))

    def every(self, catalogues: Iterable[Catalogue]) -> tuple[Spoken, ...]:
        """Return all that may have a recording, in these languages."""
        return tuple(prompt for catalogue in catalogues for prompt in catalogue.every_prompt(self.names, self.together))

    def _ahead(self, language: Language) -> tuple[Spoken, ...]:
        asked = (replace(prompt, language=language) for prompt in self.asked)
        announced = (announcements_in(tables, language) for tables in self.stages)
        return tuple(dict.fromkeys((*asked, *chain(*announced))))


def repertoire_of(loaded: Loaded, inquiries: Sequence[Inquiries]) -> Repertoire:
    """Return what can be said under these tables with these questions."""
    stages, capture = loaded.tables.stages, loaded.settings.capture
    names = (entry.municipality.spoken_name for stage in stages for entry in stage.municipalities.values())
    together = (one.named_together for each in inquiries for one in each.by_area_code.values())
    captured = (CAPTURED,) if capture and capture.announce else ()
    return Repertoire(
        tuple(dict.fromkeys((*captured, *(prompt for each in inquiries for prompt in each.prompts)))),
        stages,
        tuple(dict.fromkeys(names)),
        tuple(names for names in dict.fromkeys(together) if names),
    )


def store_of(loaded: Loaded, espeak: Synthesiser) -> PromptStore:
    """Return what gives the sound of prompts by the settings, words and pronunciations of a folder."""
    settings = loaded.settings.prompts
    return PromptStore(
        settings.cache,
        settings.recordings,
        settings.voices,
        espeak,
        loaded.asking.words,
        loaded.tables.overrides,
    )
