"""An endpoint that is the far end of a serial cable: a pseudo-terminal any serial program can open.

The terminal is raw and never echoes. This side keeps the terminal open itself, so programs may come and go, with two
consequences that are handled here. What nobody reads would stay and greet the next program long after: when
nothing was read for 10 s it is thrown away, as a serial line without a listener loses it. And an exclusive lock that
a program forgot would keep the next one out: it is lifted some time after each answer.
"""

from __future__ import annotations

import array
import asyncio
import contextlib
import errno
import fcntl
import os
import termios
import tty
from pathlib import Path

from ..errors import TransportError
from .address import PtyAddress
from .sessions import MAX_BACKLOG_BYTES, READ_SIZE, ServingEndpoint, Session, SessionFactory

UNREAD_LIFETIME_S = 10.0


class PtyEndpoint(ServingEndpoint):
    """Serves whoever opens the terminal, with one session for all its life."""

    def __init__(self, name: str, link: Path | None) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.device = os.ttyname(self._slave)
        """Path of the terminal itself."""
        super().__init__(name, address=self.device if link is None else str(link))
        self._link = link
        self._session: Session | None = None
        self._loop = asyncio.get_running_loop()
        self._backlog = bytearray()
        self._collected: list[bytes] | None = None
        self._tidying: asyncio.TimerHandle | None = None
        self._unread_before = 0
        self._written = 0
        self._closed = False

    def start(self, session: Session) -> None:
        """Begin serving; the link is placed last, so that whoever finds it finds the terminal working.

        Raises:
            OSError: the link cannot be placed.

        """
        if self._link is not None:
            _place_link(self._link, self.device)
        self._session = session
        session.attach(self._write)
        self._loop.add_reader(self._master, self._on_readable)

    async def close(self) -> None:
        """Stop serving, remove the link and the terminal; programs that have it open see it hang up."""
        self.discard()

    def discard(self) -> None:
        """Close at once."""
        if self._closed:
            return
        self._closed = True
        self._loop.remove_reader(self._master)
        self._loop.remove_writer(self._master)
        if self._tidying is not None:
            self._tidying.cancel()
        if self._session is not None:
            self._session.close()
            if self._link is not None:
                _remove_link(self._link, self.device)
        os.close(self._slave)
        os.close(self._master)

    def _on_readable(self) -> None:
        """Pass on what arrived; the answers leave in one piece."""
        try:
            data = os.read(self._master, READ_SIZE)
        except BlockingIOError:
            return
        answers: list[bytes] = []
        self._collected = answers
        try:
            if self._session is not None:
                self._session.receive(data)
        finally:
            self._collected = None
        if answers:
            self._write(b"".join(answers))

    def _write(self, data: bytes) -> None:
        if self._closed:
            return
        if self._collected is not None:
            self._collected.append(data)
            return
        self._written += len(data)
        if self._tidying is None:
            self._tidying = self._loop.call_later(UNREAD_LIFETIME_S, self._tidy)
        if not self._backlog:
            data = data[self._put(data) :]
            if not data:
                return
            self._loop.add_writer(self._master, self._on_writable)
        self._backlog += data
        if len(self._backlog) > MAX_BACKLOG_BYTES:
            self._drop_backlog()

    def _put(self, data: bytes | bytearray) -> int:
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0

    def _on_writable(self) -> None:
        del self._backlog[: self._put(self._backlog)]
        if not self._backlog:
            self._loop.remove_writer(self._master)

    def _drop_backlog(self) -> None:
        """Lose what the terminal had no room for.

        What is in the terminal stays: taking it from a reader that is just being woken for it would make the read
        return nothing, which some programs take for the end of the line.
        """
        self._written -= len(self._backlog)
        self._backlog.clear()
        self._loop.remove_writer(self._master)

    def _throw_away(self) -> None:
        """Lose everything that nobody reads."""
        self._drop_backlog()
        termios.tcflush(self._slave, termios.TCIFLUSH)
        self._unread_before = 0
        self._written = 0

    def _tidy(self) -> None:
        """See, some time after writing, whether anyone reads, and lift a forgotten lock."""
        self._tidying = None
        with contextlib.suppress(OSError):  # not every kernel knows these locks
            fcntl.ioctl(self._slave, termios.TIOCNXCL)
        unread = _unread_bytes(self._slave) + len(self._backlog)
        if unread and unread >= self._unread_before + self._written:
            self._throw_away()
            return
        self._unread_before, self._written = unread, 0
        if unread:
            self._tidying = self._loop.call_later(UNREAD_LIFETIME_S, self._tidy)


def serve_pty(name: str, address: PtyAddress, new_session: SessionFactory) -> PtyEndpoint:
    """Create a terminal and, if asked for, a symbolic link to it."""
    link = Path(address.link_path).expanduser().absolute() if address.link_path else None
    try:
        endpoint = PtyEndpoint(name, link)
    except OSError as error:
        raise TransportError(
            f"No pseudo-terminal can be created ({error.strerror}): use tcp://127.0.0.1:0 instead."
        ) from None
    try:
        endpoint.start(new_session())
    except OSError as error:
        endpoint.discard()
        raise TransportError(_link_problem(link, error)) from None
    return endpoint


def _place_link(link: Path, device: str) -> None:
    """Link to the terminal, replacing only a link to a terminal or to nothing, such as a crash leaves behind."""
    if link.is_symlink() and (not link.exists() or link.readlink().parent == Path(device).parent):
        link.unlink()
    link.symlink_to(device)


def _remove_link(link: Path, device: str) -> None:
    """Take the link away unless somebody else has replaced it."""
    with contextlib.suppress(OSError):
        if link.readlink() == Path(device):
            link.unlink()


def _link_problem(link: Path | None, error: OSError) -> str:
    match error.errno:
        case errno.EEXIST:
            return f"{link} exists and is no link to a terminal: remove it or choose another path."
        case errno.ENOENT:
            return f"{link} cannot be created because its folder does not exist: create the folder first."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"{link} may not be created by this user: choose a path in a folder you may write to."
    return f"{link} cannot be created ({error.strerror}): choose another path."


def _unread_bytes(terminal: int) -> int:
    count = array.array("i", [0])
    fcntl.ioctl(terminal, termios.FIONREAD, count)
    return count[0]
