"""A small manager interface: logs in, lists endpoints, takes Setvar; and can refuse, fall silent, or talk nonsense."""

import asyncio
import socket
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from demo.ports import Wanted, choose_ports

Fields = dict[str, str]


@dataclass
class FakeAmi:
    """`endpoints` are device states by name, `contacts` their contacts' states; `actions` is all that was asked.

    With `hangs_up` it ends each connection at the first thing that it is asked there.
    """

    endpoints: Fields = field(default_factory=dict)
    contacts: Fields = field(default_factory=dict)
    secret: str = "geheim"
    silent: bool = False
    hangs_up: bool = False
    booted: bool = True
    nonsense: bytes = b""
    channel: str = "PJSIP/caller-1"
    may: tuple[str, ...] = ("Setvar", "Getvar", "ModuleCheck")
    reads: str = "system,user"
    actions: list[Fields] = field(default_factory=list)
    connections: list[asyncio.StreamWriter] = field(default_factory=list)
    # It dies and comes back on the same port, which nobody may be given in between.
    port: int = field(default_factory=lambda: choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))])[0])

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.die()

    async def listen(self) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def die(self) -> None:
        self.server.close()
        for writer in self.connections:
            writer.transport.abort()
        self.connections.clear()
        await asyncio.sleep(0.01)

    def may_not(self, action: str) -> bool:
        """Tell whether this action needs a right that the user lacks; the others are not looked at."""
        return action == "Setvar" and action not in self.may

    def event(self, name: str, **fields: str) -> None:
        for writer in self.connections:
            self._send(writer, {"Event": name, **fields})

    def asked(self, action: str) -> list[Fields]:
        return [fields for fields in self.actions if fields["Action"] == action]

    def _send(self, writer: asyncio.StreamWriter, *messages: Fields) -> None:
        for message in messages:
            lines = [f"{name}: {value}" for name, value in message.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        try:
            while True:
                block = (await reader.readuntil(b"\r\n\r\n")).decode()
                fields = dict(line.split(": ", 1) for line in block.split("\r\n") if line)
                self.actions.append(fields)
                if self.hangs_up:
                    writer.transport.abort()
                elif self.nonsense:
                    writer.write(self.nonsense)
                elif not self.silent:
                    self._answer(fields, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, fields: Fields, writer: asyncio.StreamWriter) -> None:
        mark = {"ActionID": fields["ActionID"]}
        match fields["Action"]:
            case "Login" if fields["Secret"] != self.secret:
                self._send(writer, {"Response": "Error", "Message": "Authentication failed", **mark})
                writer.close()
            case "Login":
                self._send(writer, {"Response": "Success", "Message": "Authentication accepted", **mark})
                if self.booted:
                    self._send(writer, {"Event": "FullyBooted"})
            case "ListCommands":
                self._send(writer, {"Response": "Success", **mark, **dict.fromkeys(self.may, "What it does")})
            case "GetConfig" if fields["Category"] == "veertien":
                self._send(writer, {"Response": "Success", **mark, "Line-000000-000000": f"read={self.reads}"})
            case action if self.may_not(action):
                self._send(writer, {"Response": "Error", "Message": "Permission denied", **mark})
            case "PJSIPShowEndpoints" if not self.endpoints:
                self._send(writer, {"Response": "Error", "Message": "No endpoints found", **mark})
            case "PJSIPShowEndpoints":
                self._send(writer, {"Response": "Success", "EventList": "start", "Message": "follows", **mark})
                for name, state in self.endpoints.items():
                    listed = {"ObjectName": name, "DeviceState": state, "Contacts": f"{name}/sip:192.0.2.1,"}
                    self._send(writer, {"Event": "EndpointList", **listed, **mark})
                self._send(writer, {"Event": "EndpointListComplete", "EventList": "Complete", **mark})
            case "PJSIPShowEndpoint":
                self._send(writer, {"Response": "Success", "EventList": "start", "Message": "follows", **mark})
                status = self.contacts.get(fields["Endpoint"], "Unreachable")
                self._send(writer, {"Event": "ContactStatusDetail", "Status": status, **mark})
                self._send(writer, {"Event": "EndpointDetailComplete", "EventList": "Complete", **mark})
            case "Setvar" if fields["Channel"] == self.channel:
                self._send(writer, {"Response": "Success", "Message": "Variable Set", **mark})
            case _:
                self._send(writer, {"Response": "Error", "Message": "No such channel", **mark})
