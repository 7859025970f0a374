"""How handlers are described in the OpenAPI document, and what makes the document complete.

Litestar finds paths and parameters. Schemas are made by msgspec from the very types that requests are read with, so
ranges, descriptions and refusals of unknown fields are what the document says they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, Parameter, RequestBody, Schema

from .answers import JSON, Body, Document, ErrorDocument, Query

_COMPONENT = "#/components/schemas/"
_RESPONSE = "#/components/responses/"
_GATE = {
    "401": ("NotLoggedIn", "A password is set: present it, or a log-in cookie."),
    "403": ("NotLetIn", "Another web site asked for this, or no password is set and this is not the station itself."),
    "413": ("TooLarge", "The request brings more than 64 KiB."),
    "429": ("Locked", "Too many wrong passwords; wait a minute."),
}
"""What every request may be answered by the server in front of this API, by code."""
_SECURITY = {
    "password": {"type": "http", "scheme": "basic", "description": "User name and password, for scripts."},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "oevse_session",
        "description": "From `POST /login`, for people. Changes need the header `X-Requested-With: OpenEVSE` then.",
    },
}
_TAGS = {
    "Status": "Everything about the station, read or followed as it happens.",
    "Claims": "What clients want of the station. The strongest claim that sets a property decides it.",
    "Override": "What a person wants, by hand, whatever schedule, sun and clients of less weight want.",
    "Prices": "What a kilowatt hour costs, in money and in carbon, by time.",
    "Sun": "What the sun is expected to give, by time. People look at it; nothing is decided by it.",
    "Boost": "Charge now, for a while, whatever sun, schedule and plan want.",
    "Limit": "Charge so much, so long or so far, and then stop.",
    "Schedule": "Charge or do not, by the clock on the wall.",
    "Sources": "Solar divert and the current shaper, and the measurements they live on.",
    "Clock": "Date, time and zone.",
    "Energy": "What was charged: registers, and by the calendar.",
    "History": "Sessions, measurements and the event log, as documents and as tables.",
    "Settings": "What can be set, described and changed.",
    "Commissioning": "What the installation is made of, and the most it may charge with.",
    "Board": "The controller's front, its control pilot and, if it is simulated, its world.",
    "RFID": "Cards that may charge.",
    "Certificates": "Whom the station trusts, and what it shows to others.",
    "Services": "Connections to the outside.",
    "Network": "How the station is on the network, and gets there.",
    "Controller": "The board that switches the current.",
    "Backup": "The station's whole state as a file: made, brought back; and what helps those who help.",
    "Station": "This program and its machine.",
}


@dataclass
class _Given(Schema):
    """A schema that is there already, as JSON."""

    document: dict[str, Any] = field(default_factory=dict)

    def to_schema(self) -> dict[str, Any]:
        """Return it."""
        return self.document


def takes(
    kind: object = None,
    example: object = None,
    *,
    schema: Mapping[str, Any] | None = None,
    query: type[Query] | None = None,
) -> type[Operation]:
    """Make the ``operation_class`` of a handler that takes a JSON body or a query.

    Args:
        kind: the type the body is read as.
        example: one that is possible.
        schema: of the body, instead of the type's.
        query: the type the query is read as.

    """
    if schema is None and kind is not None:
        (schema,), _ = msgspec.json.schema_components([kind], ref_template=_COMPONENT + "{name}")
    parameters = [] if query is None else list(_parameters(query))

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            if schema is not None:
                content = OpenAPIMediaType(schema=_Given(document=dict(schema)), example=msgspec.to_builtins(example))
                self.request_body = RequestBody(content={JSON: content}, required=True)
            if parameters:
                self.parameters = [*(self.parameters or []), *parameters]

    return Described


def _parameters(query: type[Query]) -> Iterator[Parameter]:
    _, components = msgspec.json.schema_components([query])
    (described,) = components.values()
    for name, schema in described["properties"].items():
        yield Parameter(
            name=name,
            param_in="query",
            description=schema.pop("description", None),
            required=name in described["required"],
            schema=_Given(document=schema),
        )


def refuses(reasons: Mapping[int, str]) -> dict[int, ResponseSpec]:
    """Describe refusals by their status codes."""
    return {
        status: ResponseSpec(data_container=ErrorDocument, description=text, generate_examples=False)
        for status, text in reasons.items()
    }


def answers_text(media_type: str, description: str) -> dict[int, ResponseSpec]:
    """Describe an answer that is no JSON."""
    return {
        200: ResponseSpec(data_container=str, description=description, media_type=media_type, generate_examples=False)
    }


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """Put into a document made by Litestar what it does not know."""
    for operation in _operations(document):
        _describe_refusals(operation)
    document["components"] = {
        "schemas": _needed(document),
        "responses": {name: _told_by_gate(text) for name, text in _GATE.values()},
        "securitySchemes": _SECURITY,
    }
    document["security"] = [{name: []} for name in _SECURITY]
    document["tags"] = [{"name": name, "description": text} for name, text in _TAGS.items()]
    return document


def _operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def _describe_refusals(operation: dict[str, Any]) -> None:
    """Litestar describes refusals of parameters in words of its own; they are answered in ours."""
    responses = operation["responses"]
    if "400" in responses:
        responses["400"]["content"] = {JSON: {"schema": {"$ref": f"{_COMPONENT}{ErrorDocument.__name__}"}}}
    gate = {status: {"$ref": f"{_RESPONSE}{name}"} for status, (name, _) in _GATE.items()}
    operation["responses"] = {**responses, **gate}


def _told_by_gate(text: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"msg": {"type": "string"}}, "required": ["msg"]}
    return {"description": text, "content": {JSON: {"schema": schema}}}


def _needed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas the document refers to, and those these refer to."""
    _, known = msgspec.json.schema_components(
        [*_subclasses(Document), *_subclasses(Body)], ref_template=_COMPONENT + "{name}"
    )
    needed: dict[str, Any] = {}
    unseen = _references(document["paths"])
    while unseen:
        needed |= {name: known[name] for name in unseen}
        unseen = _references(needed) - needed.keys()
    return dict(sorted(needed.items()))


def _subclasses(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


def _references(part: object) -> set[str]:
    if isinstance(part, dict):
        reference = part.get("$ref")
        is_schema = isinstance(reference, str) and reference.startswith(_COMPONENT)
        own = {str(reference).removeprefix(_COMPONENT)} if is_schema else set()
        return own.union(*map(_references, part.values()))
    if isinstance(part, list | tuple):
        return set().union(*map(_references, part))
    return set()
