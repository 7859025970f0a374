"""How this computer is on the network, read from the operating system now and then."""

from __future__ import annotations

import socket
from pathlib import Path

from pilotwire.station.status import Network, NetworkMode

from .identity import hardware_address

_INTERFACES = Path("/sys/class/net")
_WIRELESS = Path("/proc/net/wireless")
_ELSEWHERE = "192.0.2.1"
"""An address for documentation: asking for the way to it sends nothing."""
_ELSEWHERE_6 = "2001:db8::1"


def read_network(long_id: str) -> Network:
    """The network as it is now."""
    interface = _default_interface()
    wireless = interface is not None and (_INTERFACES / interface / "wireless").exists()
    address = _own_address(socket.AF_INET, _ELSEWHERE)
    connected = bool(address) and interface is not None
    return Network(
        mode=None if not connected else NetworkMode.STATION if wireless else NetworkMode.WIRED,
        wifi_connected=connected and wireless,
        wired_connected=connected and not wireless,
        ip_address=address,
        ipv6_address=_own_address(socket.AF_INET6, _ELSEWHERE_6),
        mac_address=hardware_address(long_id),
        signal_dbm=_signal_dbm(interface) if interface is not None and wireless else 0,
    )


def _own_address(family: socket.AddressFamily, destination: str) -> str:
    """The address this computer would use to reach another network; empty without a way there."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((destination, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return ""


def _default_interface() -> str | None:
    try:
        routes = Path("/proc/net/route").read_text("ascii").splitlines()[1:]
    except OSError:
        return None
    return next((fields[0] for fields in map(str.split, routes) if fields[1:2] == ["00000000"]), None)


def _signal_dbm(interface: str) -> int:
    try:
        lines = _WIRELESS.read_text("ascii").splitlines()
    except OSError:
        return 0
    fields = next((line.split() for line in lines if line.strip().startswith(f"{interface}:")), None)
    return int(float(fields[3])) if fields is not None else 0
