"""The server: puts the parts together and listens.

What a part plugs in
--------------------
``build_app(host, openevse=Api(...), v1=Api(...), frames=..., ...)`` takes handlers of Litestar as functions that
return lists, so that the documentation can be made from them again when somebody asks for it.

* A handler gets the station as its dependency ``host``, annotated
  ``NamedDependency[SkipValidation[Host]]``; ``request.app.state.host`` is the same object.
* Litestar 2.25 warns of parameters whose source is not said (``FromPath[str]``, ``JSONBody[Document]``), and the tests
  take warnings for errors.
* Paths of the OpenEVSE API arrive in lower case and without a slash at the end, HEAD as GET, OPTIONS not at all; what
  they bring has arrived as a whole and is at most 64 KiB. A handler that takes more says so with
  ``opt={"body_bytes": ...}`` and is handed the pieces as they come (``request.stream()``).
* The query is in ``request.scope["query_string"]`` as it stands on the request line.
* ``Cache-Control`` and the header for other origins are put on every answer, a charset is taken off its type.
* An exception without a handler in ``Api.exception_handlers`` is logged and answered with 500 ``{"msg": ...}``.
* Whoever gets here has been let in.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.types import ExceptionHandlersMap
from uvicorn.config import Config
from uvicorn.server import ServerState

from pilotwire.services.host import Host

from .api_docs import ApiDocs, Documented
from .dispatch import EXCEPTION_HANDLERS, Dispatcher
from .limits import Connections, Limits
from .metrics_page import Answers, MetricsPage
from .portal import Entrance
from .protocols import HttpProtocol, SocketProtocol
from .redirect import PlainDoor, ToHttps
from .routes import V1, Part, is_socket
from .security.gate import Gate
from .security.redaction import RedactingFilter
from .sockets import Frames, Sockets
from .static_pages import StaticPages

_BACKLOG = 128
_PING_S = 20.0
"""How often a WebSocket is asked whether anybody is there, and how long the answer may take."""
_LOGGERS = ("pilotwire.http", "uvicorn.error")


def _nothing() -> None:
    pass


def _nowhere() -> int | None:
    return None


class Api(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two APIs."""

    title: str
    description: str
    handlers: Callable[[], Sequence[HTTPRouteHandler]]
    exception_handlers: ExceptionHandlersMap = {}
    complete: Callable[[dict[str, Any]], dict[str, Any]] = dict
    """Puts into the OpenAPI document what Litestar does not know."""
    quick: Mapping[str, Callable[[Host], bytes]] = {}
    """JSON of paths among ``handlers`` that everybody GETs all the time: the same bytes without the framework."""
    end_streams: Callable[[], None] = _nothing
    """Ends answers that would go on for ever; the server is about to stop."""


class ListenError(Exception):
    """The server cannot listen where it was told to."""


class App(msgspec.Struct, frozen=True):
    """What is served, by ``HttpServer``."""

    serve: PlainDoor | ToHttps
    redaction: RedactingFilter
    limits: Limits
    answers: Answers
    end_streams: Callable[[], None] = _nothing

    def close(self) -> None:
        """Let go of the station."""
        if isinstance(self.serve, PlainDoor):
            self.serve.close()


def build_app(
    host: Host,
    *,
    openevse: Api,
    v1: Api,
    frames: Frames,
    pages: Path | None = None,
    limits: Limits = Limits(),
    setup_code: str = "",
    https_port: Callable[[], int | None] = _nowhere,
    visited: Callable[[], None] = _nothing,
) -> App:
    """Put together what is served.

    Args:
        host: the station.
        openevse: the API of the OpenEVSE gateway.
        v1: our own API; its paths begin with ``/api/v1``.
        frames: makes what is pushed on ``/ws``.
        pages: folder of the built web interface; by default the one that is installed with this package.
        limits: how much is enough.
        https_port: where who comes over plain HTTP is sent; None while it is nowhere.
        visited: is told whenever somebody comes by the station's access point.
        setup_code: what the station shows while it has no password; who knows it may set the first one.

    """
    entrance = Entrance(host, visited)
    gate = Gate(host, entrance)
    apps = {Part.OPENEVSE: _litestar(host, openevse), Part.V1: _litestar(host, v1)}
    version = host.identity.pilotwire_version
    docs = ApiDocs(
        {
            "openevse": _documented(openevse, version),
            "v1": _documented(v1, version),
        }
    )
    sockets = Sockets(host, gate, frames, limits)
    static_pages = StaticPages(pages or Path(__file__).parent / "static")
    answers = Answers()
    metrics = MetricsPage(host, answers)
    dispatcher = Dispatcher(host, gate, apps, sockets, docs, static_pages, metrics, limits, openevse.quick, setup_code)
    door = PlainDoor(dispatcher, https_port, entrance)
    return App(door, RedactingFilter(lambda: host.status.settings), limits, answers, v1.end_streams)


