"""What goes over the controller's line, both ways, for people to look at: the last of it, and everything as it comes.

As in the gateway: plain text without marks for the direction, bytes masked to 7 bits, CR where the line has one.
"""

from __future__ import annotations

from collections.abc import Callable

from pilotwire.rapi import Transport

KEPT_CHARACTERS = 2048


class Traffic:
    """The traffic of one line, whatever connections it is made of."""

    def __init__(self) -> None:
        self._tail = ""
        self._watchers: list[Callable[[str], None]] = []

    @property
    def tail(self) -> str:
        """The last 2048 characters."""
        return self._tail

    def watch(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Have every further piece passed to ``callback``; the function returned ends that."""
        self._watchers.append(callback)

        def end() -> None:
            if callback in self._watchers:
                self._watchers.remove(callback)

        return end

    def add(self, data: bytes) -> None:
        """Take a piece that was sent or received."""
        text = bytes(byte & 0x7F for byte in data).decode("ascii")
        self._tail = (self._tail + text)[-KEPT_CHARACTERS:]
        for callback in tuple(self._watchers):
            callback(text)


class WatchedTransport(Transport):
    """A line that tells its traffic."""

    def __init__(self, inner: Transport, traffic: Traffic) -> None:
        super().__init__(inner.name)
        self._inner = inner
        self._traffic = traffic

    async def read(self) -> bytes:
        """Read and tell; see the base class."""
        data = await self._inner.read()
        self._traffic.add(data)
        return data

    def write(self, data: bytes) -> None:
        """Write and tell; see the base class."""
        self._inner.write(data)
        self._traffic.add(data)

    async def close(self) -> None:
        """Close the line."""
        await self._inner.close()
