"""Who asks, and whose calls they may see: the one place that decides it."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from aiohttp import web

from veertien.archive import Scope
from veertien.config import LoginSettings
from veertien.web.refusals import RefusalError
from veertien.wording import Wording


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a page."""

    name: str | None
    """As the proxy in front of the pages calls them; None where nobody has to log in."""
    scope: Scope
    """The calls that they may see."""


EVERYBODY = Visitor(None, Scope())
NOBODY = Visitor(None, Scope(frozenset()))
"""Who was refused: may see no call, and has no name."""


class Access:
    """Tells who a request is from, by the header that the proxy in front sets; without `login` everybody sees all."""

    def __init__(self, login: LoginSettings | None) -> None:
        self._login = login

    def visitor(self, request: web.Request) -> Visitor:
        """Return the visitor. Raises RefusalError for one who isn't listed, or doesn't come from the proxy."""
        login = self._login
        if login is None:
            return EVERYBODY
        if _peer(request) not in login.proxies:
            raise RefusalError(
                403,
                Wording(
                    "Deze pagina's zijn alleen te bereiken via de proxy waar u zich aanmeldt.",
                    "These pages can be reached only by way of the proxy at which you log in.",
                ),
            )
        names = request.headers.getall(login.header, [])
        if len(names) != 1 or names[0] not in login.users:
            raise RefusalError(
                403,
                Wording(
                    "U bent niet aangemeld als iemand die deze pagina's mag zien. De beheerder zet gebruikers in "
                    "veertien.yaml: pages.login.users.",
                    "You are not logged in as somebody who may see these pages. The admin lists users in "
                    "veertien.yaml: pages.login.users.",
                ),
            )
        return Visitor(names[0], Scope(login.users[names[0]]))


def see_all_only(visitor: Visitor) -> None:
    """Raise RefusalError for a visitor who may see the calls of some municipalities only."""
    if not visitor.scope.sees_all:
        raise RefusalError(
            403,
            Wording(
                "Deze pagina gaat over het hele platform; u mag alleen uw eigen gemeente zien.",
                "This page is about the whole platform; you may see your own municipality only.",
            ),
        )


def _peer(request: web.Request) -> str | None:
    if request.transport is None:
        return None
    address = ip_address(request.transport.get_extra_info("peername")[0].partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address)
