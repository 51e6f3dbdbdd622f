"""`veertien capture`: what callers said, to list, listen to, label, forget and export."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click
from rich.console import Console
from rich.table import Table

from veertien.captures import (
    NONE_OF_THESE,
    Capture,
    CaptureKey,
    CaptureStore,
    CaptureUnreadableError,
    Label,
    export,
    hour_of,
    said_in,
    wav_of,
)
from veertien.cli._config import config_folder, faults_end
from veertien.cli._country import country_for
from veertien.config import TablesFaultyError, load_settings
from veertien.frames import BYTES_PER_SECOND
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import AMSTERDAM
from veertien.training.new_folder import new_folder, refuse_used

FAILED = 1
_DAY = click.DateTime(["%Y-%m-%d"])
_COLUMNS = ("id", "hour", "area", "asked", "heard", "outcome", "said", "seconds")


@click.group("capture")
def command() -> None:
    """List, play, label, forget or export what callers said.

    It is kept where veertien.yaml has `capture`. Run this as Veertien's user, who can read the key. Status 1 means that
    a capture can't be used, 2 that the settings can't be or that what was asked for makes no sense.
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@config_folder()
@click.pass_context
def list_command(ctx: click.Context, as_json: bool, config: Path) -> None:
    """List all captures, the oldest first: what was heard, what became of it, and what was said then."""
    names, table, unreadable = country_for(config), Table(*_COLUMNS, box=None, pad_edge=False), 0
    store = _store(config)
    with _faults_told(ctx):
        for one in store.all():
            if isinstance(one, CaptureUnreadableError):
                click.echo(str(one), err=True)
                unreadable += 1
            elif as_json:
                click.echo(json.dumps(_as_object(one), ensure_ascii=False))
            else:
                table.add_row(*_cells(one, names))
    if not as_json and (table.row_count or not unreadable):
        # Wide where it goes into a file or another program: no name is to be cut there.
        console = Console(width=None if sys.stdout.isatty() else 200)
        console.print(table if table.row_count else "Nothing is kept.")
    if unreadable:
        ctx.exit(FAILED)


@command.command("play")
@click.argument("capture_id", metavar="ID")
@click.argument("file", metavar="[FILE]", type=click.File("wb"), default="-")
@config_folder()
@click.pass_context
def play_command(ctx: click.Context, capture_id: str, file: IO[bytes], config: Path) -> None:
    """Write what was said in the capture ID to a WAV file, or to standard output: `... play ID | aplay`."""
    store = _store(config)
    with _faults_told(ctx):
        file.write(wav_of(store.read(capture_id)))


@command.command("label")
@click.argument("capture_id", metavar="ID")
@click.argument("key", metavar="KEY")
@config_folder()
@click.pass_context
def label_command(ctx: click.Context, capture_id: str, key: str, config: Path) -> None:
    """Say what was said in the capture ID: KEY is a municipality, by any of its names or its CBS code, or "none".

    A name is taken to be the words that were said; a CBS code says that it was one of its names. "none" says that it
    was none of the municipalities that could be chosen.
    """
    store, names = _store(config), country_for(config)
    try:
        label = _label(key, names)
    except LookupError as error:
        raise click.UsageError(str(error)) from error
    with _faults_told(ctx):
        capture = store.read(capture_id)
        store.keep(replace(capture, about=replace(capture.about, label=label)))
    click.echo(f"{capture_id}: {_said(label.key, label.text, names)}")


@command.command("forget")
@click.argument("capture_id", metavar="[ID]", required=False)
@click.option("--all", "everything", is_flag=True, help="Forget all captures.")
@click.option("--before", metavar="DAY", type=_DAY, help="Forget those made before this day, such as 2026-11-01.")
@click.option("--caller", metavar="NUMBER", help="Forget those of the caller with this telephone number.")
@config_folder()
@click.pass_context
def forget_command(
    ctx: click.Context,
    capture_id: str | None,
    everything: bool,
    before: datetime | None,
    caller: str | None,
    config: Path,
) -> None:
    """Delete captures: one by its ID, all, those made before a day, or those of one caller."""
    if sum((capture_id is not None, everything, before is not None, caller is not None)) != 1:
        raise click.UsageError("Give an ID, --all, --before DAY or --caller NUMBER: one of these.")
    number = parse_caller("".join(caller.split()), None).number_e164 if caller is not None else None
    if caller is not None and number is None:
        raise click.UsageError(f"{caller!r} is no telephone number, so nothing of it is kept.")
    store, unreadable = _store(config), 0
    with _faults_told(ctx):
        if capture_id is not None:
            count = int(store.forget(capture_id))
        elif everything:
            count = sum(map(store.forget, store.ids()))
        elif before is not None:
            count = store.forget_before(before.replace(tzinfo=AMSTERDAM))
        else:
            who, count = store.key.caller(number or ""), 0
            for one in store.all():
                if isinstance(one, CaptureUnreadableError):
                    click.echo(f"{one}, so it can't be told whose it is", err=True)
                    unreadable += 1
                elif one.about.caller == who:
                    count += store.forget(one.id)
    click.echo("Forgot 1 capture." if count == 1 else f"Forgot {count} captures.")
    if unreadable:
        ctx.exit(FAILED)


