"""A program on the system bus (D-Bus): asked, with a limit of time and an error in words, and listened to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from dbus_fast import BusType, DBusError, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError, InvalidAddressError

CALL_S: Final = 10.0
_BUS, _BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
_LOST: Final = (TimeoutError, OSError, EOFError, DBusError)

Fails = Callable[[str, str], Exception]
"""Makes the exception of an error from the name it has on the bus, empty where nobody has answered, and words."""


class Program:
    """One program on the bus. Made by ``reach``.

    Args:
        bus: connected.
        name: under which it is on the bus.
        label: its name in words.
        fails: makes its exceptions.

    """

    def __init__(self, bus: MessageBus, name: str, label: str, fails: Fails) -> None:
        self._bus = bus
        self._name = name
        self._label = label
        self._fails = fails

    @classmethod
    async def reach(cls, name: str, label: str, fails: Fails) -> Program:
        """Connect to the system's bus; whether the program is there is seen when it is asked.

        Raises:
            Exception: of ``fails``; there is no bus.

        """
        try:
            bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        except (OSError, AuthError, InvalidAddressError, ValueError) as error:
            raise fails("", f"There is no system bus (D-Bus) to reach {label} by: {error}.") from error
        return cls(bus, name, label, fails)

    def close(self) -> None:
        """Let go of the bus."""
        self._bus.disconnect()

    @property
    def connected(self) -> bool:
        """Whether the bus is still there."""
        return bool(self._bus.connected)

    async def ask(self, path: str, interface: str, member: str, signature: str = "", *body: object) -> list[Any]:
        """Call a method; returns what it answers.

        Raises:
            Exception: of ``fails``.

        """
        if not self.connected:
            raise self._fails("", f"{self._label} does not answer: the system bus is gone.")
        message = Message(self._name, path, interface, member, signature=signature, body=list(body))
        try:
            async with asyncio.timeout(CALL_S):
                answer = await self._bus.call(message)
        except _LOST as error:
            raise self._fails("", f"{self._label} does not answer ({str(error) or 'it took too long'}).") from error
        if answer is None:
            raise self._fails("", f"{self._label} does not answer: the system bus is gone.")
        if answer.message_type is MessageType.ERROR:
            name = str(answer.error_name or "")
            raise self._fails(name, str(answer.body[0]) if answer.body else name)
        return list(answer.body)

    async def listen(self, heard: Callable[[Message], None], gone: Callable[[], None] | None = None) -> None:
        """Have its signals from now on, and be told when it ends or comes anew.

        Raises:
            Exception: of ``fails``; the bus does not answer.

        """

        def handle(message: Message) -> None:
            if message.message_type is not MessageType.SIGNAL:
                return
            if message.sender == _BUS:
                if gone is not None and message.member == "NameOwnerChanged" and message.body[0] == self._name:
                    gone()
            else:
                heard(message)

        self._bus.add_message_handler(handle)
        rules = [f"type='signal',sender='{self._name}'"]
        if gone is not None:
            rules.append(f"type='signal',sender='{_BUS}',member='NameOwnerChanged',arg0='{self._name}'")
        for rule in rules:
            message = Message(_BUS, _BUS_PATH, _BUS, "AddMatch", signature="s", body=[rule])
            try:
                async with asyncio.timeout(CALL_S):
                    await self._bus.call(message)
            except _LOST as error:
                raise self._fails("", "The system bus does not answer.") from error
