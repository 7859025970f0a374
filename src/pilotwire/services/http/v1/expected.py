"""What a type takes, in words fit for a refusal: "a whole number from 6 to 80". Made from the type itself."""

from __future__ import annotations

import re
from functools import singledispatch

import msgspec
from msgspec import inspect

_PATH = re.compile(r"(?P<text>.*?)(?: - at `(?P<path>[^`]*)`)?", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
_STEP = re.compile(r"\.([^.\[\]]+)|(\[(?:[0-9]+|\.\.\.)\])")


def split_message(message: str) -> tuple[str | None, bool]:
    """Which field msgspec complains of, as ``events[0].days``, and whether it is one that should not be there."""
    found = _PATH.fullmatch(message)
    text, path = (found["text"], found["path"] or "$") if found is not None else (message, "$")
    unknown, missing = _UNKNOWN.fullmatch(text), _MISSING.fullmatch(text)
    named = unknown or missing
    if named is not None:
        path = f"{path}.{named['name']}"
    return path.removeprefix("$").removeprefix(".") or None, unknown is not None


def expected_at(kind: object, field: str | None) -> str:
    """What a type takes at a field, as ``split_message`` names it."""
    found = inspect.type_info(kind)
    for name, index in _STEP.findall(f".{field}" if field and not field.startswith("[") else field or ""):
        following = _item(found) if index else _field(found, name)
        if following is None:
            break
        found = following
    return _words(found)


def _plain(kind: inspect.Type) -> inspect.Type:
    """The type without its metadata, and without null."""
    if isinstance(kind, inspect.Metadata):
        return _plain(kind.type)
    if isinstance(kind, inspect.UnionType):
        kinds = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        return _plain(kinds[0]) if len(kinds) == 1 else kind
    return kind


def _field(kind: inspect.Type, name: str) -> inspect.Type | None:
    plain = _plain(kind)
    if not isinstance(plain, inspect.StructType):
        return None
    return next((field.type for field in plain.fields if field.encode_name == name), None)


def _item(kind: inspect.Type) -> inspect.Type | None:
    plain = _plain(kind)
    return plain.item_type if isinstance(plain, inspect.ListType) else None


@singledispatch
def _words(_: inspect.Type) -> str:
    return "an object"


@_words.register
def _(kind: inspect.Metadata) -> str:
    match kind:
        case inspect.Metadata(type=inspect.StrType(pattern=str()), extra_json_schema={"examples": [example, *_]}):
            return f'text such as "{example}"'
        case _:
            return _words(kind.type)


@_words.register
def _(kind: inspect.UnionType) -> str:
    return " or ".join(_words(one) for one in kind.types)


@_words.register
def _(_: inspect.NoneType) -> str:
    return "null"


@_words.register
def _(_: inspect.BoolType) -> str:
    return "true or false"


@_words.register
def _(kind: inspect.IntType) -> str:
    return f"a whole number{_range(kind.ge, kind.le)}"


@_words.register
def _(kind: inspect.FloatType) -> str:
    return f"a number{_range(kind.ge, kind.le)}"


@_words.register
def _(kind: inspect.LiteralType) -> str:
    words = [msgspec.json.encode(value).decode() for value in kind.values]
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


@_words.register
def _(kind: inspect.StrType) -> str:
    return "text" if kind.max_length is None else f"text of at most {kind.max_length} characters"


@_words.register
def _(_: inspect.DateTimeType) -> str:
    return "a date and time as 2026-03-04T05:06:07Z"


@_words.register
def _(kind: inspect.ListType) -> str:
    if kind.max_length is None:
        return "a list" if kind.min_length is None else f"a list of at least {kind.min_length}"
    if kind.min_length == kind.max_length:
        return f"a list of {kind.max_length}"
    return f"a list of {kind.min_length or 0} to {kind.max_length}"


def _range(lowest: float | None, highest: float | None) -> str:
    if lowest is None or highest is None:
        return "" if lowest is None else f" of at least {lowest:g}"
    return f" from {lowest:g} to {highest:g}"
