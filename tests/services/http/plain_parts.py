"""Handlers and frames that are as plain as they can be: what they tell is what reached them."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from litestar import Request, Response, delete, get, post, route
from litestar.di import NamedDependency
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, SkipValidation

from pilotwire.services.host import Host
from pilotwire.services.http.server import Api
from pilotwire.station.events import Event
from pilotwire.station.status import Status

ANY = (HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE)

StationHost = NamedDependency[SkipValidation[Host]]
WebRequest = Request[Any, Any, Any]


class Document(msgspec.Struct):
    """Something to have a schema of."""

    name: str
    value: int = 0


@get("/status", sync_to_thread=False)
def status(host: StationHost) -> dict[str, str]:
    return {"hostname": host.status.settings.hostname}


@post("/status", status_code=200)
async def push(request: WebRequest) -> dict[str, int]:
    return {"received": len(await request.body())}


@post("/config", status_code=200)
async def configure(request: WebRequest) -> dict[str, str]:
    return {"body": (await request.body()).decode()}


@get("/claims", sync_to_thread=False)
def claims() -> list[int]:
    return []


@get("/claims/target", sync_to_thread=False)
def target() -> dict[str, str]:
    return {"claims": "target"}


@get("/claims/{client:str}", sync_to_thread=False)
def claim(client: FromPath[str]) -> dict[str, str]:
    return {"client": client}


@delete("/claims/{client:str}", status_code=200, sync_to_thread=False)
def release(client: FromPath[str]) -> dict[str, str]:
    return {"released": client}


@get(["/limit", "/limits"], sync_to_thread=False)
def limit() -> dict[str, str]:
    return {}


@route("/r", http_method=ANY, status_code=200)
async def raw(request: WebRequest) -> dict[str, str]:
    return {"query": request.scope["query_string"].decode("latin-1"), "method": request.method}


@route(["/reset", "/apoff"], http_method=ANY, status_code=200, sync_to_thread=False)
def reset() -> Response[str]:
    return Response("1", media_type="text/plain")


@get("/emoncms/describe", sync_to_thread=False)
def describe() -> Response[str]:
    return Response("openevse", media_type="text/plain")


@get("/debug", sync_to_thread=False)
def debug() -> Response[str]:
    return Response("log", media_type="text/plain")


@get("/broken", sync_to_thread=False)
def broken() -> None:
    raise RuntimeError("password=hunter22 and Basic aHVudGVyOmh1bnRlcg==")


@post("/update", status_code=200, opt={"body_bytes": 200_000})
async def update(request: WebRequest) -> dict[str, int]:
    size = 0
    async for piece in request.stream():
        size += len(piece)
    return {"received": size}


@get("/api/v1/station", sync_to_thread=False)
def v1_station() -> Document:
    return Document("station")


@get("/api/v1/things/{name:str}", sync_to_thread=False)
def v1_thing(name: FromPath[str]) -> Document:
    return Document(name)


@post("/api/v1/things", sync_to_thread=False)
def v1_make(data: JSONBody[Document]) -> Document:
    return data


_OPENEVSE: list[HTTPRouteHandler] = [
    status,
    push,
    configure,
    claims,
    target,
    claim,
    release,
    limit,
    raw,
    reset,
    describe,
    debug,
    broken,
    update,
]
_V1: list[HTTPRouteHandler] = [v1_station, v1_thing, v1_make]

PLAIN_OPENEVSE = Api(title="OpenEVSE API", description="As the gateway's.", handlers=lambda: _OPENEVSE)
PLAIN_V1 = Api(title="Pilotwire API", description="Ours.", handlers=lambda: _V1)


class PlainFrames:
    """Says what it was asked for, and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def first(self, status: Status) -> bytes:
        return json.dumps({"first": status.settings.hostname}).encode()

    def event(self, event: Event) -> bytes | None:
        self.made += 1
        return json.dumps({"topic": event.topic.value, **event.data}).encode() if event.data else None


PLAIN_FRAMES = PlainFrames()
