"""`veertien prompts`: what callers hear, to list, play, check and have recorded."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import IO

import click
import numpy as np
import structlog
from rich.console import Console
from rich.table import Table

from veertien.cli._config import config_folder, faults_end
from veertien.cli.calls.call import caller_number
from veertien.cli.speech._recording import record, telephone, trunk_in, without_recordings
from veertien.config import TablesFaultyError
from veertien.config.folder import ConfigFolder, ConfigUnstableError, Loaded
from veertien.conversation import Language, Prompt, PromptId
from veertien.frames import HERTZ
from veertien.inquiry import inquiries_of
from veertien.prompts import PiperError, PromptStore, Spoken
from veertien.prompts.catalogue import name_of
from veertien.prompts.recorded.script import script_of
from veertien.prompts.store import RECORDING
from veertien.service.editions.spoken import Repertoire, repertoire_of, store_of
from veertien.speech import Espeak, EspeakError
from veertien.speech.line.wav import encode_wav
from veertien.testcall.recording_call import Called, CallsIn, Fate

FOUND = 1
_CODE_SECONDS = 300.0
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
    espeak: Espeak

    def in_languages(self, languages: Iterable[str]) -> tuple[Spoken, ...]:
        return self.repertoire.ahead(map(Language, languages))

    @property
    def by_key(self) -> Mapping[str, Spoken]:
        """What can be said without more than names and keys, under the names of recordings."""
        every = self.repertoire.every(self.loaded.asking.words.values())
        return {name_of(spoken): spoken for spoken in (*every, *self.in_languages(Language))}


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
    municipalities elsewhere are made when they are needed, opening times for the coming week at each reload.
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
            *store.recording_flaws(repertoire.ahead(Language)),
        )
        prompts = folder.in_languages(Language)
        recorded = sum(store.origin_of(spoken).what == RECORDING for spoken in prompts)
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


@command.command("record")
@click.argument("number")
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@_language
@click.option("--trunk", metavar="KEY", help="Call over this trunk of trunks.yaml.  [default: the operator's first]")
@click.option(
    "--caller", default="anonymous", show_default=True, callback=caller_number, help="The number to call from."
)
@config_folder()
@click.pass_context
def record_command(
    ctx: click.Context,
    number: str,
    keys: tuple[str, ...],
    languages: tuple[str, ...],
    trunk: str | None,
    caller: str,
    config: Path,
) -> None:
    """Call the telephone NUMBER and have prompts spoken into it.

    It says which prompt is wanted and beeps; what is spoken until # or 3 s of silence is played back. 1 keeps it, 2
    records it again, 3 leaves it as it was. What was kept counts from the next call on, also when you hang up. KEYs are
    those of the list or names of municipalities; without any, all that have no recording are recorded.

    veertien.yaml needs `recordings` under `prompts`, where this user may write, and a section `ari`. Ends with status 0
    when all were recorded or skipped, 1 when the telephone was not answered or hung up before.
    """
    with _folder(config) as folder:
        dialled = telephone(number, folder.loaded.tables.rules.national)
        endpoint = f"PJSIP/{dialled}@{trunk_in(folder.loaded.tables, trunk).endpoint}"
        complete = _recorded(folder, Called(endpoint, caller), keys, languages)
    if not complete:
        ctx.exit(FOUND)


@command.command("answer")
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@_language
@config_folder()
@click.pass_context
def answer_command(ctx: click.Context, keys: tuple[str, ...], languages: tuple[str, ...], config: Path) -> None:
    """Wait until a telephone of yours dials the code, and have prompts spoken into it.

    The code is *14 in the dialplan's context `veertien-record`, which you include for your own telephones. Waits for 5
    minutes; all else is as in `veertien prompts record`. Ends with status 0 when all were recorded or skipped, 1 when
    nobody called in or hung up before.
    """

    def ready() -> None:
        click.echo(f"Dial the code (*14 in veertien-record) within {_CODE_SECONDS / 60:.0f} minutes.", err=True)

    with _folder(config) as folder:
        complete = _recorded(folder, CallsIn(_CODE_SECONDS, ready), keys, languages)
    if not complete:
        ctx.exit(FOUND)


def _recorded(folder: _Folder, telephone: Called | CallsIn, keys: tuple[str, ...], languages: tuple[str, ...]) -> bool:
    """Have prompts recorded from a telephone; return whether none was left."""
    settings, config = folder.loaded.settings, folder.loaded.folder
    ari, recordings = settings.ari, settings.prompts.recordings
    if ari is None:
        raise click.UsageError(f"{config}/veertien.yaml has no section `ari`, which the call goes over.")
    if recordings is None:
        raise click.UsageError(f"{config}/veertien.yaml has no `recordings` under `prompts`, to keep them in.")
    if not os.access(recordings, os.W_OK):
        raise click.UsageError(f"{recordings}: cannot be written; run this as its owner.")
    prompts = [_asked_for(key, folder) for key in keys] or [
        spoken for spoken in folder.in_languages(languages) if folder.store.origin_of(spoken).what != RECORDING
    ]
    if not prompts:
        click.echo("All prompts are recorded; name those to record again.")
        return True
    rendered = store_of(without_recordings(folder.loaded), folder.espeak)
    fates = record(ari, telephone, prompts, recordings, rendered)
    left = [name for name, fate in fates.items() if fate is Fate.LEFT]
    if left:
        click.echo(f"Not recorded: {', '.join(left)}", err=True)
    return not left


@contextmanager
def _folder(config: Path) -> Iterator[_Folder]:
    """Give what the folder has; a prompt that can't be made in the block ends the command with status 1."""
    try:
        loaded = ConfigFolder(config).load()
    except TablesFaultyError as error:
        raise faults_end(error) from error
    except (ConfigUnstableError, OSError) as error:
        raise click.UsageError(str(error)) from error
    repertoire = repertoire_of(loaded, inquiries_of(loaded.tables, loaded.asking.policy))
    try:
        with _log_on_stderr(), Espeak() as espeak:
            yield _Folder(loaded, repertoire, store_of(loaded, espeak), espeak)
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
