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

from .supervision import kept_running

if TYPE_CHECKING:
    from zeroconf.asyncio import AsyncServiceInfo

_AGAIN_S = 60.0
_BACK_S = 3.0
"""Avahi, when it is started anew, is back after so long."""
_MOST_NAMES = 5
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
        self._attempt = 1
        self._lost = False
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None

    def start(self, address: str, port: int) -> None:
        """Announce from now on what is served there; nothing if that is this computer only."""
        if _is_loopback(address):
            return
        self._port = port
        self._forget = self._host.subscribe(self._on_event)
        self._task = asyncio.get_running_loop().create_task(kept_running("Announcing", self._run, _log.warning))

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

    def _on_taken(self) -> None:
        self._attempt += 1
        self._on_lost()

    def _on_lost(self) -> None:
        self._lost = True
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
        if (told, address) == (self._told, self._address) and self._announcer is not None and not self._lost:
            return True
        if told != self._told:
            self._attempt = 1
        await self._take_back()
        if self._lost:
            self._lost = False
            await asyncio.sleep(_BACK_S)
        self._announcer = await self._announced(told, address)
        self._told, self._address = told, address
        return self._announcer is not None

    async def _announced(self, told: Announcement, address: str) -> _Announcer | None:
        from pilotwire.services.network.avahi import (  # noqa: PLC0415 - not where nobody is told
            Avahi,
            AvahiError,
            NameTakenError,
        )

        while self._attempt <= _MOST_NAMES:
            try:
                return await Avahi.announce(told, address, self._attempt, taken=self._on_taken, lost=self._on_lost)
            except NameTakenError:
                self._attempt += 1
            except AvahiError as error:
                _log.debug("Not announced by Avahi: %s", error)
                return await Own.announce(told, address) if address else None
        _log.warning("Others on the network have the name %s: choose another hostname.", told.name)
        self._attempt = 1
        return None

    async def _take_back(self) -> None:
        announcer, self._announcer = self._announcer, None
        if announcer is not None:
            await announcer.close()


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
        from zeroconf import Error  # noqa: PLC0415 - as above

        try:
            made = cls(told, address, interfaces)
        except OSError as error:
            _log.info("Not announced on the network: %s", error)
            return None
        try:
            for info in made._infos():
                await made._zeroconf.async_register_service(info, allow_name_change=True)
        except (OSError, Error) as error:
            _log.info("Not announced on the network: %s", error)
            await made.close()
            return None
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
