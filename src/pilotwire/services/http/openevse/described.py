"""How handlers are described in the OpenAPI document where their signatures do not say it.

Bodies are read as bytes, because clients label them at will, and parameters from bodies and queries alike; so what
may be in them is declared here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, Operation, Parameter, RequestBody, Schema

from .answers import JSON, Message

FORM = "application/x-www-form-urlencoded"


@dataclass
class _Given(Schema):
    """A schema that is there already, as JSON."""

    document: dict[str, object] = field(default_factory=dict)

    def to_schema(self) -> dict[str, object]:
        return self.document


def takes(
    body: object = None,
    *,
    form: type[msgspec.Struct] | None = None,
    query: Mapping[str, str] | type[msgspec.Struct] | None = None,
    headers: Mapping[str, str] | None = None,
    required: bool = True,
    answers_also: str | None = None,
) -> type[Operation]:
    """Make the ``operation_class`` of a handler that takes a body, a form, query parameters or headers.

    Args:
        body: type of the JSON document; msgspec makes a schema of it. Several in a tuple: any of them.
        form: a struct with the fields of a form.
        query: descriptions of query parameters by name, all of them optional text; or a struct with them.
        headers: the same for headers.
        required: whether a request without a body is refused.
        answers_also: a media type that every answer may have too, as text.

    """
    content: dict[str, OpenAPIMediaType] = {}
    if body is not None:
        content[JSON] = OpenAPIMediaType(schema=_Given(document=schema_of(body)))
    if form is not None:
        content[FORM] = OpenAPIMediaType(schema=_Given(document=schema_of(form)))
    extra = [*_parameters("query", query or {}), *_parameters("header", headers or {})]

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            if content:
                self.request_body = RequestBody(content=content, required=required)
            if extra:
                self.parameters = [*(self.parameters or []), *extra]
            for response in (self.responses or {}).values():
                if answers_also is not None and isinstance(response, OpenAPIResponse) and response.content:
                    response.content[answers_also] = OpenAPIMediaType(schema=_Given(document={"type": "string"}))

    return Described


def refuses(reasons: Mapping[int, str]) -> dict[int, ResponseSpec]:
    """Describe answers ``{"msg": …}`` by their status codes."""
    return {
        status: ResponseSpec(data_container=Message, description=text, generate_examples=False)
        for status, text in reasons.items()
    }


class _Fields(msgspec.Struct):
    """What of the schema of a struct becomes parameters."""

    properties: dict[str, dict[str, object]]
    required: list[str] = []


def _parameters(place: Literal["query", "header"], named: Mapping[str, str] | type[msgspec.Struct]) -> list[Parameter]:
    if isinstance(named, Mapping):
        fields = _Fields({name: {"type": "string", "description": text} for name, text in named.items()})
    else:
        fields = msgspec.convert(schema_of(named), _Fields)
    return [
        Parameter(
            name=name,
            param_in=place,
            description=str(schema.pop("description", "")),
            required=name in fields.required,
            schema=_Given(document=schema),
        )
        for name, schema in fields.properties.items()
    ]


def schema_of(kind: object) -> dict[str, object]:
    """JSON schema of a type, or of any of several types, complete in itself."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    schemas, components = msgspec.json.schema_components(kinds)
    whole = [_inlined(schema, components) for schema in schemas]
    first = whole[0]
    return {"anyOf": whole} if len(whole) > 1 or not isinstance(first, dict) else first


def _inlined(part: object, components: Mapping[str, object]) -> object:
    if isinstance(part, dict):
        if "$ref" in part:
            return _inlined(components[str(part["$ref"]).rpartition("/")[2]], components)
        return {key: _inlined(value, components) for key, value in part.items()}
    if isinstance(part, list):
        return [_inlined(item, components) for item in part]
    return part
