"""veertien serve: the daemon."""

import asyncio
import logging
import signal
import sys
from pathlib import Path

import click
import structlog

from veertien import gazetteer
from veertien.cli._config import config_folder, faults_end
from veertien.routing import Settings, Tables, TablesFaulty, load_settings, load_tables
from veertien.service import serve_until
from veertien.speech.pool import RecogniserUnavailable


@click.command("serve")
@config_folder()
def command(config: Path) -> None:
    """Run the daemon until SIGTERM or SIGINT."""
    _log_to_stderr()
    try:
        settings, tables = load_settings(config), load_tables(config, gazetteer.load())
    except TablesFaulty as error:
        raise faults_end(error) from error
    try:
        asyncio.run(_serve(settings, tables))
    except (OSError, RecogniserUnavailable) as error:
        raise click.ClickException(f"The daemon could not start: {error}") from error


async def _serve(settings: Settings, tables: Tables) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve_until(stop, settings, tables)


def _log_to_stderr() -> None:
    """One JSON object a line for machines; on a terminal, lines for people."""
    renderer = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
