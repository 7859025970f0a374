"""Reads the text of a file with prices: a JSON document as ``prices_json`` takes it, or a table (CSV).

The table's first line has the names ``start``, ``end``, ``price`` and ``co2_g``, in any order; ``end`` and one of the
last two may be missing. What is wrong is named by line and key; what the file says there is not repeated, because it
may be another file than was meant.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from typing import NoReturn

from .price_list import PriceList
from .prices import PriceSlot
from .prices_json import parse_prices, slots_of
from .slots_json import MOST_SLOTS, Entry, SlotsError

_VALUES = ("price", "co2_g")
_COLUMNS = ("start", "end", *_VALUES)
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?", re.ASCII)


def read_prices(text: str) -> PriceList:
    """Prices that a file has. One whose first character is ``{`` is JSON.

    Raises:
        SlotsError: anything in it is not understood.

    """
    text = text.removeprefix("\ufeff")
    return parse_prices(_document(text)) if text.lstrip().startswith("{") else PriceList(slots=_table(text))


def _document(text: str) -> object:
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise SlotsError(f"line {error.lineno}, column {error.colno}", f"this is no JSON: {error.msg}") from None
    except RecursionError:
        raise SlotsError("prices", "there are too many objects within each other") from None
    except SlotsError:
        raise
    except ValueError:
        raise SlotsError("prices", "there is a number with too many digits") from None


def _refuse_constant(_: str) -> NoReturn:
    raise SlotsError("prices", "infinity and NaN are no prices")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise SlotsError("prices", "an object has the same key twice")
    return found


def _table(text: str) -> tuple[PriceSlot, ...]:
    rows = _rows(text)
    names = _header(next(rows, ("", []))[1])
    entries: list[Entry] = []
    for where, row in rows:
        if len(entries) == MOST_SLOTS:
            raise SlotsError(where, f"give {MOST_SLOTS} lines at most below the names of the columns")
        entries.append(_entry(where, names, row))
    if not entries:
        raise SlotsError("line 2", "give at least one line below the names of the columns")
    return slots_of(entries)


def _rows(text: str) -> Iterator[tuple[str, list[str]]]:
    """Lines that are not empty, each with what it is called."""
    reader = csv.reader(text.split("\n"), strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise SlotsError(f"line {reader.line_num}", f"this is no line of a table: {error}") from None
        if row is None:
            return
        if row:
            yield f"line {reader.line_num}", [cell.strip() for cell in row]


def _header(row: Sequence[str]) -> Sequence[str]:
    names = set(row)
    if len(names) < len(row) or not names <= set(_COLUMNS) or "start" not in names or names.isdisjoint(_VALUES):
        raise SlotsError("line 1", f"give the names of the columns: of {', '.join(_COLUMNS)} those that there are")
    return row


def _entry(where: str, names: Sequence[str], row: Sequence[str]) -> Entry:
    if len(row) != len(names):
        raise SlotsError(where, f"give as many cells as there are columns, {len(names)}; there are {len(row)}")
    cells = {name: _value(name, cell) for name, cell in zip(names, row, strict=True) if cell}
    return Entry(f"{where}, ", cells)


def _value(name: str, cell: str) -> object:
    """A cell as JSON would have it; what is no number is left to be refused."""
    return float(cell) if name in _VALUES and _NUMBER.fullmatch(cell) else cell
