"""How requests of the OpenEVSE API are read and its answers made: exact bodies, codes and content types.

What is answered is in the modules of each area; who may ask is decided before a handler is called, and what all
answers have in common is put on them afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.enums import HttpMethod
from litestar.exceptions import MethodNotAllowedException
from litestar.params import SkipValidation
from msgspec import UNSET, Meta, UnsetType

from pilotwire.services.host import Host

T = TypeVar("T")

JSON = "application/json"
TEXT = "text/plain"
HTML = "text/html"

ANY_METHOD = (HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE)
"""For the paths on which the gateway does not look at the method."""

MAX_NESTING = 10
"""Objects within objects beyond this are refused, as the gateway does; no document of the API comes near it."""

HostOf = NamedDependency[SkipValidation[Host]]
"""Type of the dependency ``host``."""

WebRequest = Request[object, object, State]
"""A request as handlers see it."""

_NOT_ALLOWED_EMPTY = ("/config", "/time", "/login", "/logout", "/energy/")
"""Paths whose answer to a wrong method has no body."""


class Message(msgspec.Struct, frozen=True):
    """How something went."""

    msg: Annotated[str, Meta(description="In the words clients know.")]
    reason: Annotated[
        str | UnsetType, Meta(description="Of an error: which field is wrong, and what would be right.")
    ] = UNSET


class ApiError(Exception):
    """A request is refused.

    Args:
        text: what is told, in the words clients know.
        status: the HTTP status code.
        reason: what is wrong and what would be right, where the words clients know do not say it.
        media_type: JSON makes ``{"msg": text}`` of the text; any other sends it as it is.

    """

    def __init__(self, text: str, status: int = 400, *, reason: str = "", media_type: str = JSON) -> None:
        super().__init__(text)
        self.text = text
        self.status = status
        self.reason = reason
        self.media_type = media_type


def answer(
    document: T, status: int = 200, *, media_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Response[T]:
    """Answer with a document: compact JSON without a newline, or text or bytes as they are."""
    return Response(
        document,
        status_code=status,
        media_type=media_type,
        # Given as a header because a media type of text would be sent with a charset, which clients do not expect.
        headers={"content-type": media_type, **(headers or {})},
    )


def msg(text: str, status: int = 200) -> Response[Message]:
    """Answer ``{"msg": text}``."""
    return answer(Message(text), status)


def plain(text: str, status: int = 200) -> Response[str]:
    """Answer with plain text."""
    return answer(text, status, media_type=TEXT)


def refusal(_: WebRequest, error: ApiError) -> Response[Message] | Response[str]:
    """Answer a request that was refused."""
    if error.media_type == JSON:
        return answer(Message(error.text, error.reason or UNSET), error.status)
    return answer(error.text, error.status, media_type=error.media_type)


def wrong_method(request: WebRequest, error: MethodNotAllowedException) -> Response[Message] | Response[str]:
    """Answer a method that its path does not know."""
    headers = error.headers or {}
    path = request.scope["path"].lower()
    if path.startswith(_NOT_ALLOWED_EMPTY):
        return answer("", 405, headers=headers)
    media_type = TEXT if path.startswith("/restart") else JSON
    return answer(Message("Method not allowed"), 405, headers=headers | {"content-type": media_type})


def parse_json(body: bytes, *, refused_with: str = "Could not parse JSON", status: int = 400) -> object:
    """Parse a body as JSON, whatever its type is said to be.

    As on the gateway, what follows the first complete value is ignored.

    Raises:
        ApiError: ``refused_with`` and ``status``.

    """
    try:
        value = _first_value(body)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ApiError(refused_with, status) from error
    if _nesting(value) > MAX_NESTING:
        raise ApiError(refused_with, status)
    return value


def parse_object(body: bytes, *, refused_with: str = "Could not parse JSON", status: int = 400) -> dict[str, object]:
    """Parse a body as a JSON object.

    Raises:
        ApiError: ``refused_with`` and ``status``.

    """
    value = parse_json(body, refused_with=refused_with, status=status)
    if not isinstance(value, dict):
        raise ApiError(refused_with, status)
    return value


async def parameters(request: WebRequest) -> dict[str, str]:
    """Parameters of a form or a query by their names in lower case.

    A GET has them in its query; with any other method those of the body count, whatever its type is said to be, and
    those of the query where the body does not have them. The first of several with one name counts.
    """
    sources = [request.scope["query_string"]]
    if request.method != HttpMethod.GET:
        sources.insert(0, await request.body())
    found: dict[str, str] = {}
    for source in sources:
        for name, value in parse_qsl(source.decode(errors="replace"), keep_blank_values=True):
            found.setdefault(name.lower(), value)
    return found


def is_on(value: str | None) -> bool:
    """Whether a flag parameter is set: there without a value, or 1, or true."""
    return value is not None and value.lower() in ("", "1", "true")


def _first_value(body: bytes) -> object:
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        text = body.decode().lstrip()
        _, end = json.JSONDecoder().raw_decode(text)
        # Parsed again because the standard library's parser takes NaN and lone surrogates, which cannot be sent back.
        return msgspec.json.decode(text[:end].encode())


def _nesting(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_nesting, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_nesting, value), default=0)
    return 0
