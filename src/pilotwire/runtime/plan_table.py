"""Reading one table of a plan file with every value checked, and errors that name file, line and what was expected.

Which tables and keys a plan has is in ``plan_file``; this knows only kinds of values.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Self

import msgspec

from .plan_lines import Path, line_of

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_SYNTAX = re.compile(r"(.*) \(at line (\d+), column \d+\)")
_AT_END = re.compile(r"(.*) \(at end of document\)")


class PlanError(ValueError):
    """A plan that cannot be followed; the message names file, line and what was expected."""


class PlanText(msgspec.Struct, frozen=True):
    """The file that is read."""

    name: str
    """What errors call it."""
    text: str

    def error(self, path: Path, problem: str) -> PlanError:
        """An error about the value at ``path``."""
        return PlanError(f"{self.name}:{line_of(self.text, path)}: {problem}")


class Table:
    """One table of the file. Ask for every key it may have, then ``finish``: what is left over is an error."""

    def __init__(self, source: PlanText, values: dict[str, object], path: Path = ()) -> None:
        self._source = source
        self._values = values
        self._path = path
        self._asked: list[str] = []

    @classmethod
    def of(cls, values: dict[str, object]) -> Self:
        """A table that is in no file."""
        return cls(PlanText("built in", ""), values)

    @property
    def title(self) -> str:
        """The table as messages call it."""
        names = [str(part) for part in self._path if isinstance(part, str)]
        return f"[{'.'.join(names)}]" if names else "the plan"

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def error(self, key: str | None, problem: str) -> PlanError:
        """An error about a key of this table, or about the table."""
        if key is None:
            return self._source.error(self._path, f"{self.title} {problem}")
        return self._source.error((*self._path, key), f"{key} {problem}")

    def number(self, key: str, lowest: float, highest: float, default: float | None = None, *, unit: str = "") -> float:
        """A number within a range (both ends included)."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
            expected = f"a number from {lowest:g} to {highest:g} {unit}".rstrip()
            raise self.error(key, f"must be {expected}, not {_shown(value)}")
        return float(value)

    def whole(self, key: str, lowest: int, highest: int, default: int | None = None, *, unit: str = "") -> int:
        """A whole number within a range (both ends included)."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            expected = f"a whole number from {lowest} to {highest} {unit}".rstrip()
            raise self.error(key, f"must be {expected}, not {_shown(value)}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self._value(key, default)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.error(key, f"must be a text in quotes, on one line, not {_shown(value)}")
        return value

    def choice(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """One of the given names."""
        value = self._value(key, default)
        known = list(choices)
        if value not in known:
            raise self.error(key, f"must be one of {', '.join(known)}; got {_shown(value)}{_hint(value, known)}")
        return str(value)

    def clock(self, key: str, default: str | None = None) -> int:
        """A time of day as minutes after midnight, written "18:30" or 18:30:00."""
        value = self._value(key, default)
        if isinstance(value, time) and value.tzinfo is None:
            return value.hour * 60 + value.minute
        match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise self.error(key, f'must be a time of day such as "18:30", not {_shown(value)}')
        return int(match[1]) * 60 + int(match[2])

    def local(self, key: str, default: datetime) -> datetime:
        """A local date and time, or a date (midnight), without a zone."""
        value = self._value(key, default)
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if not isinstance(value, datetime) or value.tzinfo is not None or not 2000 <= value.year <= 2090:
            example = "a local date and time from 2000 to 2090 such as 2026-01-05T18:00:00, without zone or quotes"
            raise self.error(key, f"must be {example}, not {_shown(value)}")
        return value.replace(microsecond=0)

    def switch(self, key: str, *, default: bool | None = None) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"must be true or false, not {_shown(value)}")
        return value

    def numbers(self, key: str, count: int, lowest: float, highest: float, default: Sequence[float]) -> list[float]:
        """So many numbers within a range."""
        value = self._value(key, list(default))
        if (
            not isinstance(value, list)
            or len(value) != count
            or not all(_within(one, lowest, highest) for one in value)
        ):
            raise self.error(key, f"must be a list of {count} numbers from {lowest:g} to {highest:g}")
        return [float(one) for one in value]

    def choices(self, key: str, choices: Iterable[str], default: Sequence[str]) -> list[str]:
        """Some of the given names, at least one."""
        value = self._value(key, list(default))
        known = list(choices)
        if not isinstance(value, list) or not value:
            raise self.error(key, f"must be a list of some of {', '.join(known)}")
        for one in value:
            if one not in known:
                raise self.error(key, f"must be some of {', '.join(known)}; got {_shown(one)}{_hint(one, known)}")
        return [str(one) for one in value]

    def scalars(self, known: Iterable[str]) -> dict[str, bool | int | float | str]:
        """All that is in this table: texts, numbers and switches under known names."""
        names = list(known)
        found: dict[str, bool | int | float | str] = {}
        for key, value in self._values.items():
            if key not in names:
                raise self.error(key, f"is not known{_hint(key, names)}")
            if not isinstance(value, bool | int | float | str):
                raise self.error(key, f"must be a text, a number, true or false, not {_shown(value)}")
            found[key] = value
        self.known(*found)
        return found

    def table(self, key: str, *, required: bool = False) -> Table:
        """A table, empty when it is absent."""
        value = self._value(key, None if required else {})
        if not isinstance(value, dict):
            raise self.error(key, f"must be a table, not {_shown(value)}")
        return Table(self._source, value, (*self._path, key))

    def tables(self, key: str) -> list[Table]:
        """An array of tables, written ``[[key]]`` once for each; empty when there is none."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, f"must be written [[{key}]], once for each of them")
        return [Table(self._source, item, (*self._path, key, position)) for position, item in enumerate(value)]

    def known(self, *keys: str) -> None:
        """Say that these keys may be there, whether or not they are asked for."""
        self._asked += [key for key in keys if key not in self._asked]

    def finish(self) -> None:
        """Refuse keys nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                problem = f"is not known in {self.title}; known are {', '.join(self._asked)}{_hint(key, self._asked)}"
                raise self.error(key, problem)

    def _value(self, key: str, default: object) -> object:
        self.known(key)
        value = self._values.get(key, default)
        if value is None:
            raise self.error(None, f"needs {key}")
        return value


def parse_table(text: str, name: str) -> Table:
    """Read a file's text; raises ``PlanError`` when it is not TOML."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at_line = _SYNTAX.fullmatch(str(error))
        if at_line is not None:
            raise PlanError(f"{name}:{at_line[2]}: not valid TOML: {at_line[1]}") from error
        at_end = _AT_END.fullmatch(str(error))
        problem = at_end[1] if at_end is not None else str(error)
        raise PlanError(f"{name}:{max(1, len(text.splitlines()))}: not valid TOML: {problem}") from error
    return Table(PlanText(name, text), values)


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return str(value)


def _within(value: object, lowest: float, highest: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and lowest <= value <= highest


def _hint(value: object, known: Iterable[str]) -> str:
    close = get_close_matches(str(value), list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""
