"""Which path is what: the paths of the gateway, matched as it matches them, and everything else by its exact name.

Nothing is served here. Paths are taken as they stand on the request line: what is percent-encoded there is no path of
the gateway, so two names never mean one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

from .metrics_page import METRICS
from .replies import ANY_ORIGIN, CACHE_CONTROL, Header
from .security.first_password import FIRST_PASSWORD
from .security.login import LOGIN, LOGOUT
from .sockets import SOCKET_PATHS

V1 = "/api/v1"
AUTHORITY = f"{V1}/https/authority.crt"
"""The station's own certificate authority, which everybody may have."""
BACKUP_BYTES = 64 * 2**20
"""Of a backup that is uploaded; that of a station with years of history has a tenth of it."""

_PREFIXES = ("/schedule", "/claims", "/logs", "/certificates", "/limit", "/emeter", "/time")
"""Collections: a slash at the end is no other path."""
_DRASTIC = frozenset({"/reset", "/restart", "/apoff"})
_ANY_ORIGIN = frozenset({"/emoncms/describe", "/rfid/add", "/debug", "/evse"})
_PUBLIC = frozenset({"/emoncms/describe", LOGIN, FIRST_PASSWORD})
_EVERY_METHOD = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


class Part(Enum):
    """Who answers."""

    OPENEVSE = "openevse"
    V1 = "v1"
    LOGIN = "login"
    DOCS = "docs"
    METRICS = "metrics"
    SOCKET = "socket"
    NOT_FOUND = "not found"
    """Nothing is there, in the words of the gateway's collections."""


class Route(msgspec.Struct, frozen=True, gc=False):
    """What is at a path."""

    part: Part
    path: str
    """As the part knows it."""
    public: bool = False
    acts: bool = False
    drastic: bool = False
    headers: tuple[Header, ...] = (CACHE_CONTROL,)
    """On every answer."""
    upload_bytes: int = 0
    """How much may be sent, if more than to others."""


class Routes:
    """Finds what is at a path.

    Args:
        openevse: the API of the gateway.
        docs: paths of the documentation.

    """

    def __init__(self, openevse: Litestar, docs: Iterable[str]) -> None:
        self._known: dict[bytes, Route] = {}
        self._with_id: dict[str, Route] = {}
        for route in openevse.routes:
            if isinstance(route, HTTPRoute):
                self._add(route)
        for path in (LOGIN, LOGOUT, FIRST_PASSWORD):
            acts = path == FIRST_PASSWORD
            self._known[path.encode()] = Route(Part.LOGIN, path, public=path in _PUBLIC, acts=acts, headers=())
        for path in SOCKET_PATHS:
            self._known[path.encode()] = Route(Part.SOCKET, path, acts=True, headers=())
        self._exact = {path.encode(): Route(Part.DOCS, path, headers=()) for path in docs}
        self._exact[_V1_UPLOAD.path.encode()] = _V1_UPLOAD
        self._exact[AUTHORITY.encode()] = Route(Part.V1, AUTHORITY, public=True)
        self._exact[METRICS.encode()] = Route(Part.METRICS, METRICS)

    def find(self, raw_path: bytes) -> Route | None:
        """Find what is at a path, as it stands on the request line; None for what is none of ours."""
        route = self._known.get(raw_path) or self._exact.get(raw_path)
        if route is not None:
            return route
        if raw_path.startswith(b"/api/v1/") or raw_path == b"/api/v1":
            return _V1_ROUTE
        if b"%" in raw_path:
            return None
        path = raw_path.decode("ascii").lower()
        return self._known.get(path.encode()) or self._in_collection(path)

    def _in_collection(self, path: str) -> Route | None:
        prefix = next((prefix for prefix in _PREFIXES if path.startswith(f"{prefix}/")), None)
        if prefix is None:
            return None
        item = path[len(prefix) + 1 :]
        if not item:
            return self._known.get(prefix.encode())
        item = item.removesuffix("/")
        found = self._with_id.get(prefix)
        if found is None or not item or "/" in item:
            return None
        path = f"{prefix}/{item}"
        if path.encode() in self._known:
            # "/claims/target/" is not the target but a claim by an impossible name.
            return _NO_SUCH_ITEM
        return msgspec.structs.replace(found, path=path)

    def _add(self, http_route: HTTPRoute) -> None:
        path = http_route.path
        upload_bytes = max((int(handler.opt.get("body_bytes", 0)) for handler in http_route.route_handlers), default=0)
        headers = [] if path == "/emoncms/describe" else [CACHE_CONTROL]
        if path in _ANY_ORIGIN:
            headers.append(ANY_ORIGIN)
        route = Route(
            Part.OPENEVSE,
            path,
            public=path in _PUBLIC,
            acts=_acts(http_route) and path not in _PUBLIC,
            drastic=path in _DRASTIC,
            headers=tuple(headers),
            upload_bytes=upload_bytes,
        )
        prefix, _, last = path.rpartition("/")
        if last.startswith("{"):
            self._with_id[prefix] = route
        else:
            self._known[path.encode()] = route


def _acts(route: HTTPRoute) -> bool:
    """Whether something may be changed by a mere GET: where the method does not matter, or all origins may read."""
    methods = {method for handler in route.route_handlers for method in handler.http_methods}
    return methods >= _EVERY_METHOD or route.path in _ANY_ORIGIN


def is_socket(url: bytes) -> bool:
    """Whether a WebSocket is at this URL."""
    return url.partition(b"?")[0].lower() in _SOCKET_URLS


_SOCKET_URLS: Sequence[bytes] = tuple(path.encode() for path in SOCKET_PATHS)
_V1_ROUTE = Route(Part.V1, V1)
_V1_UPLOAD = Route(Part.V1, f"{V1}/restore", upload_bytes=BACKUP_BYTES)
_NO_SUCH_ITEM = Route(Part.NOT_FOUND, "")
