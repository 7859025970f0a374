"""The OpenAPI document of our own API: complete, and true to the types that requests are read with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from pilotwire.services.http import v1
from pilotwire.services.http.api_docs import Documented, document_of
from pilotwire.services.http.v1.answers import Body, Document

REFERENCE = "#/components/schemas/"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    api = v1.api()
    documented = Documented(api.title, "1.2.3", api.description, api.handlers, api.complete)
    found: dict[str, Any] = msgspec.json.decode(document_of(documented))
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method} {path}", operation


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def subclasses(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for subclass in kind.__subclasses__():
        if subclass.__module__.startswith("pilotwire."):
            yield subclass
            yield from subclasses(subclass)


def test_every_operation_says_what_it_does_and_how_it_can_fail(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    for name, operation in operations(document):
        assert operation["summary"], name
        assert set(operation["tags"]) <= tags, name
        for response in operation["responses"].values():
            assert "$ref" in response or response["description"], name
        assert {"401", "403"} <= operation["responses"].keys(), name


def test_every_parameter_is_described(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], name
            assert "null" not in str(parameter["schema"]), name


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_nothing_is_described_that_nobody_refers_to(document: dict[str, Any]) -> None:
    referred = {reference.removeprefix(REFERENCE) for reference in references(document)}
    assert set(document["components"]["schemas"]) <= referred


def test_bodies_refuse_what_is_not_described(document: dict[str, Any]) -> None:
    bodies = [schema for name, schema in document["components"]["schemas"].items() if name.endswith("Body")]
    assert bodies
    assert all(schema["additionalProperties"] is False for schema in bodies)


def test_every_body_has_an_example_that_can_be_read(document: dict[str, Any]) -> None:
    kinds = {kind.__name__: kind for kind in subclasses(Body)}
    read = 0
    for _, operation in operations(document):
        if "requestBody" not in operation:
            continue
        content = operation["requestBody"]["content"].get("application/json")
        if content is None:
            assert list(operation["requestBody"]["content"]) == ["application/octet-stream"]
            continue
        assert content["example"]
        if "$ref" in content["schema"]:
            msgspec.convert(content["example"], kinds[content["schema"]["$ref"].removeprefix(REFERENCE)])
            read += 1
    assert read > 10


def test_ranges_are_those_of_the_types(document: dict[str, Any]) -> None:
    lease = document["components"]["schemas"]["ClaimBody"]["properties"]["lease_s"]
    assert {"type": "number", "minimum": 1, "maximum": 604800} in lease["anyOf"]


@pytest.mark.parametrize("kind", [*subclasses(Document), *subclasses(Body)], ids=lambda kind: kind.__name__)
def test_every_type_can_be_read_back(kind: type[msgspec.Struct]) -> None:
    msgspec.json.Decoder(kind)


def test_names_of_types_are_unique() -> None:
    names = [kind.__name__ for base in (Document, Body) for kind in subclasses(base)]
    assert len(names) == len(set(names))


def test_units_are_in_names(document: dict[str, Any]) -> None:
    suffixes = ("_a", "_w", "_wh", "_v", "_s", "_c", "_pct", "_ma", "_dbm", "_bytes")
    bare = {
        "value",
        "priority",
        "number",
        "phase",
        "id",
        "charges",
        "resumed",
        "range",
        "version",
        "minimum",
        "maximum",
        "pv_ratio",
        "speed",
    }
    for name, schema in document["components"]["schemas"].items():
        for field, described in schema["properties"].items():
            if described.get("type") == "number":
                assert field.endswith(suffixes) or field in bare, (name, field)
