"""Where a service of ours is reached on this machine, which is not always where it listens."""

import ipaddress

LOOPBACK, LOOPBACK_6 = "127.0.0.1", "::1"


def is_everywhere(host: str) -> bool:
    """Return whether who listens at `host` listens at all addresses: 0.0.0.0, :: or another way to write them."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches what listens at `host`; a name counts where it is localhost."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower().removesuffix(".") == "localhost"


def reached_at(host: str) -> str:
    """Return the host to connect to for what listens at `host`: where that is all addresses, this machine's own."""
    if not is_everywhere(host):
        return host
    return LOOPBACK_6 if ":" in host else LOOPBACK


def host_and_port(host: str, port: int) -> str:
    """Write both as one text, an IPv6 address in brackets, as URLs (RFC 3986, 3.2.2) and Asterisk read it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
