"""What goes over the controller's line, for people to look at: the end of it, and everything further to watchers.

A transport in between; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from pilotwire.rapi import Transport

TAIL_CHARACTERS = 2048


class Traffic:
    """The text of both directions."""

    def __init__(self) -> None:
        self._tail = ""
        self._watchers: list[Callable[[str], None]] = []

    @property
    def tail(self) -> str:
        """The last 2048 characters."""
        return self._tail

    def watch(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Have everything further passed to ``callback``; the function returned ends that."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def note(self, data: bytes) -> None:
        """Take bytes of either direction. Some texts for the display have characters beyond ASCII."""
        text = bytes(byte & 0x7F for byte in data).decode("ascii").replace("\r", "\r\n")
        self._tail = (self._tail + text)[-TAIL_CHARACTERS:]
        for watcher in tuple(self._watchers):
            watcher(text)


class WatchedTransport(Transport):
    """A transport whose traffic is noted."""

    def __init__(self, inner: Transport, traffic: Traffic) -> None:
        super().__init__(inner.name)
        self._inner = inner
        self._traffic = traffic

    async def read(self) -> bytes:
        """Return the bytes that have arrived; see the base class."""
        data = await self._inner.read()
        self._traffic.note(data)
        return data

    def write(self, data: bytes) -> None:
        """Send bytes; see the base class."""
        self._inner.write(data)
        self._traffic.note(data)

    async def close(self) -> None:
        """Close the link."""
        await self._inner.close()
