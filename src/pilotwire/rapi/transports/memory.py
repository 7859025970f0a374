"""Links inside this process: a pair of connected ends, and endpoints found by label.

Bytes are handed over in the next turn of the event loop, never within a call, so neither side re-enters the other.
"""

from __future__ import annotations

import asyncio

from ..errors import TransportError
from .address import MemoryAddress
from .base import MAX_UNREAD_BYTES, BufferedTransport, Transport
from .sessions import ServingEndpoint, Session, SessionFactory

_served: dict[str, MemoryEndpoint] = {}
"""Endpoints of this process by label; each takes itself out when it closes."""


class MemoryTransport(BufferedTransport):
    """One end of an in-process link."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._peer: MemoryTransport | None = None

    def join(self, peer: MemoryTransport) -> None:
        """Connect two ends."""
        self._peer, peer._peer = peer, self

    def write(self, data: bytes) -> None:
        """Hand bytes to the other end; see the base class."""
        self._check_open()
        if self._peer is not None:
            asyncio.get_running_loop().call_soon(self._peer.feed, data)

    async def close(self) -> None:
        """End the link on both sides."""
        peer, self._peer = self._peer, None
        self.end()
        if peer is not None:
            asyncio.get_running_loop().call_soon(peer.end)


def memory_pair(name: str = "memory:") -> tuple[Transport, Transport]:
    """Return the two ends of a new in-process link."""
    one, other = MemoryTransport(name), MemoryTransport(name)
    one.join(other)
    return one, other


class _SessionTransport(BufferedTransport):
    """A client's end whose other end is a session."""

    def __init__(self, name: str, endpoint: MemoryEndpoint, session: Session) -> None:
        super().__init__(name)
        self._endpoint = endpoint
        self._session = session
        session.attach(self._on_output)

    def write(self, data: bytes) -> None:
        self._check_open()
        asyncio.get_running_loop().call_soon(self._to_session, data)

    async def close(self) -> None:
        self.drop()

    def drop(self, error: TransportError | None = None) -> None:
        """End the link and its session."""
        if not self.ended:
            self.end(error)
            self._endpoint.forget(self)
            self._session.close()

    def _to_session(self, data: bytes) -> None:
        if not self.ended:
            self._session.receive(data)

    def _on_output(self, data: bytes) -> None:
        if self.ended:
            return
        if self.unread_bytes + len(data) > MAX_UNREAD_BYTES:
            self.drop(TransportError(f"The link {self.name} was closed because it was not read: read it in time."))
        else:
            self.feed(data)


class MemoryEndpoint(ServingEndpoint):
    """Serves clients in this process, a session for each."""

    def __init__(self, name: str, label: str, new_session: SessionFactory) -> None:
        super().__init__(name, address=f"memory:{label}")
        self._label = label
        self._new_session = new_session
        self._links: set[_SessionTransport] = set()

    def connect(self, name: str) -> Transport:
        """Return a new client's end."""
        link = _SessionTransport(name, self, self._new_session())
        self._links.add(link)
        return link

    def forget(self, link: _SessionTransport) -> None:
        """Drop a link that has ended."""
        self._links.discard(link)

    async def close(self) -> None:
        """End all links."""
        if _served.get(self._label) is self:
            del _served[self._label]
        for link in tuple(self._links):
            link.drop()


def serve_memory(name: str, address: MemoryAddress, new_session: SessionFactory) -> MemoryEndpoint:
    """Serve under a label."""
    if address.label in _served:
        raise TransportError(f"{name!r} is already served in this process: choose another label.")
    endpoint = _served[address.label] = MemoryEndpoint(name, address.label, new_session)
    return endpoint


def connect_memory(name: str, address: MemoryAddress) -> Transport:
    """Connect to what is served under a label."""
    endpoint = _served.get(address.label)
    if endpoint is None:
        raise TransportError(f"Nothing is served as {name!r} in this process: start the simulated controller first.")
    return endpoint.connect(name)
