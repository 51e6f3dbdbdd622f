"""What can be said to callers under the tables of a config folder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from veertien.config.folder import Loaded
from veertien.inquiry import Inquiries
from veertien.prompts import PromptStore, Spoken
from veertien.prompts.catalogue import Catalogue
from veertien.prompts.speakers import Synthesiser
from veertien.service.announcing import announcements_in
from veertien.service.capturing import CAPTURED


@dataclass(frozen=True, slots=True)
class Repertoire:
    """What can be said."""

    ahead: tuple[Spoken, ...]
    """What is made ready before a call needs it, each prompt once, in Dutch."""
    names: tuple[str, ...]
    """The municipalities' names as prompts say them."""
    together: tuple[tuple[str, ...], ...]
    """The names that a question names together."""

    def every(self, catalogues: Iterable[Catalogue]) -> tuple[Spoken, ...]:
        """Return all that may have a recording, in these languages."""
        return tuple(prompt for catalogue in catalogues for prompt in catalogue.every_prompt(self.names, self.together))


def repertoire_of(loaded: Loaded, inquiries: Sequence[Inquiries]) -> Repertoire:
    """Return what can be said under these tables with these questions."""
    stages, capture = loaded.tables.stages, loaded.settings.capture
    names = (entry.municipality.spoken_name for stage in stages for entry in stage.municipalities.values())
    together = (one.named_together for each in inquiries for one in each.by_area_code.values())
    ahead = (
        *((CAPTURED,) if capture and capture.announce else ()),
        *(prompt for each in inquiries for prompt in each.prompts),
        *chain(*map(announcements_in, stages)),
    )
    return Repertoire(
        tuple(dict.fromkeys(ahead)),
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
