"""The one application the server runs: finds what a request is for, asks the gate, and hands it on.

It is on the way of every request, so it does no more than that: no framework, no object that is not needed. What the
APIs answer is theirs; what all answers have in common is put on here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
from litestar.types import ExceptionHandlersMap

from pilotwire.services.host import Host

from . import portal
from .api_docs import ApiDocs
from .limits import (
    TOO_LARGE,
    BodyTooLargeError,
    Connection,
    DisconnectedError,
    Limits,
    announced_bytes,
    connection_of,
    counted,
    handed,
    has_body,
    read_body,
)
from .metrics_page import MetricsPage
from .replies import EMPTY, JSON, NOT_FOUND, Header, Message, Receive, Reply, Scope, Send, reply, told
from .routes import Part, Route, Routes
from .security.gate import Gate, Visit
from .security.login import LoginDesk
from .sockets import Sockets
from .static_pages import StaticPages

WebRequest = Request[object, object, State]

_log = logging.getLogger("pilotwire.http")

_SAFE = ("GET", "HEAD", "OPTIONS")
_CHARSET = b"; charset=utf-8"
_NO_ITEM = told(404, "Not found")
_SOCKET_ONLY = told(426, "There is a WebSocket here and nothing else", (b"upgrade", b"websocket"))
_BROKEN = "Something went wrong inside the station; its log says what"


class Dispatcher:
    """An ASGI application.

    Args:
        host: the station.
        gate: decides who is let in.
        apps: the two APIs.
        sockets: serves WebSockets.
        docs: serves the documentation.
        pages: serves the web interface.
        metrics: serves what Prometheus asks for.
        limits: how much a request may bring.
        quick: makes the JSON of GET on these paths of the OpenEVSE API without its framework.
        setup_code: with which the first password can be set from the network.

    """

    def __init__(
        self,
        host: Host,
        gate: Gate,
        apps: Mapping[Part, Litestar],
        sockets: Sockets,
        docs: ApiDocs,
        pages: StaticPages,
        metrics: MetricsPage,
        limits: Limits,
        quick: Mapping[str, Callable[[Host], bytes]],
        setup_code: str,
    ) -> None:
        self._host = host
        self._quick = quick
        self._gate = gate
        self._apps = apps
        self._sockets = sockets
        self._docs = docs
        self._pages = pages
        self._metrics = metrics
        self._limits = limits
        self._desk = LoginDesk(host, gate, setup_code)
        self._routes = Routes(apps[Part.OPENEVSE], docs.paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or WebSocket."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        connection = connection_of(scope)
        route = self._routes.find(scope["raw_path"])
        by_point = self._gate.entrance.is_used(scope)
        if by_point and portal.asks_elsewhere(headers, self._host.status.settings.hostname):
            if scope["type"] == "http":
                await portal.way_in().send(send)
            else:
                await NOT_FOUND.refuse(send)
            return
        if by_point:
            self._gate.entrance.visited()
        visit = _visit(scope, headers, connection, route, by_point=by_point)
        if scope["type"] == "websocket":
            await self._socket(route, visit, scope, receive, send)
        elif route is None:
            await self._elsewhere(scope, headers, send)
        else:
            refusal = self._gate.admit_public(visit) if route.public else await self._gate.admit(visit)
            if refusal is None:
                refusal = await self._serve(route, visit, scope, receive, send)
            if refusal is not None:
                await refusal.send(send)

    async def _serve(self, route: Route, visit: Visit, scope: Scope, receive: Receive, send: Send) -> Reply | None:
        """Answer, or return what to answer."""
        ready = self._ready(route, visit)
        if ready is not None:
            return ready
        if has_body(visit.headers):
            try:
                receive = await self._bounded(route, visit, scope, receive)
            except BodyTooLargeError:
                return TOO_LARGE
            except DisconnectedError:
                return None
        if route.part in self._apps:
            await self._hand_on(route, scope, receive, send)
        elif route.part is Part.DOCS:
            await self._docs.serve(route.path, scope, visit.headers, send)
        else:
            return await self._answer(route, visit, receive)
        return None

    async def _answer(self, route: Route, visit: Visit, receive: Receive) -> Reply:
        """What is answered by the server itself."""
        if route.part is Part.METRICS:
            return await self._metrics.answer(visit.method, visit.headers)
        if route.part is Part.LOGIN:
            return await self._desk.answer(route.path, visit, receive)
        return _SOCKET_ONLY if route.part is Part.SOCKET else _NO_ITEM

    def _ready(self, route: Route, visit: Visit) -> Reply | None:
        """What needs no handler."""
        if visit.method == "OPTIONS":
            return EMPTY
        if visit.method == "GET" and route.part is Part.OPENEVSE and route.path in self._quick:
            return reply(200, self._quick[route.path](self._host), JSON, *route.headers)
        return None

    async def _bounded(self, route: Route, visit: Visit, scope: Scope, receive: Receive) -> Receive:
        limit_bytes = route.upload_bytes or self._limits.body_bytes
        if announced_bytes(visit.headers) > limit_bytes:
            raise BodyTooLargeError
        if route.upload_bytes:
            connection_of(scope).request_s = self._limits.upload_s
            return counted(receive, limit_bytes)
        return handed(await read_body(receive, limit_bytes), receive)

    async def _hand_on(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            # uvicorn keeps the original and leaves the body out.
            scope = {**scope, "method": "GET"}
        if route.part is Part.OPENEVSE:
            scope["path"] = route.path
        common = route.headers

        async def send_with_common(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _finished(message["headers"], common)
            await send(message)

        await self._apps[route.part](scope, receive, send_with_common)  # type: ignore[arg-type]

    async def _elsewhere(self, scope: Scope, headers: dict[bytes, bytes], send: Send) -> None:
        page = self._pages.find(scope["raw_path"].decode("ascii", "replace"))
        if page is not None:
            if scope["method"] == "OPTIONS":
                await EMPTY.send(send)
            else:
                await page.serve(scope, headers, send)
            return
        if portal.is_open(self._host.status):
            # What telephones and laptops look for to tell that they are behind a portal.
            await portal.way_in().send(send)
            return
        await NOT_FOUND.send(send)

    async def _socket(self, route: Route | None, visit: Visit, scope: Scope, receive: Receive, send: Send) -> None:
        if route is None or route.part is not Part.SOCKET:
            await NOT_FOUND.refuse(send)
            return
        refusal = await self._gate.admit(visit)
        if refusal is not None:
            await refusal.refuse(send)
            return
        await self._sockets.serve(route.path, scope, receive, send)

    def close(self) -> None:
        """Let go of the station."""
        self._sockets.close()
        self._gate.verifier.close()


def _visit(
    scope: Scope, headers: dict[bytes, bytes], connection: Connection, route: Route | None, *, by_point: bool
) -> Visit:
    method = scope.get("method", "GET")
    acts = method not in _SAFE or (route is not None and route.acts)
    return Visit(
        method,
        headers,
        connection.peer,
        connection.local,
        scope["scheme"] in ("https", "wss"),
        scope["server"][1],
        acts,
        drastic=route is not None and route.drastic,
        by_point=by_point,
    )


def _finished(headers: list[Header], common: tuple[Header, ...]) -> list[Header]:
    """Put on what all answers have, and take off what clients do not expect."""
    finished = [
        (name, value.removesuffix(_CHARSET) if name == b"content-type" else value)
        for name, value in headers
        if name != b"cache-control"
    ]
    finished.extend(common)
    return finished


def _not_found(_: WebRequest, __: NotFoundException) -> Response[bytes]:
    return Response(b"Not Found", status_code=404, media_type="text/plain")


def _refused(request: WebRequest, error: HTTPException) -> Response[dict[str, str]]:
    if error.status_code >= 500:
        return _unforeseen(request, error)
    return Response({"msg": _reason(error)}, status_code=error.status_code)


def _reason(error: HTTPException) -> str:
    """What is wrong, field by field where the framework knows."""
    wrong = error.extra if isinstance(error, ValidationException) and isinstance(error.extra, list) else []
    fields = [f"{item.get('key', 'the request')}: {item['message']}" for item in wrong if "message" in item]
    return "; ".join(fields) or error.detail


def _too_large(_: WebRequest, __: BodyTooLargeError) -> Response[bytes]:
    return Response(TOO_LARGE.body, status_code=413, media_type="application/json")


def _too_deep(_: WebRequest, __: RecursionError) -> Response[dict[str, str]]:
    return Response({"msg": "The document is nested too deeply"}, status_code=400)


def _unforeseen(request: WebRequest, error: Exception) -> Response[dict[str, str]]:
    _log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return Response({"msg": _BROKEN}, status_code=500)


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    NotFoundException: _not_found,
    HTTPException: _refused,
    BodyTooLargeError: _too_large,
    RecursionError: _too_deep,
    Exception: _unforeseen,
}
"""What every API does about exceptions it does not handle itself."""
