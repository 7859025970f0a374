"""A USB reader of RFID cards: the device is opened for us alone, read, and opened again when it was unplugged.

It types like a keyboard, so that without the exclusive grab the number of every card would be typed into whatever has
the console. What the keys mean is in ``services/card_reader``; what becomes of a card is the station's.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import logging
import os
import random
from collections.abc import Callable

from pilotwire.services.card_reader.keystrokes import EVENT_BYTES, Keystrokes
from pilotwire.services.host import Host
from pilotwire.station.events import Event, Topic
from pilotwire.station.reconnect import Backoff, Reconnect, ReconnectState
from pilotwire.station.status import ServiceStatus

NAME = "rfid_reader"
_EVIOCGRAB = 0x40044590
"""Linux: no other program hears the device any more."""
_READ_BYTES = 64 * EVENT_BYTES
_NO_GRAB = (errno.ENOTTY, errno.EINVAL)
"""It is no input device, such as the pipe of a test: nobody else hears that."""
_BACKOFF = Backoff(first_ms=1_000, cap_ms=60_000, stable_ms=5_000)
_log = logging.getLogger("pilotwire.rfid")


class CardReader:
    """Follows the setting ``rfid_reader``.

    Args:
        host: the station.

    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._path = ""
        self._file: int | None = None
        self._keys = Keystrokes()
        self._reconnect = Reconnect(_BACKOFF)
        self._timer: asyncio.TimerHandle | None = None
        self._forget: Callable[[], None] | None = None

    def start(self) -> None:
        """Follow the setting from now on."""
        self._forget = self._host.subscribe(self._on_event)
        self._follow()

    def close(self) -> None:
        """Let go of the device."""
        if self._forget is not None:
            self._forget()
        self._stop()

    def connect_anew(self) -> None:
        """Open the device anew."""
        if self._path:
            self._stop()
            self._begin()

    def _on_event(self, event: Event) -> None:
        if event.topic is Topic.CONFIG:
            self._follow()

    def _follow(self) -> None:
        path = self._host.status.settings.rfid_reader
        if path == self._path:
            return
        self._stop()
        self._path = path
        if path:
            self._begin()
        else:
            self._show(ServiceStatus())

    def _begin(self) -> None:
        self._reconnect.start(self._now_ms)
        self._try()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._release()
        self._reconnect.stop(self._now_ms)

    def _release(self) -> None:
        if self._file is not None:
            asyncio.get_running_loop().remove_reader(self._file)
            os.close(self._file)
            self._file = None

    def _try(self) -> None:
        self._timer = None
        self._reconnect.begin(self._now_ms)
        try:
            self._file = _opened(self._path)
        except OSError as error:
            self._lost(_in_words(self._path, error))
            return
        self._keys = Keystrokes()
        asyncio.get_running_loop().add_reader(self._file, self._read)
        self._reconnect.succeeded(self._now_ms)
        _log.info("RFID: reading cards from %s", self._path)
        self._show(ServiceStatus(enabled=True, connected=True, state="connected", peer_version=self._path))

    def _read(self) -> None:
        if self._file is None:
            return
        try:
            data = os.read(self._file, _READ_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            self._lost(_in_words(self._path, error))
            return
        if not data:
            self._lost(f"The RFID reader at {self._path} has been unplugged.")
            return
        for token in self._keys.feed(data, self._now_ms):
            self._host.run(lambda station, moment, token=token: station.show_card(token, moment))  # type: ignore[misc] # bound at once

    def _lost(self, error: str) -> None:
        self._release()
        if error != self._reconnect.last_error:
            _log.warning("%s", error)
        self._reconnect.failed(error, self._now_ms, random.random())  # noqa: S311 - spreads tries over time
        next_ms = self._reconnect.next_try_ms
        if next_ms is None or self._reconnect.state is not ReconnectState.WAITING:
            return
        now = self._host.now()
        wait_ms = next_ms - now.elapsed_ms
        next_try_s = int(now.epoch_s + wait_ms / 1000) if now.trusted else None
        self._show(ServiceStatus(enabled=True, state="waiting", error=error, next_try_s=next_try_s))
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._host.seconds_until(next_ms), self._try)

    def _show(self, service: ServiceStatus) -> None:
        self._host.run(lambda station, moment: station.set_service(NAME, service, moment))

    @property
    def _now_ms(self) -> int:
        return self._host.now().elapsed_ms


def _opened(path: str) -> int:
    """Open the device, for us alone."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        fcntl.ioctl(file, _EVIOCGRAB, 1)
    except OSError as error:
        if error.errno not in _NO_GRAB:
            os.close(file)
            raise
    return file


def _in_words(path: str, error: OSError) -> str:
    match error.errno:
        case errno.ENOENT | errno.ENODEV | errno.ENXIO:
            return f"There is no RFID reader at {path}: is it plugged in?"
        case errno.EACCES | errno.EPERM:
            return f"{path} may not be read: add the user that runs Pilotwire to the group 'input'."
        case errno.EBUSY:
            return f"Another program has taken {path} for itself."
        case _:
            return f"The RFID reader at {path} cannot be read: {error.strerror}."
