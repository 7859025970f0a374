"""The portal: what visitors of the station's own access point are answered when they ask for somewhere else.

Telephones and computers that have joined a network ask a place on the internet whether they are there. Whatever they
ask, by whatever name: sent to the station, they know that there is a portal, and open it. Nothing of this exists while
there is no access point.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from pilotwire.services.host import Host
from pilotwire.station.status import NetworkMode, Status

from .limits import connection_of
from .replies import CACHE_CONTROL, HTML, Reply, Scope, reply

PORTAL = "http://192.168.4.1"
_PAGE = (
    '<html><head><meta http-equiv="refresh" content="0; url={url}"></head><body><a href="{url}">{url}</a></body></html>'
)
_NETWORK, _ADDRESS = ip_network("192.168.4.0/24"), ip_address("192.168.4.1")
_HOST = re.compile(rb"192\.168\.4\.1(?::\d{1,5})?")
_OPEN = (NetworkMode.ACCESS_POINT, NetworkMode.STATION_AND_ACCESS_POINT)


def is_open(status: Status) -> bool:
    """Whether the station has its own access point open."""
    return status.network.mode in _OPEN


def is_visitor(peer: str, local: str) -> bool:
    """Whether somebody comes by the access point: from there, and to the station's address there."""
    return _plain(local) == _ADDRESS and (address := _plain(peer)) is not None and address in _NETWORK


def _plain(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class Entrance:
    """The station's access point, as a way in.

    Args:
        host: the station.
        visited: is told whenever somebody asks the station by it.

    """

    def __init__(self, host: Host, visited: Callable[[], None]) -> None:
        self._host = host
        self.visited = visited

    def is_used(self, scope: Scope) -> bool:
        """Whether a request comes by it."""
        return is_open(self._host.status) and is_visitor(connection_of(scope).peer, scope["server"][0])


def asks_elsewhere(headers: Mapping[bytes, bytes], hostname: str) -> bool:
    """Whether somebody asks for a place that is not the station."""
    name = headers.get(b"host", b"").decode("latin-1").lower().partition(":")[0].rstrip(".")
    return name not in ("192.168.4.1", hostname.lower(), f"{hostname.lower()}.local")


def by_own_address(headers: Mapping[bytes, bytes]) -> bool:
    """Whether somebody asks the station by its address in the access point: no page elsewhere can have that name."""
    return _HOST.fullmatch(headers.get(b"host", b"")) is not None


def way_in() -> Reply:
    """The way to the station; at home the same name leads elsewhere, so nobody is to remember it."""
    return reply(301, _PAGE.format(url=PORTAL).encode(), HTML, (b"location", PORTAL.encode()), CACHE_CONTROL)
