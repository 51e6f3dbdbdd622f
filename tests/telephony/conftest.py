"""Real calls: a PBX with Veertien on it, an outside world on a second Asterisk, SIP and RTP between them."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from demo.daemon_config import REPOSITORY, TABLES
from demo.installation import Installation, find_or_fetch
from demo.stage import Stage, running_stage
from tests.telephony.hearing import Ear
from veertien.prompts import PromptStore, Voices
from veertien.speech import Espeak

HERE = Path(__file__).parent
BUILD = REPOSITORY / "build"
CACHE = BUILD / "cache"
GONE_SECONDS = 5.0
"""Channels need a moment to go after the caller has; more than this is a channel left behind."""

LOG_LINES = 60
"""How many last lines of a log are told when a test fails."""

StageMaker = Callable[..., Coroutine[Any, Any, Stage]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Calls run in real time: see README.md.
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell with a failure what the daemons logged; their folder goes with the test."""
    report = yield
    folder = getattr(item, "funcargs", {}).get("folder")
    tell = getattr(report.longrepr, "addsection", None)
    if report.failed and folder and tell:
        for log in sorted(folder.rglob("daemon*.log")):
            lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:]
            tell(str(log.relative_to(folder)), "\n".join(lines))
    return report


@pytest.fixture(scope="session")
def installation() -> Installation:
    return find_or_fetch(BUILD)


@pytest.fixture
def folder() -> Iterator[Path]:
    # Short: Asterisk's control socket lies in it, and a socket's path has 107 characters at most.
    path = Path(tempfile.mkdtemp(prefix="v14-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
async def make_stage(installation: Installation, folder: Path) -> AsyncIterator[StageMaker]:
    """Start a stage with `await make_stage(...)`, see `running_stage`; at the end no channel may be left on its PBX."""
    async with AsyncExitStack() as stack:
        stages: list[Stage] = []

        async def make(
            down: Iterable[str] = (),
            tables: Path = TABLES,
            contacts: Mapping[str, str] = MappingProxyType({}),
            *,
            autoload: bool = False,
            settings: str = "",
        ) -> Stage:
            place = folder / str(len(stages))
            stage = await stack.enter_async_context(
                running_stage(
                    installation,
                    place,
                    CACHE,
                    tables=tables,
                    down=down,
                    contacts=contacts,
                    autoload=autoload,
                    settings=settings,
                )
            )
            stages.append(stage)
            return stage

        yield make
        for stage in stages:
            await assert_no_channels(stage)


async def assert_no_channels(stage: Stage) -> None:
    channels = await stage.pbx.channels()
    for _ in range(round(GONE_SECONDS / 0.1)):
        if not channels:
            return
        await asyncio.sleep(0.1)
        channels = await stage.pbx.channels()
    pytest.fail(f"channels left behind on the PBX: {', '.join(channels)}")


@pytest.fixture
def espeak() -> Iterator[Espeak]:
    with Espeak() as espeak:
        yield espeak


@pytest.fixture
def ear(espeak: Espeak) -> Ear:
    return Ear(PromptStore(CACHE / "prompts", None, Voices(), espeak))
