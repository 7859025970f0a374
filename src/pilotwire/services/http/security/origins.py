"""Where a browser's request comes from: another page, another machine, or a name that was bent to point here."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via")


def is_foreign(headers: dict[bytes, bytes]) -> bool:
    """Whether a page of another origin made the browser send this."""
    if headers.get(b"sec-fetch-site") in (b"cross-site", b"same-site"):
        return True
    origin = headers.get(b"origin")
    return origin is not None and not _same(origin, headers.get(b"host", b""))


def is_forwarded(headers: dict[bytes, bytes]) -> bool:
    """Whether a proxy sent this on for somebody else."""
    return any(name in headers for name in _FORWARDED)


@lru_cache(64)
def is_loopback_host(host: bytes) -> bool:
    """Whether a ``Host`` header names this machine by a name nobody else can give it."""
    name, _ = _split(host.decode("latin-1").lower())
    if name in ("localhost", "localhost."):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


@lru_cache(64)
def _same(origin: bytes, host: bytes) -> bool:
    scheme, separator, place = origin.decode("latin-1").lower().partition("://")
    if not separator or not place:
        return False
    # The scheme is not compared: a proxy that ends TLS changes it.
    default = _DEFAULT_PORTS.get(scheme, "")
    name, port = _split(place)
    host_name, host_port = _split(host.decode("latin-1").lower())
    return bool(name) and name == host_name and (port or default) == (host_port or default)


def _split(place: str) -> tuple[str, str]:
    """Name (or address, without brackets) and port of ``host:port``."""
    if place.startswith("["):
        name, closed, rest = place[1:].partition("]")
        return name if closed else "", rest.removeprefix(":")
    name, _, port = place.rpartition(":") if ":" in place else (place, "", "")
    return name, port
