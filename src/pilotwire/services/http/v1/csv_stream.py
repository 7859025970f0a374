"""Tables for spreadsheets (CSV, RFC 4180), read from the store page by page as fast as they are taken.

Nobody's table is ever in memory as a whole, and between two pages neither a thread nor a transaction waits for a slow
peer.
"""

from __future__ import annotations

import asyncio
import csv
import io
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import TypeVar

from litestar.response import Stream

from pilotwire.store.errors import StoreError
from pilotwire.store.export import as_text

from ..limits import connection_of
from .answers import WebRequest

CSV = "text/csv"
T = TypeVar("T")
_log = logging.getLogger("pilotwire.http")


async def csv_stream(
    request: WebRequest, header: Sequence[str], pages: Iterator[Iterable[Sequence[object]]], filename: str
) -> Stream:
    """Answer with a table.

    Args:
        request: whose connection is cut if the store fails midway: half a table must not look like a whole one.
        header: names of the columns.
        pages: rows, read in another thread.
        filename: for who saves it.

    Raises:
        StoreError: the first page cannot be read.

    """
    first = await asyncio.to_thread(_next, pages)

    async def lines() -> AsyncIterator[str]:
        yield _lines([header])
        page = first
        try:
            while page is not None:
                yield _lines(page)
                page = await asyncio.to_thread(_next, pages)
        except StoreError as error:
            _log.error("%s breaks off: %s", filename, error)
            connection_of(request.scope).abort()  # type: ignore[arg-type]

    disposition = f'attachment; filename="{filename}"'
    return Stream(lines(), media_type=CSV, headers={"content-disposition": disposition})


def _next(pages: Iterator[T]) -> T | None:
    return next(pages, None)


def _lines(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([as_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()
