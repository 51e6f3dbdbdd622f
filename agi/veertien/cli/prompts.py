"""`veertien prompts`: what callers hear, to list, play, check and have recorded."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import IO

import click
import numpy as np
import structlog
from rich.console import Console
from rich.table import Table

from veertien import gazetteer
from veertien.cli._config import config_folder, faults_end
from veertien.config import TablesFaultyError
from veertien.config.folder import ConfigFolder, ConfigUnstableError, Loaded
from veertien.conversation import Language, Prompt, PromptId
from veertien.frames import HERTZ
from veertien.inquiry import inquiries_of
from veertien.prompts import PiperError, PromptStore, Spoken
from veertien.prompts.catalogue import name_of
from veertien.prompts.script import script_of
from veertien.service.editions.spoken import Repertoire, repertoire_of, store_of
from veertien.speech import Espeak, EspeakError
from veertien.speech.line.wav import encode_wav

FOUND = 1
_COLUMNS = ("key", "language", "words", "sound", "seconds")
_NOT_RENDERED = "not rendered yet"

_language = click.option(
    "--language",
    "languages",
    multiple=True,
    type=click.Choice([language.value for language in Language]),
    default=(Language.DUTCH.value,),
    show_default=True,
    help="In this language; may be given more than once.",
)


@dataclass(frozen=True, slots=True)
class _Folder:
    """What a config folder has callers hear."""

    loaded: Loaded
    repertoire: Repertoire
    store: PromptStore

    def in_languages(self, languages: tuple[str, ...]) -> list[Spoken]:
        return [
            replace(spoken, language=Language(language)) for language in languages for spoken in self.repertoire.ahead
        ]

    @property
    def by_key(self) -> Mapping[str, Spoken]:
        """What can be said without more than names and keys, under the names of recordings."""
        every = self.repertoire.every(self.loaded.asking.words.values())
        return {name_of(spoken): spoken for spoken in (*every, *self.in_languages(tuple(Language)))}


@click.group("prompts")
def command() -> None:
    """List, play, check or record what callers hear.

    Status 1 means that something was found or failed, 2 that the config folder can't be used or that what was asked
    for makes no sense.
    """


@command.command("list")
@_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@config_folder()
def list_command(languages: tuple[str, ...], as_json: bool, config: Path) -> None:
    """List the prompts that the tables need: words, where the sound comes from, and how long it is.

    The sound is a recording, or rendered by a voice; one that was not rendered yet has no length. Prompts about
    municipalities elsewhere, and opening times, are made when they are needed.
    """
    table = Table(*_COLUMNS, box=None, pad_edge=False)
    with _folder(config) as folder:
        for spoken in folder.in_languages(languages):
            origin = folder.store.origin_of(spoken)
            key, language, words = name_of(spoken), spoken.language.value, folder.store.text_of(spoken)
            if as_json:
                found = {"key": key, "language": language, "words": words, "sound": origin.what}
                click.echo(json.dumps(found | {"seconds": origin.seconds}, ensure_ascii=False))
            seconds = _NOT_RENDERED if origin.seconds is None else f"{origin.seconds:.1f}"
            table.add_row(key, language, words, origin.what, seconds)
    if not as_json:
        # Wide where it goes into a file or another program: no words are to be cut there.
        Console(width=None if sys.stdout.isatty() else 400, highlight=False, markup=False).print(table)


@command.command("play")
@click.argument("key")
@click.argument("file", metavar="[FILE]", type=click.File("wb"), default="-")
@config_folder()
def play_command(key: str, file: IO[bytes], config: Path) -> None:
    """Write the prompt KEY as callers hear it to a WAV file, or to standard output: `... play ask | aplay`.

    KEY is a key of the list, or the name of a municipality. What was not rendered yet is rendered.
    """
    with _folder(config) as folder:
        spoken = _asked_for(key, folder)
        folder.store.prepare([spoken])
        pcm = np.frombuffer(folder.store.audio(spoken), "<i2").astype(np.int16)
        file.write(encode_wav(pcm, HERTZ))


@command.command("check")
@config_folder()
@click.pass_context
def check_command(ctx: click.Context, config: Path) -> None:
    """Check the recordings: format and names, level, clipping, silence at the ends, length, names left out.

    Prints each finding with its place and the cure, and ends with status 1 where there is any.
    """
    with _folder(config) as folder:
        repertoire, store = folder.repertoire, folder.store
        recordings = folder.loaded.settings.prompts.recordings
        if recordings is None:
            click.echo("There are no recordings: veertien.yaml has no `recordings` under `prompts`.")
            return
        found = (
            *store.recording_faults(repertoire.names, repertoire.together),
            *store.recording_flaws(repertoire.ahead),
        )
        prompts = folder.in_languages(tuple(Language))
        recorded = sum(store.origin_of(spoken).what == "recording" for spoken in prompts)
    for finding in found:
        click.echo(finding)
    click.echo(f"{recorded} of {len(prompts)} prompts are recorded in {recordings}; the others are rendered.", err=True)
    if found:
        ctx.exit(FOUND)


@command.command("script")
@_language
@config_folder()
def script_command(languages: tuple[str, ...], config: Path) -> None:
    """Print a script for a voice actor, in Markdown: what to say, and the file to save each under."""
    with _folder(config) as folder:
        for language in map(Language, languages):
            prompts = folder.in_languages((language.value,))
            click.echo(script_of(language, [(name_of(one), folder.store.text_of(one)) for one in prompts]))


@contextmanager
def _folder(config: Path) -> Iterator[_Folder]:
    """Give what the folder has; a prompt that can't be made in the block ends the command with status 1."""
    try:
        loaded = ConfigFolder(config, gazetteer.load()).load()
    except TablesFaultyError as error:
        raise faults_end(error) from error
    except (ConfigUnstableError, OSError) as error:
        raise click.UsageError(str(error)) from error
    repertoire = repertoire_of(loaded, inquiries_of(loaded.tables, loaded.asking.policy))
    try:
        with _log_on_stderr(), Espeak() as espeak:
            yield _Folder(loaded, repertoire, store_of(loaded, espeak))
    except (PiperError, EspeakError) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _log_on_stderr() -> Iterator[None]:
    """Keep what is logged out of what is printed, which may be a sound."""
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        yield
    finally:
        structlog.configure(**before)


def _asked_for(key: str, folder: _Folder) -> Spoken:
    known = folder.by_key
    if key in known:
        return known[key]
    about = Prompt(PromptId.CONFIRM, key)
    if name_of(about) in known:
        return known[name_of(about)]
    near = get_close_matches(key, known, 1)
    hint = f"did you mean {near[0]}?" if near else "`veertien prompts list` shows them"
    raise click.UsageError(f"{key!r} is no prompt; {hint}")
