"""How requests of our own API are read and how they are refused: one shape of errors, for people and programs.

Bodies are JSON whatever they are labelled as. A field that is not known, of the wrong type or out of range is refused
by its name, before anything is done. What is answered is in the modules of each area; who may ask is decided before
a handler is called.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException
from litestar.params import SkipValidation
from litestar.types import ExceptionHandlersMap
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.store.errors import StoreError

from .expected import expected_at, split_message

T = TypeVar("T")

JSON = "application/json"

HostOf = NamedDependency[SkipValidation[Host]]
"""Type of the dependency ``host``."""

WebRequest = Request[object, object, State]
"""A request as handlers see it."""

_log = logging.getLogger("pilotwire.http")
_BROKEN = "Something went wrong inside the station; its log says what."


class Document(msgspec.Struct, frozen=True):
    """Something that is answered."""


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is asked for."""


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters of a query; those that may be left out are unset then, since there is no null in a URL."""


class Problem(Document, frozen=True):
    """What is wrong with a request."""

    field: Annotated[
        str | None, Meta(description="The field or parameter that is wrong; null where it is not a single one.")
    ]
    reason: Annotated[str, Meta(description="What is wrong and what would be right, in a sentence.")]


class ErrorDocument(Document, frozen=True):
    """A refusal. Nothing was changed."""

    error: Problem


class ApiError(Exception):
    """A request is refused.

    Args:
        reason: what is wrong and what would be right, in a sentence.
        field: the field or parameter that is wrong, if it is one.
        status: 400 for what can never be right, 404 for what is not there, 409 for what cannot be now.

    """

    def __init__(self, reason: str, field: str | None = None, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.status = status


def read_body(body: bytes, kind: type[T]) -> T:
    """Read the body of a request.

    Raises:
        ApiError: it is not JSON, or not what is expected.

    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise _unexpected(error, kind, "field") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError(f"The body must be JSON: {error}.") from error


def read_query(request: WebRequest, kind: type[T]) -> T:
    """Read the query of a request.

    Raises:
        ApiError: it is not what is expected.

    """
    try:
        given = parse_qsl(request.scope["query_string"].decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise ApiError("The query must be UTF-8.") from error
    names = [name for name, _ in given]
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise ApiError("Give this once.", repeated)
    try:
        return msgspec.convert(dict(given), kind, strict=False)
    except msgspec.ValidationError as error:
        raise _unexpected(error, kind, "parameter") from error


def _unexpected(error: msgspec.ValidationError, kind: object, what: str) -> ApiError:
    field, unknown = split_message(str(error))
    return ApiError(f"There is no such {what}." if unknown else f"Use {expected_at(kind, field)}.", field)


def refusal(reason: str, status: int, field: str | None = None) -> Response[ErrorDocument]:
    """Answer that a request is refused."""
    return Response(ErrorDocument(error=Problem(field=field, reason=reason)), status_code=status, media_type=JSON)


def _api_error(_: WebRequest, error: ApiError) -> Response[ErrorDocument]:
    return refusal(error.reason, error.status, error.field)


def _invalid(_: WebRequest, error: ValidationException) -> Response[ErrorDocument]:
    """A parameter of path or query is not what it should be."""
    found = error.extra[0] if isinstance(error.extra, list) and error.extra else None
    if not isinstance(found, Mapping):
        return refusal(f"{error.detail}.", 400)
    field = str(found.get("key", "")) or None
    return refusal(f"{found.get('message', error.detail)}.", 400, field)


def _not_found(request: WebRequest, _: NotFoundException) -> Response[ErrorDocument]:
    return refusal(f"There is nothing at {request.scope['path']}; /docs/v1 lists what there is.", 404)


def _wrong_method(_: WebRequest, error: MethodNotAllowedException) -> Response[ErrorDocument]:
    answer = refusal("This method has no meaning here; the header Allow lists those that have.", 405)
    answer.headers.update(error.headers or {})
    return answer


def _refused(_: WebRequest, error: HTTPException) -> Response[ErrorDocument]:
    return refusal(error.detail, error.status_code)


def _unreadable(_: WebRequest, error: StoreError) -> Response[ErrorDocument]:
    return refusal(f"{error}.", 503)


def _unforeseen(request: WebRequest, error: Exception) -> Response[ErrorDocument]:
    _log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return refusal(_BROKEN, 500)


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    ApiError: _api_error,
    ValidationException: _invalid,
    NotFoundException: _not_found,
    MethodNotAllowedException: _wrong_method,
    HTTPException: _refused,
    StoreError: _unreadable,
    Exception: _unforeseen,
}
"""How everything that can go wrong is told, in one shape."""
