"""One AMI connection on panoramisk's Manager, without its habits that don't suit a daemon.

panoramisk 1.4 reconnects on a clock of its own, for ever, also after ``close()`` and after a refused login; it never
looks whether a ping is answered; an action that was not answered before a loss is sent again after it; and it puts
newlines in action fields through. So one Manager serves one connection here, and the ways out of it are ours.
"""

import asyncio
import unicodedata
from collections.abc import Mapping
from typing import Any, TypeAlias

from panoramisk import Manager
from panoramisk.message import Message

AmiMessage: TypeAlias = Message
"""An answer or an event: Asterisk's fields as attributes and as items, their names in lower case as attributes."""

_LONGEST_FIELD = 1000


class AmiError(Exception):
    """Asterisk's manager interface didn't do what was asked."""


class AmiUnavailableError(AmiError):
    """There is no working connection to the manager interface, or it gave no answer in time."""


class AmiRefusedError(AmiError):
    """Asterisk answered with an error."""


class OneConnection(Manager):  # type: ignore[misc]  # panoramisk has no types
    """A panoramisk Manager that never reconnects; ``lost`` is done when its connection is over."""

    def __init__(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(host=host, port=port, loop=loop)
        self.lost: asyncio.Future[str] = loop.create_future()

    def connection_made(self, f: asyncio.Task[Any]) -> None:
        """Take up the connection; a failed attempt is left to whoever awaits ``connect()``."""
        if not f.cancelled() and f.exception() is None:
            super().connection_made(f)
            self.pinger.cancel()

    def connection_lost(self, exc: Exception | AmiMessage | None) -> None:
        """Note the loss, whose cause panoramisk gives as an exception, a Shutdown event or nothing."""
        if not self.lost.done():
            self.lost.set_result("Asterisk is shutting down" if isinstance(exc, Message) else str(exc or "closed"))

    async def ask(self, action: Mapping[str, str], deadline_seconds: float) -> list[AmiMessage]:
        """Send an action and return all messages of its answer.

        Raises AmiRefusedError when Asterisk answers with an error or a field can't be one line, AmiUnavailableError
        when the connection is lost or no answer comes within ``deadline_seconds``.
        """
        for name, value in action.items():
            if len(value) > _LONGEST_FIELD or any(unicodedata.category(character) == "Cc" for character in value):
                raise AmiRefusedError(
                    f"{action['Action']}: {name} {value!r:.60} has a control character or is too long"
                )
        if self.lost.done():
            raise AmiUnavailableError(f"the manager connection was lost: {self.lost.result()}")
        answer: asyncio.Future[AmiMessage | list[AmiMessage]] = self.send_action(dict(action))
        try:
            watched: set[asyncio.Future[Any]] = {answer, self.lost}
            await asyncio.wait(watched, timeout=deadline_seconds, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise AmiUnavailableError(
                    f"the manager connection was lost: {self.lost.result()}"
                    if self.lost.done()
                    else f"no answer to {action['Action']} within {deadline_seconds:g} seconds"
                )
            result = answer.result()
        finally:
            answer.cancel()
        messages = result if isinstance(result, list) else [result]
        if not messages[0].success:
            raise AmiRefusedError(f"{action['Action']}: {messages[0].message or 'refused without a reason'}")
        return messages
