"""A scripted Asterisk: connects to a FastAGI server, sends a header, and answers each command from its script."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

HEADER = b"agi_network: yes\nagi_network_script: %s\nagi_request: agi://127.0.0.1/x\nagi_extension: 140229\n\n"


@dataclass
class FakeAsterisk:
    """`script` holds one raw answer a command; `commands` what the server sent, a line each, without newlines.

    When the script is used up the fake stays silent, or closes when `close_at_end` is set.
    """

    port: int
    script: Sequence[bytes] = ()
    path: str = "route"
    close_at_end: bool = False
    header: bytes | None = None
    commands: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.send(HEADER % self.path.encode() if self.header is None else self.header)
        self.running = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.running.cancel()
        await asyncio.wait({self.running})
        self.writer.transport.abort()

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def closed_by_server(self) -> None:
        """Return when the server has closed the connection; fail when it hasn't within some seconds."""
        async with asyncio.timeout(5):
            await asyncio.wait({self.running})

    async def _run(self) -> None:
        answers = iter(self.script)
        try:
            while line := await self.reader.readline():
                self.commands.append(line.decode().removesuffix("\n"))
                answer = next(answers, None)
                if answer is not None:
                    self.send(answer)
                elif self.close_at_end:
                    self.writer.close()
                    return
        except ConnectionError:
            return