@command.command("export")
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@config_folder()
@click.pass_context
def export_command(ctx: click.Context, directory: Path, config: Path) -> None:
    """Write into the new folder DIR, unencrypted, the captures of which it is known what was said.

    WAV files and their index.tsv, as `veertien model adapt` reads them. Delete the folder when you are done.
    """
    store, names = _store(config), country_for(config)
    with _faults_told(ctx):
        refuse_used(directory)
        found, unreadable = [], 0
        for one in store.all():
            if isinstance(one, CaptureUnreadableError):
                click.echo(str(one), err=True)
                unreadable += 1
            else:
                found.append(one)
        with new_folder(directory) as whole:
            whole.chmod(0o700)
            count = export(found, lambda key: _name(key, names), whole)
    click.echo(f"{count} of {len(found)} captures are in {directory}; of the others it isn't known what was said.")
    if unreadable:
        ctx.exit(FAILED)


def _store(config: Path) -> CaptureStore:
    """Return the folder of captures, by the settings in a config folder; where they can't be, end with status 2."""
    try:
        settings = load_settings(config).capture
    except TablesFaultyError as error:
        raise faults_end(error) from None
    if settings is None:
        raise click.UsageError(f"{config}/veertien.yaml has no section `capture`, so nothing is kept.")
    return CaptureStore(settings.folder, CaptureKey(settings.key))


@contextmanager
def _faults_told(ctx: click.Context) -> Iterator[None]:
    """End the command with a message where the disk or a capture can't be used."""
    try:
        yield
    except FileNotFoundError as error:
        click.echo(f"There is no {error.filename}; `veertien capture list` shows what there is.", err=True)
        ctx.exit(FAILED)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except (CaptureUnreadableError, OSError) as error:
        click.echo(str(error), err=True)
        ctx.exit(FAILED)


def _label(key: str, names: Gazetteer) -> Label:
    if key.lower() == NONE_OF_THESE:
        return Label(None)
    found = {name.municipality for name in names.find(key)}
    if len(found) == 1:
        return Label(found.pop(), key)
    return Label(names.by_name_or_code(key).code)


def _as_object(capture: Capture) -> dict[str, Any]:
    said = said_in(capture)
    return {
        "id": capture.id,
        "hour": hour_of(capture.id).isoformat(),
        "seconds": _seconds(capture),
        **asdict(capture.about),
        "said": None if said is None else asdict(said),
    }


def _cells(capture: Capture, names: Gazetteer) -> tuple[str, ...]:
    about, said = capture.about, said_in(capture)
    best = about.guesses[0] if about.guesses else None
    return (
        capture.id,
        f"{hour_of(capture.id).astimezone(AMSTERDAM):%Y-%m-%d %H:00}",
        about.area_code or "national",
        about.asked,
        f"{best.text or _name(best.key, names)} {best.confidence:.2f}" if best else "",
        about.outcome,
        "" if said is None else f"{_said(said.key, said.text, names)} ({said.trust:.0%})",
        f"{_seconds(capture):.1f}",
    )


def _said(key: str | None, text: str | None, names: Gazetteer) -> str:
    if key is None:
        return "none of these"
    name = _name(key, names)
    return name if text is None or text == name else f"{text} ({name})"


def _name(key: str, names: Gazetteer) -> str:
    municipality = names.municipalities.get(key)
    return key if municipality is None else municipality.spoken_name


def _seconds(capture: Capture) -> float:
    return round(len(capture.pcm) / BYTES_PER_SECOND, 2)
