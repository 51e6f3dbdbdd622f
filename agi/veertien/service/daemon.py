"""The daemon: everything started in the right order, and stopped in the other."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from socket import socket
from typing import TYPE_CHECKING

import structlog

from veertien.addresses import host_and_port
from veertien.asterisk.agi.server import AgiApplication, FastAgiServer
from veertien.asterisk.audiosocket.server import AudioSocketServer
from veertien.asterisk.dialplan.contract import (
    DIALLED_EVENT,
    END_EVENT,
    TAKEN_EVENT,
    TESTED_EVENT,
    UNMATCHED_EVENT,
    UnmatchedCall,
    call_end,
    dialled_destination,
    taken_call,
    tested_call,
    unmatched_call,
)
from veertien.asterisk.manager.link import ManagerLink
from veertien.asterisk.over_audio import OverAudio
from veertien.captures import CaptureKeeper, CaptureKey, CaptureStore
from veertien.config import Settings
from veertien.config.folder import ConfigFolder
from veertien.memory import ChoiceMemory, RecentChoices, choices_in
from veertien.memory.choice_memory import LOCK_SECONDS
from veertien.records import Metrics, Unmatched
from veertien.release import Release, loaded_release
from veertien.routing import CallLimiter
from veertien.service.archiving import Changes, archive_of, look_after
from veertien.service.calls.call import CallServices
from veertien.service.calls.call_events import Calls, now_here
from veertien.service.calls.capturing import Captures, Capturing, keep_captures_tidy
from veertien.service.calls.crowd import Crowd
from veertien.service.calls.remembering import Remembering, keep_tidy
from veertien.service.doctor.watch import DoctorRounds
from veertien.service.editions.in_force import InForce
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.editions.reloading import Reload, Reloader
from veertien.service.editions.starting import FirstEdition
from veertien.service.editions.watching import watch
from veertien.service.lasting import LastingTasks
from veertien.service.log import LogWriter
from veertien.service.nodes import Nodes, board_of
from veertien.service.pbx.lost_ends import find_lost_ends
from veertien.service.pbx.new_endpoints import unknown_endpoints
from veertien.service.pbx.watch import PbxWatch
from veertien.service.side_channels import SideChannels
from veertien.service.succession.leaving import Leaver, first_of
from veertien.service.succession.predecessor import Predecessor
from veertien.service.systemd import Systemd
from veertien.service.web.health import Health
from veertien.service.web.present import Present
from veertien.service.web.readiness import Readiness
from veertien.service.web.reload_page import ReloadPage
from veertien.service.web.server import WebServer
from veertien.service.web.since import TroubleTimes
from veertien.sip_options import OptionsServer
from veertien.speech import Espeak

if TYPE_CHECKING:
    from veertien.archive import Archive

DRAINED = 3
"""The status of a daemon that was told to drain; the unit has systemd not start it again."""
PING_SECONDS = 0.5
"""Seconds Asterisk gets to answer while a SIP proxy waits to hear whether calls are taken here, which waits longer."""
GRACE_SECONDS = 20.0
"""Seconds calls under way get to finish when the daemon is to stop."""


@dataclass(frozen=True, slots=True)
class Daemon:
    """A running daemon: the addresses it is reached at, how it is doing, and what reloads its tables."""

    fastagi_port: int
    audiosocket_port: int
    web_port: int
    health: Health
    reloader: Reloader
    lasting: LastingTasks
    leaver: Leaver

    def watches(self) -> bool:
        """Return whether changed files are to be reloaded, by the settings in force."""
        return self.health.in_force.edition.loaded.settings.reload_on_change


@asynccontextmanager
async def running(
    first: FirstEdition,
    folder: ConfigFolder,
    kept: KeptTables,
    log: LogWriter,
    systemd: Systemd,
    predecessor: Predecessor | None = None,
) -> AsyncIterator[Daemon]:
    """Run the daemon inside the block. FastAGI opens last and closes first: no call comes in that can't be served.

    `predecessor` is the daemon whose place it takes, once it is ready. Raises OSError when an address is taken,
    PredecessorGoneError, and what rendering and the recognisers raise when they can't be made ready.
    """
    async with AsyncExitStack() as stack:
        release = loaded_release()
        metrics = _metrics(release, log)
        lasting = LastingTasks(metrics)
        calls = Calls(metrics)
        unmatched = Unmatched(metrics)
        if predecessor is not None:
            calls.ledger.wait()
            stack.push_async_callback(predecessor.end)
        stack.callback(calls.ledger.close_all)
        in_force, at_start = await _first_in_force(first, kept, stack, metrics)
        settings = first.loaded.settings
        archive = _archive(settings, stack, calls, metrics, lasting, succeeds=predecessor is not None)
        changes = Changes(archive, in_force, release.name)
        stack.callback(changes.stopped)
        manager = await _manager_link(settings, stack, calls, unmatched, lasting)
        memory = await _memory(settings, stack, in_force, lasting)
        captures = _captures(settings, stack, lasting)
        addresses = _addresses(settings)
        handed = {name: predecessor.socket_for(name, at) if predecessor else None for name, at in addresses.items()}
        audio = await _audio_server(settings, handed["audiosocket"], stack, metrics)
        crowd = _crowd(in_force, stack, metrics, lasting)
        services = CallServices(
            over_audio=OverAudio(audio, manager),
            stream=calls.stream,
            clock=now_here,
            manager=manager,
            limiter=CallLimiter(),
            remembering=Remembering(memory),
            capturing=Capturing(captures, now_here, secrets.SystemRandom().random) if captures else None,
            version=release.name,
            in_force=in_force,
            crowd=crowd,
            recent_choices=RecentChoices() if settings.records and settings.records.compare_choices else None,
        )
        compare = partial(unknown_endpoints, manager) if manager else None
        reloader = Reloader(
            folder, first.maker, in_force, settings, metrics, kept, at_start, systemd.reload, changes.reloaded, compare
        )
        keeper = captures.keeper if captures else None
        beside = SideChannels(calls.stream, calls.ledger, memory, keeper, archive, in_force, kept)
        readiness = Readiness()
        nodes = Nodes(board_of(settings.records), archive, in_force, release, readiness, metrics)
        others = [nodes.troubles, lasting.troubles, log.troubles, beside.troubles, crowd.troubles]
        in_charge = await stack.enter_async_context(AsyncExitStack())
        if manager is not None:
            pbx = PbxWatch(manager, in_force, (settings.fastagi.host, settings.fastagi.port))
            in_charge.callback(lasting.keep("watch_pbx", pbx.watch).cancel)
            others.append(pbx.troubles)
            stack.callback(lasting.keep("find_lost_ends", partial(find_lost_ends, manager, calls.ledger)).cancel)
        rounds = DoctorRounds(manager, in_force, release)
        in_charge.callback(lasting.keep("doctor_rounds", rounds.keep_looking).cancel)
        others.append(rounds.troubles)
        health = Health(in_force, reloader, manager, metrics, unmatched, release, archive, tuple(others))
        times = TroubleTimes(health.troubles, now_here)
        in_charge.callback(lasting.keep("time_troubles", times.keep_looking).cancel)
        options = await _options_server(settings, handed.get("sip_options"), stack, readiness, manager)
        present = Present(health, calls.ledger, times, rounds, nodes, now_here)
        web = WebServer(settings.web, health, readiness, metrics, ReloadPage(reloader, in_force), present, calls.stream)
        await web.start(handed["web"])
        in_charge.push_async_callback(web.stop)
        agi = await _fastagi_server(settings, handed["fastagi"], stack, services)
        stack.push_async_callback(reloader.stop)
        in_charge.push_async_callback(reloader.stop)
        if predecessor is not None:
            calls.ledger.take_over(await predecessor.take_over())
            for server in (audio, web, agi, options):
                if server is not None:
                    await server.begin()
        changes.started(at_start)
        readiness.begin()
        stack.push_async_callback(nodes.stop)
        stack.callback(lasting.keep("tell_nodes", nodes.keep_telling).cancel)
        leaver = Leaver(
            agi, audio, web, options, addresses, calls.ledger, in_force, in_charge, systemd, predecessor, readiness
        )
        stack.callback(leaver.close)
        yield Daemon(agi.port, audio.port, web.port, health, reloader, lasting, leaver)


def _metrics(release: Release, log: LogWriter) -> Metrics:
    metrics = Metrics()
    metrics.release(release.version, release.code_digest)
    metrics.read_off(
        "veertien_log_lines_lost", "Log lines that could not be written and were dropped", lambda: log.lost
    )
    return metrics


async def _first_in_force(
    first: FirstEdition, kept: KeptTables, stack: AsyncExitStack, metrics: Metrics
) -> tuple[InForce, Reload | None]:
    """Return the edition that the daemon starts with, in force; and what became of the folder where not all is well."""
    edition, at_start = await first.made()
    in_force = InForce(edition)
    stack.push_async_callback(in_force.stop)
    await asyncio.to_thread(kept.keep, first.loaded)
    metrics.tables_loaded(in_force.since, first.loaded.digest, edition.endpoints)
    return in_force, at_start


async def _audio_server(
    settings: Settings, handed: socket | None, stack: AsyncExitStack, metrics: Metrics
) -> AudioSocketServer:
    audio = AudioSocketServer(settings.audiosocket.host, settings.audiosocket.port)
    await audio.start(handed)
    stack.push_async_callback(audio.stop, 1.0)
    metrics.read_off(
        "veertien_audio_frames_late",
        "Frames of 20 ms that went to callers late by their own length or more",
        lambda: audio.late_frames,
    )
    return audio


async def _fastagi_server(
    settings: Settings, handed: socket | None, stack: AsyncExitStack, services: CallServices
) -> FastAgiServer:
    application = AgiApplication()
    application.add_route("route", services.decide)
    agi = FastAgiServer(application, settings.fastagi.host, settings.fastagi.port)
    await agi.start(handed)
    stack.push_async_callback(agi.stop, GRACE_SECONDS)
    return agi


def _crowd(in_force: InForce, stack: AsyncExitStack, metrics: Metrics, lasting: LastingTasks) -> Crowd:
    crowd = Crowd(in_force)
    metrics.read_off("veertien_callers_by_keys_alone", "Callers too many to be listened to", lambda: crowd.by_keys)
    metrics.read_off(
        "veertien_most_callers_in_question", "Callers who are listened to at once", lambda: crowd.most, gauge=True
    )
    measuring = partial(crowd.keep_measured, stack.enter_context(Espeak()))
    stack.callback(lasting.keep("measure_recognition", measuring).cancel)
    return crowd


def _addresses(settings: Settings) -> dict[str, str]:
    """Return where each service is to listen, by its name."""
    services = {
        "fastagi": settings.fastagi,
        "audiosocket": settings.audiosocket,
        "web": settings.web,
        "sip_options": settings.sip_options,
    }
    return {name: host_and_port(one.host, one.port) for name, one in services.items() if one is not None}


async def _options_server(
    settings: Settings,
    handed: socket | None,
    stack: AsyncExitStack,
    readiness: Readiness,
    manager: ManagerLink | None,
) -> OptionsServer | None:
    asked = settings.sip_options
    if asked is None:
        return None

    async def takes_calls() -> bool:
        return readiness.why_not is None and (manager is None or await manager.answers(PING_SECONDS))

    options = OptionsServer(asked.host, asked.port, takes_calls)
    await options.start(handed)
    stack.push_async_callback(options.leave)
    return options


async def _manager_link(
    settings: Settings, stack: AsyncExitStack, calls: Calls, unmatched: Unmatched, lasting: LastingTasks
) -> ManagerLink | None:
    ami = settings.ami
    if ami is None:
        return None
    link = ManagerLink(ami.host, ami.port, ami.username, ami.secret)
    link.on_user_event(END_EVENT, call_end, calls.ledger.ended)
    link.on_user_event(DIALLED_EVENT, dialled_destination, calls.ledger.dialled)
    link.on_user_event(TAKEN_EVENT, taken_call, calls.ledger.taken)
    link.on_user_event(TESTED_EVENT, tested_call, calls.ledger.heard_through)

    def refused(call: UnmatchedCall) -> None:
        if calls.ledger.in_charge:
            unmatched.came(call.number, call.to)

    link.on_user_event(UNMATCHED_EVENT, unmatched_call, refused)
    await link.start(lambda work: lasting.keep("ami_link", work))
    stack.push_async_callback(link.stop)
    return link


def _archive(
    settings: Settings,
    stack: AsyncExitStack,
    calls: Calls,
    metrics: Metrics,
    lasting: LastingTasks,
    *,
    succeeds: bool,
) -> "Archive | None":
    wanted = settings.records
    if wanted is None:
        return None
    archive = archive_of(wanted, settings.node, calls.stream, metrics, succeeds=succeeds)
    stack.push_async_callback(archive.stop)
    # Before it stops: calls whose end nobody will hear of any more.
    stack.callback(calls.ledger.close_all)
    stack.callback(lasting.keep("look_after_records", lambda: look_after(archive, wanted.days)).cancel)
    return archive


async def _memory(
    settings: Settings, stack: AsyncExitStack, in_force: InForce, lasting: LastingTasks
) -> ChoiceMemory | None:
    wanted = settings.memory
    if wanted is None:
        return None
    memory = ChoiceMemory(choices_in(wanted.database, wanted.url, wanted.password, wanted.key, LOCK_SECONDS))
    stack.push_async_callback(memory.stop)
    stack.callback(lasting.keep("tidy_memory", lambda: keep_tidy(memory, in_force)).cancel)
    return memory


def _captures(settings: Settings, stack: AsyncExitStack, lasting: LastingTasks) -> Captures | None:
    wanted = settings.capture
    if wanted is None:
        return None
    key = CaptureKey(wanted.key)
    keeper = CaptureKeeper(CaptureStore(wanted.folder, key))
    stack.push_async_callback(keeper.stop)
    stack.callback(lasting.keep("tidy_captures", lambda: keep_captures_tidy(keeper, wanted.days)).cancel)
    return Captures(keeper, key, wanted.share, wanted.announce)


async def serve_until(
    stop: asyncio.Event,
    hangup: asyncio.Event,
    first: FirstEdition,
    folder: ConfigFolder,
    kept: KeptTables,
    log_writer: LogWriter,
    systemd: Systemd,
    predecessor: Predecessor | None = None,
) -> int:
    """Run the daemon until `stop` is set or it has left, and have the folder reloaded each time that `hangup` is.

    Returns the status of the process: DRAINED after an order to drain. Raises as `running` does.
    """
    log = structlog.get_logger(__name__)
    async with AsyncExitStack() as to_the_end:
        async with running(first, folder, kept, log_writer, systemd, predecessor) as daemon, AsyncExitStack() as stack:
            keep, health, leaver = daemon.lasting.keep, daemon.health, daemon.leaver
            stack.callback(keep("hangup_signal", lambda: _reload_at(hangup, daemon.reloader)).cancel)
            stack.callback(keep("watch_files", lambda: watch(folder, daemon.reloader, daemon.watches)).cancel)
            # Also while callers finish: a loop that freezes then would keep them for ever.
            to_the_end.callback(keep("systemd", lambda: systemd.keep_told(health.summary)).cancel)
            log.info(
                "serving",
                fastagi=daemon.fastagi_port,
                audiosocket=daemon.audiosocket_port,
                web=daemon.web_port,
                version=health.release.version,
                code_digest=health.release.code_digest,
            )
            orders = leaver.orders(folder.path)
            await orders.start(predecessor.socket_for("orders", orders.at) if predecessor else None)
            stack.push_async_callback(orders.leave)
            systemd.ready()
            await first_of(stop.wait(), leaver.left.wait())
            leaver.readiness.end()
            log.info("stopping")
            systemd.stopping()
            if predecessor is not None and not leaver.left.is_set():
                # Its callers have the same time as ours.
                predecessor.ask_to_end()
            if leaver.left.is_set():
                await stack.aclose()
                await first_of(stop.wait(), leaver.wants_our_end(), leaver.finish())
        log.info("stopped")
    return DRAINED if leaver.drained else 0


async def _reload_at(hangup: asyncio.Event, reloader: Reloader) -> None:
    while True:
        await hangup.wait()
        hangup.clear()
        reloader.ask("SIGHUP")
