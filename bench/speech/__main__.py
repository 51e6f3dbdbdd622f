"""`python -m bench.speech [SECTION...]`: how well callers are understood; every section where none is named."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bench.speech.accuracy import accuracy, damaged
from bench.speech.areas import areas
from bench.speech.callers import Callers
from bench.speech.calls import calls
from bench.speech.clips import MaterialError
from bench.speech.confusions import confusions
from bench.speech.cost import cost
from bench.speech.country import country
from bench.speech.crew import Crew
from bench.speech.ears import ears
from bench.speech.endpoints import endpoints
from bench.speech.engines import sources
from bench.speech.materials import FILLETS, Material, human_sets
from bench.speech.report import Bench, Section, write_json
from bench.speech.strangers import strangers
from bench.speech.trust import trust
from veertien.speech import Espeak

SECTIONS: Mapping[str, Callable[[Bench], Section]] = {
    "accuracy": accuracy,
    "damaged": damaged,
    "ears": ears,
    "areas": areas,
    "trust": trust,
    "strangers": strangers,
    "calls": calls,
    "confusions": confusions,
    "country": country,
    "endpoints": endpoints,
    "cost": cost,
}

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("sections", nargs=-1, metavar="[SECTION]...")
@click.option("--speech", envvar="SPEECH", type=_FOLDER, help="Recordings by people, with an index.tsv.")
@click.option("--fillets", envvar="FILLETS", type=click.Path(path_type=Path), default=FILLETS, show_default=True)
@click.option("--fillets-index", envvar="FILLETS_INDEX", type=_FILE, help="What is said there: file, text, speaker.")
@click.option("--more-voices", envvar="MORE_VOICES", type=_FOLDER, help="Words by other people, with an index.tsv.")
@click.option("--second-ear", envvar="SECOND_EAR", type=_FOLDER, help="A Whisper model; see docs/second-ear.md.")
@click.option(
    "--scores", envvar="SCORES", type=click.Path(dir_okay=False, path_type=Path), help="Keep its scores here."
)
@click.option("--model", envvar="MODEL", type=_FOLDER, help="An acoustic model in place of the shipped one.")
@click.option("--engine", "engines", multiple=True, metavar="MODULE:FUNCTION", help="Another engine to measure.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--alone", is_flag=True, help="Leave the baseline out, which takes most of the time.")
@click.option("--quick", is_flag=True, help="A small part of each set: about two minutes.")
def main(
    sections: tuple[str, ...],
    speech: Path | None,
    fillets: Path,
    fillets_index: Path | None,
    more_voices: Path | None,
    second_ear: Path | None,
    scores: Path | None,
    model: Path | None,
    engines: tuple[str, ...],
    json_file: Path | None,
    alone: bool,
    quick: bool,
) -> None:
    """Measure the shipped recogniser beside the en-us baseline and print a table for each subject."""
    unknown = [name for name in sections if name not in SECTIONS]
    if unknown:
        raise click.UsageError(f"There is no section {', '.join(unknown)}; there are: {', '.join(SECTIONS)}.")
    console = Console(highlight=False)
    try:
        found = human_sets(Material(speech, fillets, fillets_index, quick, more_voices))
    except MaterialError as error:
        raise click.ClickException(str(error)) from error
    for missing in found.missing:
        console.print(f"[yellow]left out, {missing}[/]")
    figures: dict[str, Any] = {"quick": quick}
    with Espeak() as espeak, Crew(os.cpu_count() or 1) as crew:
        bench = Bench(
            crew, sources(model, engines, second_ear, scores, alone=alone), espeak, Callers(espeak), found.sets, quick
        )
        for name in sections or SECTIONS:
            began = time.monotonic()
            section = SECTIONS[name](bench)
            figures[name] = section.figures
            for shown in section.tables:
                console.print()
                console.print(shown)
            console.print(f"[dim]{name} took {time.monotonic() - began:.0f} s[/]")
            if json_file is not None:
                # After each section: a run broken off has not been for nothing.
                write_json(json_file, figures)


if __name__ == "__main__":
    main()
