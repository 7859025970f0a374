"""Announcing the station by multicast DNS: through Avahi where there is one, else by itself.

A station that answers this computer only is announced to nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Protocol

from pilotwire.services.host import Host
from pilotwire.services.network.announcement import Announcement, announcement
from pilotwire.station.events import Event, Topic

if TYPE_CHECKING:
    from zeroconf.asyncio import AsyncServiceInfo

_AGAIN_S = 60.0
_log = logging.getLogger("pilotwire.network")


class _Announcer(Protocol):
    async def close(self) -> None:
        """Take it back."""


class Announcing:
    """Announces the station as long as it runs, under the name it has.

    Args:
        host: the station.

    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._port = 0
        self._announcer: _Announcer | None = None
        self._told: Announcement | None = None
        self._address = ""
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None

    def start(self, address: str, port: int) -> None:
        """Announce from now on what is served there; nothing if that is this computer only."""
        if _is_loopback(address):
            return
        self._port = port
        self._forget = self._host.subscribe(self._on_event)
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Take it back."""
        if self._forget is not None:
            self._forget()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._take_back()

    def _on_event(self, event: Event) -> None:
        if event.topic in (Topic.CONFIG, Topic.NETWORK):
            self._wake.set()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            done = await self._follow()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if done else _AGAIN_S):
                    await self._wake.wait()

    async def _follow(self) -> bool:
        """Announce anew if anything is different; says whether it is announced."""
        status = self._host.status
        told = announcement(status.settings.hostname, self._host.identity, self._port)
        address = status.network.ip_address
        if (told, address) == (self._told, self._address) and self._announcer is not None:
            return True
        await self._take_back()
        self._announcer = await _announced(told, address)
        self._told, self._address = told, address
        return self._announcer is not None

    async def _take_back(self) -> None:
        announcer, self._announcer = self._announcer, None
        if announcer is not None:
            await announcer.close()


async def _announced(told: Announcement, address: str) -> _Announcer | None:
    from pilotwire.services.network.avahi import Avahi, AvahiError  # noqa: PLC0415 - not where nobody is told

    try:
        return await Avahi.announce(told)
    except AvahiError as error:
        _log.debug("Not announced by Avahi: %s", error)
    return await Own.announce(told, address) if address else None


class Own:
    """Announces by itself as long as it is open, where there is no Avahi. Made by ``announce``."""

    def __init__(self, told: Announcement, address: str, interfaces: list[str] | None = None) -> None:
        from zeroconf.asyncio import AsyncZeroconf  # noqa: PLC0415 - 5 MB that a machine with Avahi does not need

        self._told = told
        self._address = address
        self._zeroconf = AsyncZeroconf(interfaces=interfaces or [address])

    @classmethod
    async def announce(cls, told: Announcement, address: str, interfaces: list[str] | None = None) -> _Announcer | None:
        """Announce; None if that cannot be done now."""
        try:
            made = cls(told, address, interfaces)
        except OSError as error:
            _log.info("Not announced on the network: %s", error)
            return None
        for info in made._infos():
            await made._zeroconf.async_register_service(info, allow_name_change=True)
        return made

    def _infos(self) -> list[AsyncServiceInfo]:
        from zeroconf.asyncio import AsyncServiceInfo  # noqa: PLC0415 - as above

        packed = [ip_address(self._address).packed]
        return [
            AsyncServiceInfo(
                f"{service.kind}.local.",
                f"{self._told.name}.{service.kind}.local.",
                addresses=packed,
                port=service.port,
                properties=dict(service.texts),
                server=f"{self._told.name}.local.",
            )
            for service in self._told.services
        ]

    async def close(self) -> None:
        """Take it back."""
        await self._zeroconf.async_close()


def _is_loopback(address: str) -> bool:
    with contextlib.suppress(ValueError):
        return ip_address(address).is_loopback
    return address == "localhost"
