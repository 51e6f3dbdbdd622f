"""A call in which prompts are spoken into a telephone, as `veertien prompts record` and `answer` have it."""

import asyncio
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from veertien.cli._writing import unwritable
from veertien.config import AriSettings
from veertien.config.folder import Loaded
from veertien.frames import HERTZ
from veertien.numbering import NationalNumber, NumberRefusedError, parse_offered
from veertien.prompts import Announcement, AnnouncementId, PromptStore, Spoken
from veertien.prompts.catalogue import name_of
from veertien.prompts.recorded.recordings import keep_recording
from veertien.routing import Tables
from veertien.routing.destinations import Trunk
from veertien.testcall import AriRefusedError, AriUnavailableError
from veertien.testcall.recording_call import (
    Called,
    CallsIn,
    Directions,
    Fate,
    NotAnsweredError,
    Wanted,
    record_by_telephone,
)

_TELEPHONE = re.compile(r"\+?[0-9]{2,17}", re.ASCII)


def telephone(number: str, national: NationalNumber | None) -> str:
    """Return a telephone number as it is dialled. Raises UsageError for what is none, and for what leads here."""
    dialled = "".join(number.split()).replace("-", "")
    if not _TELEPHONE.fullmatch(dialled):
        raise click.UsageError(f"{number!r} is no telephone number; write digits, with or without + in front.")
    try:
        parse_offered(dialled, national)
    except NumberRefusedError:
        return dialled
    raise click.UsageError(f"{number!r} comes back here; give the number of a telephone.")


def trunk_in(tables: Tables, key: str | None) -> Trunk:
    """Return the trunk with this key, or the operator's first. Raises UsageError for one that there is none of."""
    if key is None:
        return tables.at(datetime.now(UTC)).operator[0].trunk
    if key not in tables.trunks:
        raise click.UsageError(f"{key!r} is no trunk of trunks.yaml, which has {', '.join(tables.trunks)}.")
    return tables.trunks[key]


def without_recordings(loaded: Loaded) -> Loaded:
    """Return a folder of which all prompts are rendered: who records one is to hear its words."""
    settings = loaded.settings
    prompts = settings.prompts.model_copy(update={"recordings": None})
    return replace(loaded, settings=settings.model_copy(update={"prompts": prompts}))


def record(
    ari: AriSettings, telephone: Called | CallsIn, prompts: Sequence[Spoken], recordings: Path, rendered: PromptStore
) -> Mapping[str, Fate]:
    """Have prompts spoken into a telephone; tell what was kept, and return what became of each.

    Raises ClickException when nobody is on the telephone, or the call can't be placed or goes wrong.
    """

    def said(text: str) -> bytes:
        return rendered.audio(Announcement(AnnouncementId.MESSAGE, message=text))

    def keep(name: str, pcm: NDArray[np.int16]) -> None:
        path = keep_recording(recordings, name, pcm, HERTZ)
        click.echo(f"{name}: kept, {pcm.size / HERTZ:.1f} s, {path}")

    wanted = [Wanted(name_of(one), said("Spreek in:") + rendered.audio(one)) for one in prompts]
    directions = Directions(
        welcome=said("U gaat teksten inspreken. Spreek na de piep, en sluit af met een hekje."),
        choose=said("Bewaren, toets 1. Opnieuw, toets 2. Overslaan, toets 3."),
        kept=said("Bewaard."),
        not_heard=said("Ik hoorde niets."),
        farewell=said("Dat was alles. Dank u wel."),
    )
    with tempfile.TemporaryDirectory(prefix="veertien-record-") as folder:
        # Asterisk, which may be another user, has to read what is in it.
        Path(folder).chmod(0o755)
        call = record_by_telephone(ari, telephone, wanted, directions, Path(folder), keep)
        try:
            fates = asyncio.run(call)
        except (NotAnsweredError, AriUnavailableError, AriRefusedError) as error:
            raise click.ClickException(str(error)) from error
        except TimeoutError as error:
            raise click.ClickException("Asterisk did not end what it played or recorded; see its log") from error
        except OSError as error:
            raise click.ClickException(unwritable(error, recordings).english) from error
    for name in (name for name, fate in fates.items() if fate is Fate.SKIPPED):
        click.echo(f"{name}: skipped")
    return fates
