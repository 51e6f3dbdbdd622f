"""`veertien support-bundle`: what somebody needs who helps, in one file, without what they may not read."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import click

from veertien.cli._config import config_folder
from veertien.cli._language import language_by
from veertien.cli._writing import unwritable
from veertien.cli.running._log_file import log_file
from veertien.config import shown_path
from veertien.support.bundle import Bundle, gather_bundle
from veertien.support.writing import write_bundle
from veertien.wording import Wording

_FAILED = 1
_IN_IT = Wording("Dit komt in {file}:", "This goes into {file}:")
_MISSING = Wording("Dit was niet te krijgen:", "This could not be had:")
_TAKEN = Wording("Eruit gehaald: {taken}.", "Taken out: {taken}.")
_WRITTEN = Wording(
    "Geschreven: {file}, {size} kB, leesbaar voor u alleen. Er is niets verstuurd. Kijk het na voor u het weggeeft: "
    "namen van mensen in vrije tekst herkent geen programma.",
    "Written: {file}, {size} kB, readable for you alone. Nothing was sent. Look through it before you give it away: no "
    "program knows people's names in free text.",
)
_EXISTS = Wording(
    "{file} bestaat al en blijft zoals het is; noem een ander bestand.",
    "{file} exists already and stays as it is; name another file.",
)


@click.command("support-bundle")
@click.argument("file", required=False, metavar="[FILE]", type=click.Path(path_type=Path))
@config_folder()
@log_file()
@click.pass_context
def command(ctx: click.Context, file: Path | None, config: Path, log: Path | None) -> None:
    """Gather what somebody needs who helps with this installation into FILE, a .tar.gz.

    Versions, the doctor's findings, the check, the tables, veertien.yaml, Asterisk's files, the last of the log, the
    daemon's health and metrics. Secrets, telephone numbers, names and what callers said are taken out. It says first
    what is in it; nothing is sent anywhere, and no file is overwritten. It works whatever is dead, and says what could
    not be had. Run it as root or as Veertien's user.

    Ends with status 0 when the file is written, 1 when it can't be, 2 when there is no config folder.
    """
    language = language_by(os.environ)
    if file is not None and os.path.lexists(file):
        _refuse(ctx, _EXISTS.of(language).format(file=file))
    bundle = gather_bundle(config, log)
    target = file or Path(f"{bundle.name}.tar.gz")
    for line, values in _told(bundle, target):
        click.echo(line.of(language).format_map(values))
    try:
        size = write_bundle(bundle, target)
    except FileExistsError:
        _refuse(ctx, _EXISTS.of(language).format(file=target))
    except OSError as error:
        _refuse(ctx, unwritable(error, target).of(language))
    click.echo(_WRITTEN.of(language).format(file=target, size=-(-size // 1000)))


def _refuse(ctx: click.Context, why: str) -> NoReturn:
    click.echo(why, err=True)
    ctx.exit(_FAILED)


def _told(bundle: Bundle, target: Path) -> Iterator[tuple[Wording, dict[str, str]]]:
    plain = Wording("{text}", "{text}")
    yield _IN_IT, {"file": str(target)}
    for path, content in bundle.files():
        yield plain, {"text": f"  {len(content):>9}  {shown_path(Path(path))}"}
    if bundle.missing:
        yield _MISSING, {}
    for part, why in sorted(bundle.missing.items()):
        yield plain, {"text": f"  {part}: {why}"}
    taken = ", ".join(f"{count} x <{mark}>" for mark, count in sorted(bundle.taken.items()))
    if taken:
        yield _TAKEN, {"taken": taken}
