"""Which host names a server answers to: a page elsewhere can give its own name our address, and then read us."""

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address

from aiohttp import web

_HOST = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:/@?#\s]+))(?::[0-9]{1,5})?", re.ASCII)


class HostNames:
    """The names that a request may be for: localhost, the address it came in at, and those that the settings list.

    A request without a Host header is served as HTTP/1.0 has it: probes send such, browsers never.
    """

    def __init__(self, names: Iterable[str], section: str) -> None:
        """`section` of veertien.yaml is where names are listed."""
        self._section = section
        self._names = {"localhost", *(_same(name) for name in names)}

    def refusal(self, request: web.Request) -> web.HTTPError | None:
        """Return the answer to a request that is for somebody else, None for ours."""
        hosts = request.headers.getall("Host", [])
        if not hosts and request.version < (1, 1):
            return None
        if len(hosts) != 1:
            return web.HTTPBadRequest(text="A request needs one Host header.\n")
        own = request.transport.get_extra_info("sockname")[0] if request.transport else ""
        if self.known(hosts[0], own):
            return None
        return web.HTTPMisdirectedRequest(
            text="Veertien does not answer to that host name; "
            f"list it in veertien.yaml: {self._section}.allowed_hosts.\n"
        )

    def known(self, host: str, own_address: str) -> bool:
        """Return whether a Host header names us, on a connection that came in at an address of ours."""
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = _same(found["v6"] or found["name"])
        return name in self._names or name == _same(own_address) or _is_loopback(name)


def _same(name: str) -> str:
    """Return the same text for all ways to write a name or an address."""
    try:
        address = ip_address(name)
    except ValueError:
        return name.lower().removesuffix(".")
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address)


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
