"""Everything for real calls on one machine: a PBX with Veertien on it, its daemon, and the world that calls it."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import aiohttp

from demo.daemon_config import REPOSITORY, TABLES, write_config
from demo.daemon_events import DaemonEvents
from demo.installation import Installation
from demo.instance import Instance
from demo.network import ARI_USER, FALLBACK_ENDPOINT, WORLD_APPLICATION, Network, lay_out, pbx_files, world_files
from demo.process import START_SECONDS, ServingProcess
from demo.voices import Voices
from demo.world import World
from veertien import gazetteer
from veertien.config import load_tables
from veertien.routing import AMSTERDAM, Tables
from veertien.speech import Espeak
from veertien.testcall.ari import AriLink

TOWN_HALL_VOICE = "nl+f3"


class DaemonProcess(ServingProcess):
    """`veertien serve` as a child process."""

    def __init__(self, config: Path, log: Path, web: int) -> None:
        """Serve by the tables in `config`, logging to `log`; `web` is the port of its page."""
        super().__init__("serve", '"serving"', config, log)
        self._web = web
        self.events = DaemonEvents(web)

    async def until_trunks_up(self, trunks: int) -> None:
        """Wait until so many trunks are up and none is unknown, as all are until Asterisk has asked them."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                states = list((await self.health())["trunks"].values())
                if states.count("up") >= trunks and "unknown" not in states:
                    return
                await asyncio.sleep(0.1)

    async def health(self) -> dict[str, Any]:
        """Return what /healthz says.

        Raises:
            aiohttp.ClientError: nobody answers there.
        """
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self._web}/healthz") as answer:
            return dict(await answer.json())

    async def metrics(self) -> str:
        """Return what /metrics says.

        Raises:
            aiohttp.ClientError: nobody answers there.
        """
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self._web}/metrics") as answer:
            return await answer.text()


@dataclass(frozen=True, slots=True)
class Stage:
    """The running parts."""

    network: Network
    pbx: Instance
    outside: Instance
    daemon: DaemonProcess
    world: World
    voices: Voices
    greetings: Mapping[str, Path]
    """What each trunk endpoint's people say, as files that Asterisk can play."""
    tables: Tables
    config: Path


@contextlib.asynccontextmanager
async def running_stage(
    installation: Installation,
    folder: Path,
    cache: Path,
    *,
    tables: Path = TABLES,
    down: Iterable[str] = (),
    contacts: Mapping[str, str] = MappingProxyType({}),
    autoload: bool = False,
    settings: str = "",
) -> AsyncIterator[Stage]:
    """Run everything in `folder` for the duration of the block, with the example tables unless others are named.

    `settings` is more that veertien.yaml says.

    Rendered prompts and voices are kept in `cache`, also for the next run.

    Trunk endpoints in `down` lead nowhere. `contacts` puts others in the place of the world's municipalities: the SIP
    URI of what takes an endpoint's calls. One that answers no OPTIONS belongs in both. With `autoload` the PBX loads
    every module it has.
    """
    shutil.rmtree(folder, ignore_errors=True)
    loaded = load_tables(tables, gazetteer.load()).at(datetime.now(AMSTERDAM))
    network = lay_out((trunk.endpoint for trunk in loaded.trunks.values()), secrets.token_hex(16))
    config = folder / "config"
    write_config(config, tables, network, cache / "prompts", settings)
    files = pbx_files(network, REPOSITORY / "dialplan", down, contacts)
    pbx = Instance(installation, folder / "pbx", files, autoload=autoload)
    outside = Instance(installation, folder / "world", world_files(network))
    daemon = DaemonProcess(config, folder / "daemon.log", network.web)
    link = AriLink(network.world_ari, ARI_USER, network.secret, WORLD_APPLICATION)
    async with contextlib.AsyncExitStack() as stack:
        for instance in (pbx, outside):
            stack.callback(instance.remove_run_folder)
            stack.push_async_callback(instance.stop)
        stack.push_async_callback(daemon.stop)
        await asyncio.gather(pbx.start(), outside.start(), daemon.start())
        await link.start(10)
        stack.push_async_callback(link.stop)
        voices = Voices(cache / "voices", stack.enter_context(Espeak()))
        greetings = {name: voices.speak(_greeting(loaded, name), TOWN_HALL_VOICE) for name in network.trunks}
        world = await stack.enter_async_context(World(link, network.trunks, greetings.__getitem__))
        await daemon.until_trunks_up(len(loaded.trunks) - len(frozenset(down)))
        yield Stage(network, pbx, outside, daemon, world, voices, greetings, loaded, config)


def _greeting(tables: Tables, endpoint: str) -> str:
    if endpoint == FALLBACK_ENDPOINT:
        return "Centrale, waarmee kan ik u helpen?"
    for entry in tables.municipalities.values():
        if any(destination.trunk.endpoint == endpoint for destination in entry.destinations):
            return f"Gemeente {entry.municipality.spoken_name}, goedendag."
    return "Medewerker, zegt u het maar."
