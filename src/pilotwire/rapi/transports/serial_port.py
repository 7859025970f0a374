"""A client's end of a real serial line (8 data bits, no parity, 1 stop bit, no flow control), through serialx.

Also opens the far end of a pseudo-terminal. Opening locks the device and discards what had arrived before.
"""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path
from typing import cast

from serialx import BaseSerialTransport, SerialException, create_serial_connection

from ..errors import TransportError
from .address import SerialAddress
from .base import MAX_UNREAD_BYTES, BufferedTransport, Transport


class SerialTransport(asyncio.Protocol, BufferedTransport):
    """An open serial device."""

    def __init__(self, name: str) -> None:
        BufferedTransport.__init__(self, name)
        self._port: BaseSerialTransport | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the open port."""
        self._port = cast(BaseSerialTransport, transport)

    def data_received(self, data: bytes) -> None:
        """Take bytes from the line."""
        self.feed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Take notice that the device is gone."""
        self.end(None if exc is None else TransportError("The serial device went away: check its cable and power."))

    def write(self, data: bytes) -> None:
        """Send bytes; see the base class."""
        self._check_open()
        try:
            if self._port is not None:
                self._port.write(data)
        except (OSError, SerialException) as error:
            raise TransportError(f"The serial device took no data ({error}): check its cable and power.") from None

    async def close(self) -> None:
        """Close the device and wait until it is free for others."""
        port, self._port = self._port, None
        self.end()
        if port is not None:
            port.abort()
            await port.wait_closed()

    def _on_unread_changed(self) -> None:
        """Stop receiving while too much is unread."""
        full = self.unread_bytes > MAX_UNREAD_BYTES
        if self._port is None or full == self._paused or self._port.is_closing():
            return
        self._paused = full
        if full:
            self._port.pause_reading()
        else:
            self._port.resume_reading()


async def connect_serial(name: str, address: SerialAddress) -> Transport:
    """Open a serial device."""
    path = _device_path(address)
    transport = SerialTransport(name)
    try:
        await create_serial_connection(
            asyncio.get_running_loop(), lambda: transport, path, baudrate=address.baud, exclusive=True
        )
    except (OSError, SerialException) as error:
        raise TransportError(_problem(path, address.baud, error)) from None
    return transport


def _device_path(address: SerialAddress) -> str:
    return os.path.expanduser(address.path)  # noqa: PTH111 - fails for no name there can be


def _problem(path: str, baud: int, error: Exception) -> str:
    code = error.errno if isinstance(error, OSError) else None
    match code:
        case errno.ENOENT | errno.ENXIO | errno.ENODEV | errno.EIO:
            return f"There is no serial device {path}: check its cable and power, and its name with: ls /dev/tty*"
        case errno.EACCES | errno.EPERM:
            return f"{path} may not be opened by this user: add the user to its group, often with: {_join_group(path)}"
        case errno.EBUSY:
            return f"{path} is in use by another program: stop that program first."
        case errno.ENOTTY | errno.EISDIR:
            return f"{path} is not a serial device: choose one such as /dev/ttyACM0."
        case errno.EINVAL:
            return f"{path} cannot work at {baud} baud: controllers use 115200."
    return f"{path} cannot be opened ({error}): check the device and the baud rate {baud}."


def _join_group(path: str) -> str:
    """Return the command that gives a user access; the group is the device's where that can be seen."""
    try:
        group = Path(path).group()
    except (OSError, KeyError):
        group = "dialout"
    group = "dialout" if group in ("root", "tty") else group
    return f"sudo usermod -aG {group} {os.environ.get('USER', '$USER')} (then log in again)"
