"""`veertien schema`: JSON Schemas of the tables, for editors."""

from collections.abc import Iterable
from pathlib import Path

import click

from veertien.cli._writing import unwritable
from veertien.config.schemas import schema_names, schema_text


@click.command("schema")
@click.argument("file", required=False)
@click.option(
    "--into", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="Write them into a folder."
)
def command(file: str | None, into: Path | None) -> None:
    """Print the JSON Schema of FILE, or write all of them into a folder with --into.

    FILE is the name of a table, such as trunks.yaml; "municipalities" is each file of that folder. The lines
    "yaml-language-server" at the top of the examples look in .schema beside the tables: --into config/.schema. Without
    FILE and --into the names are printed. Ends with status 2 when there is no such schema, or the folder can't be
    written.
    """
    names = [_name(file)] if file else list(schema_names())
    if into is not None:
        _write(names, into)
        return
    for name in names:
        click.echo(schema_text(name) if file else name, nl=not file)


def _write(names: Iterable[str], into: Path) -> None:
    try:
        into.mkdir(parents=True, exist_ok=True)
        for name in names:
            (into / f"{name}.json").write_text(schema_text(name), encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"--into: {unwritable(error, into).english}") from None


def _name(file: str) -> str:
    path = Path(file)
    name = path.parent.name if path.parent.name in schema_names() else path.name.split(".")[0]
    if name not in schema_names():
        raise click.BadParameter(f"there is no schema of {file!a:.40}; there are {', '.join(schema_names())}")
    return name
