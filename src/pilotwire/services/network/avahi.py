"""Multicast DNS by Avahi, which most Linux systems have: one program answers for the whole machine."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from dbus_fast import BusType, DBusError, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError, InvalidAddressError

from .announcement import Announcement

_NAME = "org.freedesktop.Avahi"
_SERVER, _GROUP = f"{_NAME}.Server", f"{_NAME}.EntryGroup"
_ANY_INTERFACE, _ANY_PROTOCOL = -1, -1
_CALL_S = 10.0
_COLLISION = "org.freedesktop.Avahi.CollisionError"
_MOST_NAMES = 5


class AvahiError(Exception):
    """Avahi is not there, or does not announce; the message says why."""


class Avahi:
    """Announces as long as it is open. Made by ``announce``."""

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus

    @classmethod
    async def announce(cls, told: Announcement) -> Self:
        """Announce; under another name if somebody else has this one.

        Raises:
            AvahiError: there is nobody to announce it.

        """
        try:
            bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        except (OSError, AuthError, InvalidAddressError, ValueError) as error:
            raise AvahiError(f"There is no system bus (D-Bus) to reach Avahi by: {error}.") from error
        made = cls(bus)
        try:
            await made._publish(told)
        except AvahiError:
            bus.disconnect()
            raise
        return made

    async def close(self) -> None:
        """Take it back: Avahi forgets what was announced by whom it does not hear any more."""
        self._bus.disconnect()

    async def _publish(self, told: Announcement) -> None:
        name = told.name
        for attempt in range(2, _MOST_NAMES + 2):
            (group,) = await self._ask("/", _SERVER, "EntryGroupNew")
            try:
                for service in told.services:
                    texts = [f"{key}={value}".encode() for key, value in service.texts.items()]
                    await self._ask(
                        group, _GROUP, "AddService", "iiussssqaay",
                        _ANY_INTERFACE, _ANY_PROTOCOL, 0, name, service.kind, "", "", service.port, texts,
                    )  # fmt: skip
                await self._ask(group, _GROUP, "Commit")
            except _CollisionError:
                await self._ask(group, _GROUP, "Free")
                name = f"{told.name} #{attempt}"
            else:
                return
        raise AvahiError(f"Others on the network have the name {told.name}: choose another hostname.")

    async def _ask(self, path: str, interface: str, member: str, signature: str = "", *body: object) -> list[Any]:
        message = Message(_NAME, path, interface, member, signature=signature, body=list(body))
        try:
            async with asyncio.timeout(_CALL_S):
                answer = await self._bus.call(message)
        except (TimeoutError, OSError, EOFError, DBusError) as error:
            raise AvahiError("Avahi does not answer.") from error
        if answer is None:
            raise AvahiError("The system bus is gone.")
        if answer.message_type is MessageType.ERROR:
            said = str(answer.body[0]) if answer.body else str(answer.error_name)
            raise (_CollisionError if answer.error_name == _COLLISION else AvahiError)(f"Avahi: {said}")
        return list(answer.body)


class _CollisionError(AvahiError):
    """Somebody else has that name."""
