"""veertien web: the pages."""

import asyncio
import signal
from pathlib import Path

import click

from veertien.cli._config import config_folder, faults_end
from veertien.config import Settings, TablesFaultyError, load_settings
from veertien.service.log import log_to_stderr
from veertien.web.server import serving_pages


@click.command("web")
@config_folder()
def command(config: Path) -> None:
    """Show what happens to calls, now and in the call records, as web pages until SIGTERM or SIGINT.

    A process of its own: whatever becomes of it, no call is changed. Where it listens and who sees what stands in
    veertien.yaml, section `pages`. It only reads. Run it as Veertien's user.
    """
    log_to_stderr()
    try:
        settings = load_settings(config, without_model=True)
    except TablesFaultyError as error:
        raise faults_end(error) from error
    try:
        asyncio.run(_serve(settings, config))
    except OSError as error:
        raise click.ClickException(f"The pages could not be served: {error}") from error


async def _serve(settings: Settings, config: Path) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving_pages(settings, config=config):
        await stop.wait()
