"""veertien serve: the daemon."""

import asyncio
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

import click
import uvloop

from veertien.cli._config import config_folder, faults_end
from veertien.config import TablesFaultyError
from veertien.config.folder import ConfigFolder, ConfigUnstableError
from veertien.heap import use_one_arena
from veertien.prompts import PiperError
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.editions.starting import first_edition
from veertien.service.log import LogWriter, log_to_stderr
from veertien.service.succession.predecessor import Predecessor, PredecessorGoneError
from veertien.service.systemd import Systemd
from veertien.speech import EspeakError
from veertien.speech.processes.recognisers import RecogniserUnavailableError


@click.command("serve")
@config_folder()
@click.pass_context
def command(ctx: click.Context, config: Path) -> None:
    """Run the daemon until SIGTERM or SIGINT.

    On SIGHUP it loads the folder again, as at `veertien reload`. What was last in force is kept in $STATE_DIRECTORY,
    which systemd sets; a folder that has faults at the start is served as it was kept. Told to drain, it ends with
    status 3.
    """
    use_one_arena()
    log = log_to_stderr()
    systemd = Systemd.taken_from(os.environ, os.getpid())
    try:
        kept = KeptTables.taken_from(os.environ, config)
        predecessor = Predecessor.taken_from(os.environ)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            status = runner.run(_serve(ConfigFolder(config), kept, log, systemd, predecessor))
        ctx.exit(status)
    except TablesFaultyError as error:
        raise faults_end(error) from error
    except (
        OSError,
        RecogniserUnavailableError,
        EspeakError,
        PiperError,
        ConfigUnstableError,
        PredecessorGoneError,
    ) as error:
        raise click.ClickException(f"The daemon could not start: {error}") from error


async def _serve(
    folder: ConfigFolder, kept: KeptTables, log: LogWriter, systemd: Systemd, predecessor: Predecessor | None
) -> int:
    stop, hangup = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    on_terminal = sys.stderr.isatty()

    def hung_up() -> None:
        # The signal also comes when the terminal is closed on which the daemon runs: that ends it, as it always did.
        closed = on_terminal and not sys.stderr.isatty()
        (stop if closed else hangup).set()

    loop.add_signal_handler(signal.SIGHUP, hung_up)
    if predecessor is None:
        # Another daemon is the service until this one is ready, and systemd hears that one alone.
        systemd.status("Making prompts and recognisers ready.")
    # A folder that can't be used is served as it was kept, a learned model that can't be is left out.
    async with first_edition(folder, kept) as first:
        # Read beside that: it takes as long as a recogniser's grammars.
        await asyncio.to_thread(import_module, "veertien.service.daemon")
        from veertien.service.daemon import serve_until

        return await serve_until(stop, hangup, first, folder, kept, log, systemd, predecessor)