def _documented(api: Api, version: str) -> Documented:
    return Documented(api.title, version, api.description, api.handlers, api.complete)


def build_redirect(host: Host, https_port: int, *, limits: Limits = Limits()) -> App:
    """Put together what is served on the plain port beside HTTPS: the way there."""
    return App(ToHttps(https_port), RedactingFilter(lambda: host.status.settings), limits, Answers())


def _litestar(host: Host, api: Api) -> Litestar:
    return Litestar(
        api.handlers(),
        dependencies={"host": Provide(lambda: host, sync_to_thread=False, use_cache=True)},
        exception_handlers={**EXCEPTION_HANDLERS, **api.exception_handlers},
        state=State({"host": host}),
        openapi_config=None,
        logging_config=None,
    )


class HttpServer:
    """Listens, in the event loop that runs.

    Args:
        app: what is served.
        address: to listen on; empty for all.
        port: to listen on; 0 for any that is free.
        tls: certificate and key, to be served over HTTPS.
        beside: another server serves the app too, and lets go of it.

    """

    def __init__(
        self, app: App, address: str = "", port: int = 80, *, tls: ssl.SSLContext | None = None, beside: bool = False
    ) -> None:
        self._app = app
        self._address = address
        self._port = port
        self._tls = tls
        self._beside = beside
        self._state = ServerState()
        self._connections = Connections(app.limits)
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self.bound[0][1]

    @property
    def bound(self) -> list[tuple[str, int]]:
        """Addresses and ports that are listened on."""
        sockets = () if self._server is None else self._server.sockets
        return [listening.getsockname()[:2] for listening in sockets]

    async def start(self) -> None:
        """Listen.

        Raises:
            ListenError: the port is taken or not ours to take, or the address is not one of this machine.

        """
        listening = _listen(self._address, self._port)
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self._app.redaction)
        self._server = await asyncio.get_running_loop().create_server(
            self.protocols(), sock=listening, ssl=self._tls, backlog=_BACKLOG
        )

    def protocols(self) -> Callable[[], HttpProtocol]:
        """Make what serves one connection each, whatever carries it, in the event loop that runs."""
        limits = self._app.limits
        config = Config(
            self._app.serve,
            http=HttpProtocol,
            ws=SocketProtocol,
            lifespan="off",
            log_config=None,
            log_level=logging.WARNING,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=limits.idle_s,
            ws_max_size=limits.socket_message_bytes,
            ws_ping_interval=_PING_S,
            ws_ping_timeout=_PING_S,
            ws_per_message_deflate=False,
        )
        config.load()
        return lambda: HttpProtocol(
            config,
            self._state,
            connections=self._connections,
            limits=limits,
            answers=self._app.answers,
            is_socket=is_socket,
        )

    async def stop(self) -> None:
        """Stop listening, finish the answers under way, close WebSockets with 1012; all within a few seconds."""
        if self._server is None:
            return
        self._server.close()
        if not self._beside:
            self._app.end_streams()
        for protocol in tuple(self._state.connections):
            protocol.shutdown()
        try:
            await asyncio.wait_for(self._connections.ended(), self._app.limits.stop_s)
        except TimeoutError:
            self._connections.abort_all()
        for task in tuple(self._state.tasks):
            task.cancel()
        await asyncio.gather(*self._state.tasks, return_exceptions=True)
        self._server = None
        if not self._beside:
            self._app.close()
            for name in _LOGGERS:
                logging.getLogger(name).removeFilter(self._app.redaction)


def _listen(address: str, port: int) -> socket.socket:
    try:
        if not address and socket.has_dualstack_ipv6():
            listening = socket.create_server(("", port), family=socket.AF_INET6, backlog=_BACKLOG, dualstack_ipv6=True)
        else:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            listening = socket.create_server((address, port), family=family, backlog=_BACKLOG)
    except PermissionError as error:
        raise ListenError(
            f"Port {port} is for privileged programs: use a port above 1023, or let this one have it"
            " (setcap cap_net_bind_service, or AmbientCapabilities of systemd)"
        ) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ListenError(f"Port {port} is taken by another program: stop that, or use another port") from error
        raise ListenError(f"Cannot listen on {address or 'any address'}, port {port}: {error.strerror}") from error
    # Inherited by every connection. asyncio would do it, but only for sockets it has made itself; without, head and
    # body of an answer wait for each other 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


__all__ = ["V1", "Api", "App", "HttpServer", "ListenError", "build_app", "build_redirect"]
