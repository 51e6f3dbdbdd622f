"""POST /reload: a reload asked for by a program on this machine, with what came of it as the answer."""

import asyncio
from ipaddress import ip_address

from aiohttp import web

from veertien.records import ReloadResult
from veertien.service.editions.in_force import InForce
from veertien.service.editions.reloading import Reloader

_ASKED_BY = "POST /reload"
_ON_BEHALF = ("Origin", "Referer", "Sec-Fetch-Site", "Via", "Forwarded", "X-Forwarded-For", "X-Real-IP")
"""Sent by browsers, on behalf of whatever page they show, and by proxies, on behalf of whoever reaches them."""


class ReloadPage:
    """Answers with 200 when the folder was loaded, 409 when nothing was changed, 403 to who may not ask."""

    def __init__(self, reloader: Reloader, in_force: InForce) -> None:
        self._reloader = reloader
        self._in_force = in_force

    async def post(self, request: web.Request) -> web.Response:
        """Handle one request; its body is not read."""
        if not _asked_here(request):
            raise web.HTTPForbidden(text="A reload is asked for from the machine itself, by no browser or proxy.\n")
        reload = await asyncio.shield(self._reloader.ask(_ASKED_BY))
        answer = {**reload.as_json(), "tables": self._in_force.as_json()}
        return web.json_response(answer, status=200 if reload.result is ReloadResult.LOADED else 409)


def _asked_here(request: web.Request) -> bool:
    transport = request.transport
    if transport is None or any(header in request.headers for header in _ON_BEHALF):
        return False
    peer, own = (transport.get_extra_info(name)[0] for name in ("peername", "sockname"))
    # A page on another than the loopback address is reached from that address by this machine only.
    return ip_address(peer).is_loopback or peer == own
