"""Which line of a TOML text a value stands on, for error messages: the standard library's parser does not say.

The text is known to be valid TOML when this is asked. What a plan may contain is in ``plan_table`` and ``plan``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Where a value is: keys, and positions (from 0) in arrays of tables: ``("car", 1, "weekday", "plug_in")``."""

_HEADER = re.compile(r"\s*\[(\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)")


def line_of(text: str, path: Path) -> int:
    """The number (from 1) of the first line that leads furthest towards ``path``.

    That is the line of the key itself, or of the inline table or table header it stands in or is missing from, or
    1 when nothing of the path is in the text.
    """
    best_line, best_length = 1, 0
    for number, found in _paths(text):
        length = _shared(found, path)
        if length > best_length and length == len(found):
            best_line, best_length = number, length
    return best_line


def _paths(text: str) -> Iterator[tuple[int, Path]]:
    """Every header and key with the number of its line."""
    arrays: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header is not None:
            table = _header_path(_split(header[2]), arrays, is_array=bool(header[1]))
            yield number, table
            continue
        key = _KEY.match(line)
        if key is not None:
            yield number, table + _split(key[1])


def _header_path(keys: tuple[str, ...], arrays: dict[Path, int], *, is_array: bool) -> Path:
    """Resolve a header's keys: each that names an array of tables is followed by the position of its last table."""
    path: Path = ()
    for position, key in enumerate(keys):
        path += (key,)
        if is_array and position == len(keys) - 1:
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path += (arrays[path],)
    return path


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part[1] or part[2] or part[3] for part in _PART.finditer(dotted))


def _shared(one: Path, other: Path) -> int:
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += 1
    return length
