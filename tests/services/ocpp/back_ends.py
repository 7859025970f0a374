"""Back ends of OCPP 1.6 and 2.0.1 from the server side of the package ``ocpp``, over real WebSockets on loopback.

Its schema validation is on: what a station says wrong is answered with an error, and noted in ``wrong``. Everything
runs in a thread with an event loop of its own, so tests can be plain functions.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http
import itertools
import json
import ssl
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from ocpp.routing import on
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from ocpp import v16, v201
from pilotwire_process import PATIENCE_S

Json = Any


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


class BackEnd:
    """One back end. What stations say is in ``said``, in order: action and payload.

    Args:
        version: ``1.6`` or ``2.0.1``; the subprotocol that is chosen.
        password: what Basic authentication has to tell; None for none.
        context: for TLS.
        chosen: subprotocols that are offered; that of the version if not given.
        path: under which stations are known.

    """

    def __init__(
        self,
        version: str,
        *,
        password: bytes | None = None,
        context: ssl.SSLContext | None = None,
        chosen: list[str] | None = None,
        path: str = "/ocpp/",
    ) -> None:
        self.version = version
        self.password = password
        self.port = 0
        self.said: list[tuple[str, Json]] = []
        self.heard: dict[str, Json] = {}
        """All calls by their ids."""
        self.repeated: list[str] = []
        """Actions of calls that came again because their answers were lost."""
        self.answers: dict[str, str] = {}
        self.wrong: list[str] = []
        self.connections = 0
        self.refused = 0
        self.paths: list[str] = []
        self.shown: list[int | None] = []
        """Serial number of the client certificate of each connection."""
        self.boot_status = "Accepted"
        self.silent_about: set[str] = set()
        """Actions that get no answer."""
        self.transactions = itertools.count(1)
        self._context = context
        self._chosen = chosen if chosen is not None else [f"ocpp{version}"]
        self._path = path
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._server: Server | None = None
        self._points: list[Any] = []
        self._sockets: list[ServerConnection] = []

    def __enter__(self) -> Self:
        self._thread.start()
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()

    @property
    def url(self) -> str:
        scheme = "ws" if self._context is None else "wss"
        return f"{scheme}://localhost:{self.port}{self._path.rstrip('/')}"

    # -- what a test does --------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Take connections, on the same port as before."""

        async def opened() -> Server:
            return await serve(
                self._serve,
                "127.0.0.1",
                self.port,
                subprotocols=[Subprotocol(name) for name in self._chosen] or None,
                select_subprotocol=None if self._chosen else (lambda _socket, _offered: None),
                process_request=self._let_in,
                ssl=self._context,
                compression=None,
            )

        self._server = self.run(opened())
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    def shut(self) -> None:
        """Take no connections, and drop those there are."""

        async def shut(server: Server) -> None:
            server.close(close_connections=False)
            self._drop()
            await asyncio.sleep(0.05)

        if self._server is not None:
            self.run(shut(self._server))
            self._server = None

    def drop(self) -> None:
        """Break every connection."""
        self._loop.call_soon_threadsafe(self._drop)

    def call(self, action: str, **payload: Json) -> Json:
        """Ask the station; returns its answer, or raises what it refuses with."""
        point = self.wait(lambda: self._points[-1] if self._points else None)
        request = getattr((v16 if self.version == "1.6" else v201).call, action)(**payload)
        return self.run(point.call(request, suppress=False))

    def send_raw(self, text: str | bytes) -> None:
        """Say anything."""
        self.run(self._sockets[-1].send(text))

    def of(self, action: str) -> list[Json]:
        """What was said with an action."""
        return [payload for name, payload in self.said if name == action]

    def wait_for(self, action: str, fits: Callable[[Json], bool] = lambda _: True, *, after: int = 0) -> Json:
        """Wait until a station says something; returns it."""

        def found() -> Json:
            return next((p for name, p in self.said[after:] if name == action and fits(p)), None)

        try:
            return self.wait(found)
        except AssertionError:
            message = f"{action} was never said; {[name for name, _ in self.said]}; {self.wrong}"
            raise AssertionError(message) from None

    def wait(self, reached: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is waited for
        deadline = time.monotonic() + PATIENCE_S
        while not (found := reached()):
            assert time.monotonic() < deadline, "it never happened"
            time.sleep(0.02)
        return found

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - as above
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _drop(self) -> None:
        for one in self._sockets:
            one.transport.abort()

    def _let_in(self, connection: ServerConnection, request: Request) -> Response | None:
        self.paths.append(request.path)
        if not request.path.startswith(self._path):
            self.refused += 1
            return connection.respond(http.HTTPStatus.NOT_FOUND, "no such station\n")
        if self.password is not None:
            told = request.headers.get("Authorization", "").removeprefix("Basic ")
            name = request.path.rpartition("/")[2]
            if base64.b64decode(told) != name.encode() + b":" + self.password:
                self.refused += 1
                return connection.respond(http.HTTPStatus.UNAUTHORIZED, "wrong\n")
        return None

    async def _serve(self, socket: ServerConnection) -> None:
        self.connections += 1
        self.shown.append(_serial_number(socket))
        self._sockets.append(socket)
        point = (Point16 if self.version == "1.6" else Point201)(self, socket)
        self._points.append(point)
        with contextlib.suppress(ConnectionClosed):
            await point.start()
        self._points.remove(point)
        self._sockets.remove(socket)

    def hears(self, raw: str) -> bool:
        """Take note of a message; says whether it is to be answered."""
        message = json.loads(raw)
        if message[0] == 4:
            self.wrong.append(raw)
        if message[0] != 2:
            return True
        if message[1] in self.heard:
            # The answer was lost: the same message again, which a back end can tell by its id.
            assert self.heard[message[1]] == message[2:]
            self.repeated.append(message[2])
            return message[1] not in self.answers
        self.heard[message[1]] = message[2:]
        self.said.append((message[2], message[3]))
        return message[2] not in self.silent_about


def _serial_number(socket: ServerConnection) -> int | None:
    secured = socket.transport.get_extra_info("ssl_object")
    told = None if secured is None else secured.getpeercert()
    return int(told["serialNumber"], 16) if told else None


class _Point:
    back_end: BackEnd

    async def route_message(self, raw_msg: str) -> None:
        if self.back_end.hears(raw_msg):
            await super().route_message(raw_msg)  # type: ignore[misc]
        elif (answer := self.back_end.answers.get(json.loads(raw_msg)[1])) is not None:
            await super()._send(answer)  # type: ignore[misc]

    async def _send(self, message: str) -> None:
        kind, message_id = json.loads(message)[:2]
        if kind == 4:
            self.back_end.wrong.append(message)
        if kind != 2:
            self.back_end.answers[message_id] = message
        await super()._send(message)  # type: ignore[misc]


class Point16(_Point, v16.ChargePoint):  # type: ignore[misc]
    """What a 1.6 back end has of one station."""

    def __init__(self, back_end: BackEnd, socket: ServerConnection) -> None:
        super().__init__("station", socket, response_timeout=30)
        self.back_end = back_end

    @on("BootNotification")
    def on_boot(self, **_: Json) -> v16.call_result.BootNotification:
        return v16.call_result.BootNotification(now(), 300, self.back_end.boot_status)

    @on("Heartbeat")
    def on_heartbeat(self) -> v16.call_result.Heartbeat:
        return v16.call_result.Heartbeat(now())

    @on("Authorize")
    def on_authorize(self, **_: Json) -> v16.call_result.Authorize:
        return v16.call_result.Authorize({"status": "Accepted"})

    @on("StartTransaction")
    def on_start(self, **_: Json) -> v16.call_result.StartTransaction:
        return v16.call_result.StartTransaction(next(self.back_end.transactions), {"status": "Accepted"})

    @on("StopTransaction")
    def on_stop(self, **_: Json) -> v16.call_result.StopTransaction:
        return v16.call_result.StopTransaction()

    @on("MeterValues")
    def on_meter_values(self, **_: Json) -> v16.call_result.MeterValues:
        return v16.call_result.MeterValues()

    @on("StatusNotification")
    def on_status(self, **_: Json) -> v16.call_result.StatusNotification:
        return v16.call_result.StatusNotification()

    @on("SecurityEventNotification")
    def on_security(self, **_: Json) -> v16.call_result.SecurityEventNotification:
        return v16.call_result.SecurityEventNotification()

    @on("DiagnosticsStatusNotification")
    def on_diagnostics(self, **_: Json) -> v16.call_result.DiagnosticsStatusNotification:
        return v16.call_result.DiagnosticsStatusNotification()

    @on("LogStatusNotification")
    def on_log(self, **_: Json) -> v16.call_result.LogStatusNotification:
        return v16.call_result.LogStatusNotification()

    @on("FirmwareStatusNotification")
    def on_firmware(self, **_: Json) -> v16.call_result.FirmwareStatusNotification:
        return v16.call_result.FirmwareStatusNotification()

    @on("SignedFirmwareStatusNotification")
    def on_signed_firmware(self, **_: Json) -> v16.call_result.SignedFirmwareStatusNotification:
        return v16.call_result.SignedFirmwareStatusNotification()

    @on("SignCertificate")
    def on_sign(self, **_: Json) -> v16.call_result.SignCertificate:
        return v16.call_result.SignCertificate("Accepted")


class Point201(_Point, v201.ChargePoint):  # type: ignore[misc]
    """What a 2.0.1 back end has of one station."""

    def __init__(self, back_end: BackEnd, socket: ServerConnection) -> None:
        super().__init__("station", socket, response_timeout=30)
        self.back_end = back_end

    @on("BootNotification")
    def on_boot(self, **_: Json) -> v201.call_result.BootNotification:
        return v201.call_result.BootNotification(now(), 300, self.back_end.boot_status)

    @on("Heartbeat")
    def on_heartbeat(self) -> v201.call_result.Heartbeat:
        return v201.call_result.Heartbeat(now())

    @on("Authorize")
    def on_authorize(self, **_: Json) -> v201.call_result.Authorize:
        return v201.call_result.Authorize({"status": "Accepted"})

    @on("TransactionEvent")
    def on_transaction(self, **_: Json) -> v201.call_result.TransactionEvent:
        return v201.call_result.TransactionEvent()

    @on("MeterValues")
    def on_meter_values(self, **_: Json) -> v201.call_result.MeterValues:
        return v201.call_result.MeterValues()

    @on("StatusNotification")
    def on_status(self, **_: Json) -> v201.call_result.StatusNotification:
        return v201.call_result.StatusNotification()

    @on("NotifyReport")
    def on_report(self, **_: Json) -> v201.call_result.NotifyReport:
        return v201.call_result.NotifyReport()

    @on("NotifyChargingLimit")
    def on_limit(self, **_: Json) -> v201.call_result.NotifyChargingLimit:
        return v201.call_result.NotifyChargingLimit()

    @on("ClearedChargingLimit")
    def on_cleared_limit(self, **_: Json) -> v201.call_result.ClearedChargingLimit:
        return v201.call_result.ClearedChargingLimit()

    @on("SecurityEventNotification")
    def on_security(self, **_: Json) -> v201.call_result.SecurityEventNotification:
        return v201.call_result.SecurityEventNotification()

    @on("LogStatusNotification")
    def on_log(self, **_: Json) -> v201.call_result.LogStatusNotification:
        return v201.call_result.LogStatusNotification()

    @on("FirmwareStatusNotification")
    def on_firmware(self, **_: Json) -> v201.call_result.FirmwareStatusNotification:
        return v201.call_result.FirmwareStatusNotification()

    @on("SignCertificate")
    def on_sign(self, **_: Json) -> v201.call_result.SignCertificate:
        return v201.call_result.SignCertificate("Accepted")
