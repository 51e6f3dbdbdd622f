"""The daemon: everything started in the right order, and stopped in the other."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from veertien.asterisk.agi_server import AgiApplication, FastAgiServer
from veertien.asterisk.agi_session import AgiError, AgiSession
from veertien.asterisk.ami import ManagerLink
from veertien.asterisk.audiosocket_server import AudioSocketServer
from veertien.conversation import Expect, Policy
from veertien.prompts import PromptStore
from veertien.records import CallEnd, Ledger, Metrics
from veertien.routing import Settings, Tables
from veertien.service.call import CallHandler, CallServices
from veertien.service.question import Interviewer, grammars_of, prompts_of, shared_area_codes
from veertien.service.web import Health, WebServer
from veertien.speech import Espeak, Making
from veertien.speech.pool import RecogniserPool

#: Seconds calls under way get to finish when the daemon is told to stop.
GRACE_SECONDS = 20.0
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OUTCOME_EVENT = "VeertienOutcome"


@dataclass(frozen=True, slots=True)
class Daemon:
    """A running daemon: the addresses it is reached at, and how it is doing."""

    fastagi_port: int
    audiosocket_port: int
    web_port: int
    health: Health


@asynccontextmanager
async def running(settings: Settings, tables: Tables) -> AsyncIterator[Daemon]:
    """Run the daemon inside the block. FastAGI opens last and closes first: no call comes in that can't be served.

    Raises OSError when an address is taken, and what the recogniser raises when its model can't be loaded.
    """
    policy = Policy()
    async with AsyncExitStack() as stack:
        metrics = Metrics()
        ledger = Ledger(metrics)
        stack.callback(ledger.close_all)
        pool = RecogniserPool(settings.recognisers, making=Making(tables.overrides, settings.acoustic_model))
        stack.push_async_callback(pool.stop)
        prompts = PromptStore(
            settings.prompts.cache, settings.prompts.recordings, settings.prompts.voice, stack.enter_context(Espeak())
        )
        await _warm_up(pool, prompts, tables, policy)
        manager = await _manager_link(settings, stack, ledger)
        audio = AudioSocketServer(settings.audiosocket.host, settings.audiosocket.port)
        await audio.start()
        stack.push_async_callback(audio.stop, 1.0)
        services = CallServices(
            audio=audio,
            audio_address=f"{settings.audiosocket.host}:{audio.port}",
            interviewer=Interviewer(prompts, pool, policy),
            ledger=ledger,
            metrics=metrics,
            clock=lambda: datetime.now(AMSTERDAM),
            manager=manager,
        )
        health = Health(tables=tables, pool=pool, manager=manager, metrics=metrics)
        web = WebServer(settings.web.host, settings.web.port, health, metrics)
        await web.start()
        stack.push_async_callback(web.stop)
        agi = _agi_server(settings, tables, services)
        await agi.start()
        stack.push_async_callback(agi.stop, GRACE_SECONDS)
        yield Daemon(agi.port, audio.port, web.port, health)


async def _warm_up(pool: RecogniserPool, prompts: PromptStore, tables: Tables, policy: Policy) -> None:
    names = {entry.municipality.spoken_name for entry in tables.municipalities.values()}
    for fault in prompts.recording_faults(names):
        structlog.get_logger(__name__).warning("recording_unusable", fault=fault)
    shared = shared_area_codes(tables)
    grammars = [grammars_of(tables, code)[expect] for code in shared for expect in Expect]
    await asyncio.gather(pool.start(grammars), asyncio.to_thread(prompts.prepare, prompts_of(tables, shared, policy)))


async def _manager_link(settings: Settings, stack: AsyncExitStack, ledger: Ledger) -> ManagerLink | None:
    ami = settings.ami
    if ami is None:
        return None
    link = ManagerLink(ami.host, ami.port, ami.username, ami.secret)
    link.on_user_event(OUTCOME_EVENT, lambda fields: ledger.ended(_call_end(fields)))
    await link.start()
    stack.push_async_callback(link.stop)
    return link


def _call_end(fields: Mapping[str, str]) -> CallEnd:
    """Read the event that the dialplan's hangup handler sends."""
    return CallEnd(
        call=fields.get("Call", ""),
        result=fields.get("Result", ""),
        endpoint=fields.get("Endpoint", ""),
        attempt=_number(fields.get("Try", "")),
        fell_back=fields.get("Fallback", "") == "yes",
        cause=_number(fields.get("Cause", "")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0


def _agi_server(settings: Settings, tables: Tables, services: CallServices) -> FastAgiServer:
    log = structlog.get_logger(__name__)

    async def route(session: AgiSession) -> None:
        try:
            await CallHandler(services, tables, session).handle()
        except AgiError as error:
            log.warning("call_given_back", call=session.request.variables.get("uniqueid"), why=str(error))

    application = AgiApplication()
    application.add_route("route", route)
    return FastAgiServer(application, settings.fastagi.host, settings.fastagi.port)


async def serve_until(stop: asyncio.Event, settings: Settings, tables: Tables) -> None:
    """Run the daemon until `stop` is set."""
    log = structlog.get_logger(__name__)
    async with running(settings, tables) as daemon:
        log.info("serving", fastagi=daemon.fastagi_port, audiosocket=daemon.audiosocket_port, web=daemon.web_port)
        await stop.wait()
        log.info("stopping")
    log.info("stopped")
