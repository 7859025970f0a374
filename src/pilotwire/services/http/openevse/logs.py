"""``/logs``: the event log, in numbered blocks of a few entries."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from msgspec import Meta

from pilotwire.services.openevse.log_document import LogDocument, log_document

from .answers import ApiError, HostOf, answer
from .described import refuses
from .history import read

_MAX_DIGITS = 18


class LogBlocks(msgspec.Struct, frozen=True):
    """Which blocks there are."""

    min: Annotated[int, Meta(description="Number of the oldest.")]
    max: Annotated[int, Meta(description="Number of the newest; entries are added to it until it is full.")]


@get("/logs", tags=["Event log"], summary="Blocks of the event log")
async def blocks(host: HostOf) -> Response[LogBlocks]:
    """Answer which blocks there are; the first is there from the beginning, empty."""
    await host.settled()
    oldest, newest = await read(host, lambda reader: reader.log_blocks())
    return answer(LogBlocks(oldest, newest))


@get(
    "/logs/{number:str}",
    tags=["Event log"],
    summary="One block of the event log",
    description="Oldest entry first.",
    responses=refuses({404: "There is no such block."}),
)
async def block(number: FromPath[str], host: HostOf) -> Response[list[LogDocument]]:
    """Answer the entries of one block."""
    await host.settled()
    entries = None
    if number.isascii() and number.isdecimal() and len(number) <= _MAX_DIGITS:
        entries = await read(host, lambda reader: reader.log_block(int(number)))
    if entries is None:
        raise ApiError("Block out of range", 404)
    return answer([log_document(entry) for entry in entries])


HANDLERS = [blocks, block]
