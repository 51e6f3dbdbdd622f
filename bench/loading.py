"""Seconds to load the gazetteer and the routing tables, beside reading the same files with nothing checked."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path

import yaml
from rich.table import Table

from bench.figures import Sample, ratio, table
from demo.daemon_config import TABLES
from veertien import gazetteer
from veertien.config import load_tables

RUNS = 10
COUNTRY_RUNS = 3


async def measure(folder: Path) -> tuple[Table, ...]:
    """Load everything again and again."""
    known = gazetteer.load()
    country = whole_country(folder / "config", known)
    listed = len(load_tables(TABLES, known).municipalities)
    shown = table(
        "Loading",
        "In one process, files in the system's cache; nothing is kept from one load to the next.\n"
        "Country: every municipality connected, one file a province, two destinations each. "
        "YAML peer: PyYAML's own loader in Python on the same files.",
        ("what", "loads", "median ms", "p95 ms", "beside peer"),
    )
    places = f"{len(known.municipalities)} municipalities, {len(known.places)} places"
    for what, peer_name, load, peer, runs in (
        (f"gazetteer: {places}", "its files split at tabs", gazetteer.load, _split_gazetteer, RUNS),
        (f"example tables: {listed} municipalities", "PyYAML", *_loaders(TABLES, known), RUNS),
        (f"country: {len(known.municipalities)} municipalities", "PyYAML", *_loaders(country, known), COUNTRY_RUNS),
    ):
        ours, bare = await _by_turns(load, peer, runs)
        shown.add_row(what, *ours.cells(1000), ratio(ours.median, bare.median))
        shown.add_row(f"  {peer_name}", *bare.cells(1000), "1.00x")
    return (shown,)


def _loaders(config: Path, known: gazetteer.Gazetteer) -> tuple[Callable[[], object], Callable[[], object]]:
    return partial(load_tables, config, known), partial(_bare_yaml, config)


async def _by_turns(ours: Callable[[], object], peer: Callable[[], object], runs: int) -> tuple[Sample, Sample]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for load, taken in zip((ours, peer), times, strict=True):
            began = time.perf_counter()
            load()
            taken.append(time.perf_counter() - began)
        # Between two loads an interrupt gets its turn.
        await asyncio.sleep(0)
    return Sample(tuple(times[0])), Sample(tuple(times[1]))


def _split_gazetteer() -> list[list[str]]:
    texts = [
        path.read_text(encoding="utf-8")
        for path in files("veertien.gazetteer").joinpath("data").iterdir()
        if path.name.endswith(".tsv")
    ]
    return [line.split("\t") for text in texts for line in text.splitlines()]


def _bare_yaml(config: Path) -> list[object]:
    found = [config / "trunks.yaml", config / "operator.yaml", *sorted((config / "municipalities").iterdir())]
    # Texts only, as in the tables; these files are our own.
    return [yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader) for file in found]  # noqa: S506


def whole_country(folder: Path, known: gazetteer.Gazetteer) -> Path:
    """Write tables in which every municipality is connected."""
    shutil.copytree(TABLES, folder)
    shutil.rmtree(folder / "municipalities")
    (folder / "municipalities").mkdir()
    provinces: dict[str, list[str]] = {}
    for place, code in enumerate(sorted(known.municipalities)):
        provinces.setdefault(known.municipalities[code].province, []).append(
            f"  - name: {code}\n    destinations:\n"
            f"      - {{trunk: hoorn, number: 0229{place:06}}}\n"
            f"      - {{trunk: hoorn-backup, number: 0229{place:06}}}\n"
        )
    for number, entries in enumerate(provinces.values()):
        (folder / f"municipalities/province-{number:02}.yaml").write_text("municipalities:\n" + "".join(entries))
    return folder
