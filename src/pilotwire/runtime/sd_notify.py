"""What systemd is told of a service with ``Type=notify``: that it is ready, alive, about to stop, and how it is.

The protocol is that of sd_notify(3): lines in a datagram to the socket that ``$NOTIFY_SOCKET`` names. Nobody listens
where that is not set, and then nothing is sent.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, MutableMapping

_SOCKET, _WATCHDOG_US, _WATCHDOG_PID = "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"
_SHARE = 3
"""So many signs of life are sent in the time after which there has to be one."""
_SHOWN = 200
"""Characters of a status that people read."""


class Notifier:
    """The way to systemd.

    Args:
        address: of its socket; empty if there is none.
        watchdog_s: within which it wants a sign of life; None if it does not.

    """

    def __init__(self, address: str, watchdog_s: float | None) -> None:
        # A name that begins with @ is in no file system; the kernel begins it with a zero byte.
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self.watchdog_s = watchdog_s

    @classmethod
    def from_environment(cls, environment: MutableMapping[str, str] = os.environ) -> Notifier:
        """Take what systemd has said in the environment, and leave nothing of it there for other programs."""
        address = environment.pop(_SOCKET, "")
        period_us = environment.pop(_WATCHDOG_US, "")
        process = environment.pop(_WATCHDOG_PID, "")
        meant = process in ("", str(os.getpid()))
        watched = meant and period_us.isdecimal() and int(period_us) > 0
        return cls(address, int(period_us) / 1e6 if watched else None)

    def ready(self, status: str) -> None:
        """Say that the service does what it is for."""
        self._send("READY=1", _status(status))

    def stopping(self) -> None:
        """Say that it is about to end."""
        self._send("STOPPING=1")

    def alive(self, status: str) -> None:
        """Give a sign of life."""
        self._send("WATCHDOG=1", _status(status))

    def stuck(self, status: str) -> None:
        """Say what is wrong, which is no sign of life."""
        self._send(_status(status))

    def _send(self, *lines: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC) as way:
                way.sendto("\n".join(lines).encode(), self._address)
        except OSError:
            # Whoever does not listen is not told; a station charges without being watched.
            return


class Watched:
    """Gives signs of life for as long as there is life. Runs in the event loop, so that it ends with that.

    Args:
        notifier: the way to systemd.
        is_alive: asks what the service cannot do without whether it still answers; it may never return.
        status: says for people how the service is.

    """

    def __init__(self, notifier: Notifier, is_alive: Callable[[], Awaitable[bool]], status: Callable[[], str]) -> None:
        self._notifier = notifier
        self._is_alive = is_alive
        self._status = status
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Say that the service is ready, and that it is alive from now on."""
        self._notifier.ready(self._status())
        if self._notifier.watchdog_s is not None:
            self._task = asyncio.get_running_loop().create_task(self._feed(self._notifier.watchdog_s / _SHARE))

    async def stop(self) -> None:
        """Say that the service is about to end."""
        self._notifier.stopping()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _feed(self, period_s: float) -> None:
        while True:
            try:
                async with asyncio.timeout(period_s):
                    alive = await self._is_alive()
            except TimeoutError:
                alive = False
            if alive:
                self._notifier.alive(self._status())
            else:
                self._notifier.stuck("Does not answer any more; it is about to be started anew")
            await asyncio.sleep(period_s)


def _status(text: str) -> str:
    return f"STATUS={' '.join(text.split())[:_SHOWN]}"
