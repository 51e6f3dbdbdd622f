"""Asks the daemon how it is, and where none answers, who has its ports."""

import errno
import os
import socket
from collections.abc import Iterator

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout

from veertien.addresses import host_and_port, reached_at
from veertien.config import Settings
from veertien.doctor.facts import RunningDaemon, SilentDaemon
from veertien.wording import Wording

_ANSWER_SECONDS = 2.0
"""How long the daemon may take; one that is frozen is silent."""


async def daemon_facts(settings: Settings) -> RunningDaemon | SilentDaemon:
    """Ask `/healthz`; it never raises."""
    address = f"http://{host_and_port(reached_at(settings.web.host), settings.web.port)}/healthz"
    try:
        timeout = ClientTimeout(total=_ANSWER_SECONDS)
        async with ClientSession(timeout=timeout, trust_env=False) as session, session.get(address) as answer:
            said = await answer.json()
        release = f"{said['version']}+{said['code_digest']}"
        # A daemon of before the update says it in English only.
        dutch = said.get("why_nl", {})
        troubles = {str(word): Wording(str(dutch.get(word, why)), str(why)) for word, why in said["why"].items()}
        return RunningDaemon(release, int(said["recognisers"]), troubles)
    except TimeoutError:
        return _silent(settings, "no answer")
    except ClientConnectorError as error:
        return _silent(settings, os.strerror(error.errno) if error.errno else str(error))
    except (ClientError, OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        return _silent(settings, str(error) or type(error).__name__)


def _silent(settings: Settings, why: str) -> SilentDaemon:
    return SilentDaemon(why, tuple(_taken(settings)))


def _taken(settings: Settings) -> Iterator[tuple[str, int]]:
    for key, service in (("fastagi", settings.fastagi), ("audiosocket", settings.audiosocket), ("web", settings.web)):
        family = socket.AF_INET6 if ":" in service.host else socket.AF_INET
        with socket.socket(family) as tried:
            # As asyncio's servers: connections of yesterday don't count.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((service.host, service.port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    yield key, service.port
