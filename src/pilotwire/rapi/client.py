"""A RAPI client over any transport: serialises callers, keeps time, finds out what the controller can do.

:class:`RapiClient` only moves bytes, waits and tells; every decision about a conversation is in ``client_protocol``,
every question of the detection in ``features``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Self

from . import client_parsing as parsing
from . import client_protocol as protocol
from .client_functions import Functions
from .client_protocol import ClientProtocol, Timings
from .client_queries import Queries
from .client_settings import Settings
from .client_values import (
    BootReport,
    ClientEvent,
    ControllerFound,
    ControllerLost,
    ControllerRestarted,
    ControllerState,
    LinkClosed,
    StateReport,
)
from .codec import Notification, Reply
from .codes import EvseState, VolatileFlag
from .errors import RapiTimeoutError, TransportError
from .features import Features, detection
from .transports import Transport, open_transport

_EVENT_BACKLOG = 256
"""Events an iterator may fall behind; the oldest are dropped then."""

EventCallback = Callable[[ClientEvent], None]
NotificationCallback = Callable[[Notification], None]


class RapiClient(Queries, Settings, Functions):
    """Typed access to one controller. Use as an async context manager, or ``connect`` and ``close``.

    Args:
        transport: a transport name such as ``serial:/dev/ttyACM0``, or a coroutine function that opens one.
        timings: patience and tries, for tests and unusual lines.

    """

    def __init__(self, transport: str | Callable[[], Awaitable[Transport]], *, timings: Timings = Timings()) -> None:
        self._open_transport = (lambda: open_transport(transport)) if isinstance(transport, str) else transport
        self._protocol = ClientProtocol(timings)
        self._timings = timings
        self._transport: Transport | None = None
        self._reader: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._turn = asyncio.Lock()
        self._waiter: asyncio.Future[Reply] | None = None
        self._features: Features | None = None
        self._detect_again = False
        self._last_state: tuple[EvseState, VolatileFlag | None] = (EvseState.UNKNOWN, None)
        self._callbacks: list[EventCallback] = []
        self._raw_callbacks: list[NotificationCallback] = []

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def features(self) -> Features:
        """What the controller can do; known once :meth:`connect` has succeeded."""
        if self._features is None:
            raise TransportError("The controller's features are not known yet: connect to it first.")
        return self._features

    @property
    def connected(self) -> bool:
        """Whether the transport is open; it says nothing about the controller behind it."""
        return self._transport is not None

    @property
    def last_state(self) -> tuple[EvseState, VolatileFlag | None]:
        """State and flags as last heard, ``UNKNOWN`` before anything was."""
        return self._last_state

    async def open(self) -> None:
        """Open the transport without asking the controller anything; :meth:`command` works from then on."""
        if self._transport is None:
            self._transport = await self._open_transport()
            self._protocol = ClientProtocol(self._timings)
            self._features = None
            self._last_state = (EvseState.UNKNOWN, None)
            self._reader = asyncio.create_task(self._read(self._transport))

    async def connect(self) -> Features:
        """Open the transport if need be and find out what the controller can do; takes about 0.5 s.

        Raises:
            TransportError: the transport could not be opened.
            RapiTimeoutError: nothing answers there (the transport is closed again).
            RapiReplyError: what answers is not a controller (likewise).

        """
        await self.open()
        try:
            async with self._turn:
                return await self._detect()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close the transport; a command under way fails with ``TransportError``."""
        transport, self._transport = self._transport, None
        reader, self._reader = self._reader, None
        if transport is not None:
            self._stop(TransportError("The link was closed while the command was under way: connect again."))
            await transport.close()
        if reader is not None:
            reader.cancel()
            await asyncio.wait([reader])

    async def command(self, text: str) -> Reply:
        """Send one command as text, for example ``SC 16 V`` or ``$GS^30``, and return the reply.

        A checksum and, where the controller has them, a sequence id are added; a text with a checksum is sent as
        given. ``$FR`` is answered by the boot report, which is then the raw text of an ``$OK``. Callers take turns.

        Raises:
            RapiCommandError: not a command a controller could read.
            RapiTimeoutError: no answer in the time and tries allowed.
            TransportError: the link is closed or broke.

        """
        async with self._turn:
            if self._detect_again:
                features = await self._detect()
                self._publish(ControllerFound(features))
            return await self._exchange(text)

    async def get_state(self) -> ControllerState:
        """``$GS``: as in the base class, and remembered as the last state."""
        state = await super().get_state()
        self._last_state = (state.state, state.flags)
        return state

    def subscribe(self, callback: EventCallback) -> Callable[[], None]:
        """Have every event passed to ``callback``, in the event loop; the function returned ends that."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def subscribe_raw(self, callback: NotificationCallback) -> Callable[[], None]:
        """Have every notification passed to ``callback`` as it came, for people to look at; else as ``subscribe``."""
        self._raw_callbacks.append(callback)
        return lambda: self._raw_callbacks.remove(callback)

    async def events(self) -> AsyncIterator[ClientEvent]:
        """Yield events as they happen until the link closes; the oldest are dropped for a reader far behind."""
        queue: asyncio.Queue[ClientEvent] = asyncio.Queue()

        def keep(event: ClientEvent) -> None:
            if queue.qsize() >= _EVENT_BACKLOG:
                queue.get_nowait()
            queue.put_nowait(event)

        unsubscribe = self.subscribe(keep)
        try:
            while True:
                event = await queue.get()
                yield event
                if isinstance(event, LinkClosed):
                    return
        finally:
            unsubscribe()

    async def _detect(self) -> Features:
        """Let the detection ask its questions, each over the link it wants, and adopt the result."""
        steps = detection()
        try:
            probe = next(steps)
            while True:
                self._protocol.link = probe.link
                probe = steps.send(await self._exchange(probe.command))
        except StopIteration as result:
            features: Features = result.value
        self._features = features
        self._protocol.link = features.link
        self._detect_again = False
        return features

    async def _exchange(self, text: str) -> Reply:
        transport = self._require_transport()
        data = self._protocol.send(text, self._now_ms())
        waiter: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiter = waiter
        try:
            if data:
                transport.write(data)
            self._set_timer()
            return await waiter
        finally:
            self._waiter = None
            self._protocol.abandon(self._now_ms())
            self._set_timer()

    def _require_transport(self) -> Transport:
        if self._transport is None:
            raise TransportError("There is no link to the controller: connect first.")
        return self._transport

    @staticmethod
    def _now_ms() -> int:
        return int(asyncio.get_running_loop().time() * 1000)

    async def _read(self, transport: Transport) -> None:
        """Move bytes from the transport to the protocol until the link ends."""
        reason = "the other end closed it"
        try:
            while data := await transport.read():
                self._handle(self._protocol.receive(data, self._now_ms()))
                self._set_timer()
        except TransportError as error:
            reason = str(error)
        if self._transport is transport:
            self._transport = None
            self._stop(TransportError(f"The link {transport.name} is gone: {reason}"))
            await transport.close()

    def _stop(self, error: TransportError) -> None:
        """Let everyone know that the link is over."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)
        self._publish(LinkClosed(str(error)))

    def _set_timer(self) -> None:
        """Wake up at the protocol's deadline."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        deadline_ms = self._protocol.next_deadline
        if deadline_ms is not None and self._transport is not None:
            self._timer = asyncio.get_running_loop().call_at(deadline_ms / 1000, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        # The loop may fire up to its clock resolution early, and whole milliseconds round down.
        now_ms = max(self._now_ms(), self._protocol.next_deadline or 0)
        self._handle(self._protocol.advance(now_ms))
        self._set_timer()

    def _handle(self, events: list[protocol.ProtocolEvent]) -> None:
        for event in events:
            match event:
                case protocol.Transmit(data):
                    self._write(data)
                case protocol.Answered(reply):
                    self._finish(reply)
                case protocol.Unanswered():
                    self._finish(_timeout_error(event))
                case protocol.Notified(notification):
                    self._on_notification(notification)
                case protocol.RestartSeen(requested):
                    self._publish(ControllerRestarted(requested))
                case protocol.ControllerLostSeen():
                    self._detect_again = self._features is not None
                    self._publish(ControllerLost())

    def _write(self, data: bytes) -> None:
        """Send a repetition; a broken link is reported by the reader, which sees it too."""
        with contextlib.suppress(TransportError):
            self._require_transport().write(data)

    def _finish(self, outcome: Reply | RapiTimeoutError) -> None:
        waiter = self._waiter
        if waiter is None or waiter.done():
            return
        if isinstance(outcome, Reply):
            waiter.set_result(outcome)
        else:
            waiter.set_exception(outcome)

    def _on_notification(self, notification: Notification) -> None:
        for callback in tuple(self._raw_callbacks):
            callback(notification)
        event = parsing.notification(notification, self._features)
        if isinstance(event, StateReport):
            self._last_state = (event.state, event.flags)
        elif isinstance(event, BootReport) and self._features is not None:
            self._detect_again |= event.firmware != self._features.firmware
        self._publish(event)

    def _publish(self, event: ClientEvent) -> None:
        for callback in tuple(self._callbacks):
            callback(event)


def _timeout_error(event: protocol.Unanswered) -> RapiTimeoutError:
    tries = "" if event.tries == 1 else f" to {event.tries} tries"
    said = f"The controller gave no answer{tries} to {event.text!r} within {event.waited_ms / 1000:.1f} s"
    if event.heard_bytes:
        return RapiTimeoutError(
            f"{said}, but something else speaks on the line ({event.heard_bytes} bytes): check that this is the"
            " controller's device and baud rate, and that no other program uses it."
        )
    return RapiTimeoutError(f"{said}: check cable, power and baud rate, and that nothing else uses the line.")


__all__ = ["EventCallback", "NotificationCallback", "RapiClient", "Timings"]
