"""Serving sessions on a named endpoint: ``pty:``, ``pty:/path/of/link``, ``tcp://HOST:PORT`` or ``memory:``.

What each kind does is in its own module; what is served is the caller's :class:`Session`.
"""

from __future__ import annotations

from ..errors import TransportError
from .address import MemoryAddress, PtyAddress, SerialAddress, TcpAddress, parse_address
from .memory import serve_memory
from .pty import serve_pty
from .sessions import ServingEndpoint, Session, SessionFactory
from .tcp import serve_tcp

__all__ = ["ServingEndpoint", "Session", "SessionFactory", "serve"]


async def serve(endpoint_name: str, new_session: SessionFactory) -> ServingEndpoint:
    """Serve a session for each client (one in all on a pty) until the endpoint is closed.

    Raises:
        TransportError: the name is wrong, or the endpoint cannot be opened; the message says what to do.

    """
    match parse_address(endpoint_name):
        case MemoryAddress() as address:
            return serve_memory(endpoint_name, address, new_session)
        case PtyAddress() as address:
            return serve_pty(endpoint_name, address, new_session)
        case TcpAddress() as address:
            return await serve_tcp(endpoint_name, address, new_session)
        case SerialAddress():
            raise TransportError(f"A serial device such as {endpoint_name!r} cannot be served on: use pty: or tcp://.")
