"""Multicast DNS by Avahi, which most Linux systems have: one program answers for the whole machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Self

from dbus_fast import Message

from .announcement import Announcement
from .system_bus import Program

_NAME = "org.freedesktop.Avahi"
_SERVER, _GROUP = f"{_NAME}.Server", f"{_NAME}.EntryGroup"
_ANY_INTERFACE, _ANY_PROTOCOL, _IPV4 = -1, -1, 0
_NO_REVERSE = 16
"""AVAHI_PUBLISH_NO_REVERSE: the address keeps the machine's own name."""
_TAKEN, _FAILED = 3, 4
"""AVAHI_ENTRY_GROUP_COLLISION and _FAILURE."""
_COLLISION: Final = f"{_NAME}.CollisionError"


class AvahiError(Exception):
    """Avahi is not there, or does not announce; the message says why."""


class NameTakenError(AvahiError):
    """Somebody else has that name."""


def _nothing() -> None:
    """Nobody wants to know."""


class Avahi:
    """Announces as long as it is open. Made by ``announce``."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._group = ""

    @classmethod
    async def announce(
        cls,
        told: Announcement,
        address: str,
        attempt: int = 1,
        *,
        taken: Callable[[], None] = _nothing,
        lost: Callable[[], None] = _nothing,
    ) -> Self:
        """Announce services and the host they are on.

        Args:
            told: what is announced.
            address: IPv4 address of the station; empty if it is not known, then it is found under the machine's name.
            attempt: from the second on the name has that number behind it.
            taken: called when it is announced no more because somebody else has the name.
            lost: called when it is announced no more for another reason.

        Raises:
            NameTakenError: this machine announces that name already for something else.
            AvahiError: there is nobody to announce it.

        """
        made = cls(await Program.reach(_NAME, "Avahi", _failure))
        try:
            await made._program.listen(lambda message: made._heard(message, taken, lost), lost)
            await made._publish(told, address, attempt)
        except AvahiError:
            await made.close()
            raise
        return made

    async def close(self) -> None:
        """Take it back: Avahi forgets what was announced by whom it does not hear any more."""
        self._program.close()

    async def _publish(self, told: Announcement, address: str, attempt: int) -> None:
        ask = self._program.ask
        (machine,) = await ask("/", _SERVER, "GetHostName")
        (domain,) = await ask("/", _SERVER, "GetDomainName")
        (self._group,) = await ask("/", _SERVER, "EntryGroupNew")
        name = told.name if attempt == 1 else f"{told.name}-{attempt}"
        host = ""
        if address and name.lower() != str(machine).lower():
            host = f"{name}.{domain}"
            await ask(
                self._group, _GROUP, "AddAddress", "iiuss", _ANY_INTERFACE, _IPV4, _NO_REVERSE, host, address
            )  # fmt: skip
        for service in told.services:
            texts = [f"{key}={value}".encode() for key, value in service.texts.items()]
            await ask(
                self._group, _GROUP, "AddService", "iiussssqaay",
                _ANY_INTERFACE, _ANY_PROTOCOL, 0, name, service.kind, "", host, service.port, texts,
            )  # fmt: skip
        await ask(self._group, _GROUP, "Commit")

    def _heard(self, message: Message, taken: Callable[[], None], lost: Callable[[], None]) -> None:
        if message.path == self._group and message.member == "StateChanged":
            state = message.body[0]
            if state == _TAKEN:
                taken()
            elif state == _FAILED:
                lost()


def _failure(name: str, said: str) -> AvahiError:
    return (NameTakenError if name == _COLLISION else AvahiError)(f"Avahi: {said}" if name else said)
