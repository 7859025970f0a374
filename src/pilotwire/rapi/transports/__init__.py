"""Byte links between a client and a controller, selected by a name such as ``serial:/dev/ttyACM0``.

Nothing here knows what the bytes mean.
"""

from __future__ import annotations

from ..errors import TransportError
from .address import (
    Address,
    MemoryAddress,
    PtyAddress,
    SerialAddress,
    TcpAddress,
    parse_address,
)
from .base import BufferedTransport, Transport
from .memory import connect_memory, memory_pair
from .serving import ServingEndpoint, Session, SessionFactory, serve
from .tcp import connect_tcp

__all__ = [
    "Address",
    "BufferedTransport",
    "MemoryAddress",
    "PtyAddress",
    "SerialAddress",
    "ServingEndpoint",
    "Session",
    "SessionFactory",
    "TcpAddress",
    "Transport",
    "memory_pair",
    "open_transport",
    "parse_address",
    "serve",
]


async def open_transport(name: str) -> Transport:
    """Open a client's link: ``memory:``, ``tcp://HOST:PORT``, ``serial:/dev/ttyACM0?baud=115200`` or a bare path.

    Raises:
        TransportError: the name is wrong, or the link cannot be opened; the message says what to do.

    """
    match parse_address(name):
        case MemoryAddress() as address:
            return connect_memory(name, address)
        case TcpAddress() as address:
            return await connect_tcp(name, address)
        case SerialAddress() as address:
            from .serial_port import connect_serial  # noqa: PLC0415 -- serialx is slow to load and often not needed

            return await connect_serial(name, address)
        case PtyAddress():
            raise TransportError(
                f"{name!r} is for serving a simulated controller: connect to the terminal it prints, e.g. /dev/pts/3."
            )
