"""The controller's end of RAPI: bytes in, bytes out, for any number of lines at once.

Each line (pseudo-terminal, TCP client, ...) is a ``Session`` of its own, so answers never mix; what the controller
says unasked goes to all of them. While the controller is busy nothing is answered, as in the firmware: received bytes
wait in a buffer of its size, and an answer given during a blocking request leaves when the block ends.

No I/O and no clock here: the owner advances the controller to the present before it feeds a session, and calls
``RapiServer.pump`` after every advance.
"""

from __future__ import annotations

from collections.abc import Callable

from pilotwire.controller import Controller
from pilotwire.controller.notifications import (
    BootReport,
    ButtonReport,
    Notification,
    StateReport,
    TextNoise,
    WifiRequest,
)

from .answers import CHANGES_NOTHING, HANDLERS, NK
from .codec import CR, BadFrame, Command, CommandDecoder, encode_notification, encode_reply

RECEIVE_BUFFER = 63
"""Bytes that survive a busy time (the firmware's ring buffer)."""
_BAD_FRAME = encode_reply(ok=False)


class Session:
    """One line to the controller."""

    def __init__(self, server: RapiServer, write: Callable[[bytes], None]) -> None:
        self._server = server
        self._write = write
        self._decoder = CommandDecoder()
        self._waiting = b""
        self._held: bytes | None = None
        self._echo = False

    def receive(self, data: bytes) -> None:
        """Take bytes from the line; answers are written as soon as the controller is not busy."""
        if self._server.controller.busy or self._held is not None:
            self._waiting = (self._waiting + data)[:RECEIVE_BUFFER]
        else:
            self._waiting += data
            self.serve()

    def serve(self) -> None:
        """Answer what can be answered now."""
        controller = self._server.controller
        if self._held is not None and not controller.busy:
            held, self._held = self._held, None
            self._reply(held)
            self._server.flush()
        if self._waiting and self._held is None and not controller.busy:
            self._server.flush()
        while self._waiting and self._held is None and not controller.busy:
            end = self._waiting.find(CR) + 1 or len(self._waiting)
            chunk, self._waiting = self._waiting[:end], self._waiting[end:]
            if self._echo:
                self._write(chunk)
            for frame in self._decoder.feed(chunk):
                self._answer(frame)

    @property
    def holds_answer(self) -> bool:
        """An answer waits for the controller; what it reports meanwhile goes out after it."""
        return self._held is not None

    def forget(self) -> None:
        """The controller lost its power: what it had received, would have answered and was told to echo is gone."""
        self._decoder = CommandDecoder()
        self._waiting = b""
        self._held = None
        self._echo = False

    def close(self) -> None:
        """The line is gone."""
        self._server.sessions.discard(self)

    def forget_echo(self) -> None:
        """The controller was reset: the only thing that ends an echo."""
        self._echo = False

    def say(self, data: bytes) -> None:
        """Write something the controller says unasked."""
        self._write(data)

    def _answer(self, frame: Command | BadFrame) -> None:
        if isinstance(frame, BadFrame):
            self._reply(_BAD_FRAME)
            return
        controller = self._server.controller
        if frame.name == "FR":
            self._server.flush()
            controller.restart()
            controller.finish_request()
            self._server.changed()
            return
        handler = HANDLERS.get(frame.name)
        if frame.name in CHANGES_NOTHING and handler is not None:
            answer = handler(controller, frame.args)
            self._reply(encode_reply(ok=answer.ok, data=answer.data, sequence_id=frame.sequence_id))
            controller.machine.report_change()
            self._server.flush()
            return
        self._server.flush()
        answer = handler(controller, frame.args) if handler is not None else NK
        if frame.name == "FF" and answer.ok and frame.args[0][:1] == "E":
            self._echo = True
        self._server.flush_text()
        controller.finish_request()
        self._held = encode_reply(ok=answer.ok, data=answer.data, sequence_id=frame.sequence_id)
        if not controller.busy:
            held, self._held = self._held, None
            self._reply(held)
            self._server.flush()
        self._server.changed()

    def _reply(self, data: bytes) -> None:
        self._write(data + b"\n" if self._echo else data)


class RapiServer:
    """All lines of one controller."""

    def __init__(self, controller: Controller, changed: Callable[[], None] = lambda: None) -> None:
        self.controller = controller
        self.sessions: set[Session] = set()
        self.changed = changed
        """Called after a request that may have changed outputs or the next deadline."""

    def open_session(self, write: Callable[[bytes], None]) -> Session:
        """A new line; ``write`` takes the bytes to send on it."""
        session = Session(self, write)
        self.sessions.add(session)
        return session

    def power_cycled(self, controller: Controller) -> None:
        """Serve a controller that has just been powered up in the place of the old one."""
        self.controller = controller
        for session in self.sessions:
            session.forget()

    def pump(self) -> None:
        """Bring all lines up to the controller's present: call after every advance."""
        for session in tuple(self.sessions):
            session.serve()
        if not any(session.holds_answer for session in self.sessions):
            self.flush()

    def flush(self) -> None:
        """Send what the controller has said unasked to every line."""
        for notification in self.controller.take_notifications():
            data = to_bytes(notification)
            for session in tuple(self.sessions):
                if isinstance(notification, BootReport):
                    session.forget_echo()
                session.say(data)

    def flush_text(self) -> None:
        """Send plain text now, ahead of the answer to the command that caused it; keep reports for after it."""
        kept = [n for n in self.controller.take_notifications() if not self._said_text(n)]
        self.controller.machine.notifications[:0] = kept

    def _said_text(self, notification: Notification) -> bool:
        if not isinstance(notification, TextNoise):
            return False
        for session in tuple(self.sessions):
            session.say(to_bytes(notification))
        return True


def to_bytes(notification: Notification) -> bytes:
    """The frame (or text) of something the controller says unasked."""
    match notification:
        case BootReport(code, version):
            return encode_notification(f"AB {code:02x} {version}")
        case StateReport(code, pilot_code, capacity_a, flags):
            return encode_notification(f"AT {code:02x} {pilot_code:02x} {capacity_a} {flags:04x}")
        case ButtonReport(long):
            return encode_notification(f"AN {int(long)}")
        case WifiRequest(mode):
            return encode_notification(f"WF {mode:02x}")
        case TextNoise(text):
            return text.encode("ascii")
