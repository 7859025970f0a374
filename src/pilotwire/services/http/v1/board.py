"""``/board`` and ``/bench``: the front of the controller followed as it happens, and the simulated world changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated, TypeVar

import msgspec
from litestar import Response, get, patch, post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import RawBody
from litestar.response import Stream
from msgspec import UNSET, Meta, UnsetType

from pilotwire.services.board import BenchChange, Board, BoardError

from .answers import ApiError, Body, Document, WebRequest, read_body, read_query
from .board_documents import (
    BoardDocument,
    bench_document,
    board_document,
    panel_document,
    pilot_document,
)
from .events import EVENT_STREAM, HEARTBEAT_S, EventsQuery, StreamedDocument
from .openapi import refuses, takes

T = TypeVar("T")
MAX_FOLLOWERS = 16
SHORTEST_S = 0.05
"""Between two frames of one follower, however fast the simulation runs."""
_FOR_EVER_S = 10.0**9
_TAGS = ["Board"]
_BOARD, _BENCH = "/api/v1/board", "/api/v1/bench"
_NOT_NOW = {409: "It cannot be now, or the controller is a real one; the reason says which."}
_NO_BOARD = "There is no board here."


class ButtonBody(Body, frozen=True):
    """A press of the front panel's button."""

    held_ms: Annotated[int, Meta(ge=20, le=10_000, description="600 ms and more is a long press.")]


class PlugBody(Body, frozen=True):
    """A car comes or goes."""

    plugged: bool
    car: Annotated[str | None, Meta(description="Of the catalogue; null: the one from before.")] = None


class BenchBody(Body, frozen=True):
    """What is to be different in the simulated world."""

    soc_pct: float | UnsetType = UNSET
    charge_wanted: bool | UnsetType = UNSET
    cable: str | UnsetType = UNSET
    supply: str | UnsetType = UNSET
    speed: Annotated[float | UnsetType, Meta(description="Simulated seconds per real second, 1-1000.")] = UNSET
    ambient_c: float | UnsetType = UNSET
    faults: Annotated[dict[str, bool] | UnsetType, Meta(description="Faults to switch, by id.")] = UNSET


class RecordingBody(Body, frozen=True):
    """Whether to record."""

    on: bool


class DoneDocument(Document, frozen=True):
    """It was done."""

    done: bool = True


def handlers(board: Board | None) -> list[HTTPRouteHandler]:
    """Make the handlers; without a board nothing is shown and nothing can be done."""

    def there() -> Board:
        if board is None:
            raise ApiError(_NO_BOARD, status=409)
        return board

    return [*_front(there), *_world(there), *_recorder(there)]


def _front(there: Callable[[], Board]) -> list[HTTPRouteHandler]:
    """What the board shows, and its button."""
    followers: set[asyncio.Event] = set()

    @get(_BOARD, tags=_TAGS, summary="Look at the board", responses=refuses({409: _NO_BOARD}), sync_to_thread=False)
    def read_board() -> Response[BoardDocument]:
        """Tell what the board shows."""
        return Response(board_document(there()))

    @get(
        f"{_BOARD}/events",
        media_type=EVENT_STREAM,
        tags=_TAGS,
        summary="Follow the board",
        description=(
            "Begins with an event `board` that has the whole of `/api/v1/board`. After it `pilot`, `panel` and `bench` "
            "bring that part as a whole whenever it changes, at most twenty times a second."
        ),
        responses={
            200: ResponseSpec(
                StreamedDocument,
                generate_examples=False,
                description="Events, until one of the two leaves.",
                media_type=EVENT_STREAM,
            ),
            **refuses({400: "A parameter cannot be that.", 409: _NO_BOARD, 503: "There are too many followers."}),
        },
        operation_class=takes(query=EventsQuery),
    )
    async def follow_board(request: WebRequest) -> Stream:
        """Tell what the board shows as it changes."""
        for_s = read_query(request, EventsQuery).for_s
        shown = there()
        if len(followers) >= MAX_FOLLOWERS:
            raise ApiError("There are too many followers; close some first.", status=503)
        patience_s = _FOR_EVER_S if for_s is UNSET else for_s
        stream = _events(shown, followers, patience_s)
        return Stream(stream, media_type=EVENT_STREAM, headers={"x-accel-buffering": "no"})

    @post(
        f"{_BOARD}/button",
        tags=_TAGS,
        status_code=200,
        summary="Press the front button",
        responses=refuses({400: "It cannot be held for so long.", **_NOT_NOW}),
        operation_class=takes(ButtonBody, ButtonBody(held_ms=150)),
    )
    async def press_button(body: RawBody) -> Response[DoneDocument]:
        """Press the button."""
        held_ms = read_body(body, ButtonBody).held_ms
        return _done(lambda: there().press_button(held_ms))

    return [read_board, follow_board, press_button]


def _world(there: Callable[[], Board]) -> list[HTTPRouteHandler]:
    """The simulated world."""

    @post(
        f"{_BENCH}/plug",
        tags=_TAGS,
        status_code=200,
        summary="Plug a simulated car in, or unplug it",
        responses=refuses({400: "There is no such car.", **_NOT_NOW}),
        operation_class=takes(PlugBody, PlugBody(plugged=True, car="nissan-leaf-40")),
    )
    async def plug(body: RawBody) -> Response[DoneDocument]:
        """Plug a car in, or unplug it."""
        asked = read_body(body, PlugBody)
        return _done(lambda: there().plug(asked.car, plugged=asked.plugged))

    @patch(
        _BENCH,
        tags=_TAGS,
        summary="Change the simulated world",
        responses=refuses({400: "Something cannot be that; nothing has changed.", **_NOT_NOW}),
        operation_class=takes(BenchBody, BenchBody(soc_pct=40.0, faults={"earth_lost": True})),
    )
    async def change_bench(body: RawBody) -> Response[DoneDocument]:
        """Change the simulated world."""
        asked = read_body(body, BenchBody)
        change = BenchChange(
            soc_percent=_given(asked.soc_pct),
            charge_wanted=_given(asked.charge_wanted),
            cable=_given(asked.cable),
            supply=_given(asked.supply),
            speed=_given(asked.speed),
            ambient_c=_given(asked.ambient_c),
            faults=_given(asked.faults) or {},
        )
        return _done(lambda: there().change(change))

    @post(
        f"{_BENCH}/power-cycle",
        tags=_TAGS,
        status_code=200,
        summary="Cut the simulated controller's power",
        responses=refuses(_NOT_NOW),
    )
    async def power_cycle() -> Response[DoneDocument]:
        """Cut the power and give it back."""
        return _done(lambda: there().power_cycle())

    return [plug, change_bench, power_cycle]


def _recorder(there: Callable[[], Board]) -> list[HTTPRouteHandler]:
    """What is done to it, recorded."""

    @post(
        f"{_BENCH}/recording",
        tags=_TAGS,
        status_code=200,
        summary="Record what is done at the bench",
        responses=refuses({400: "It is on or off.", **_NOT_NOW}),
        operation_class=takes(RecordingBody, RecordingBody(on=True)),
    )
    async def record(body: RawBody) -> Response[DoneDocument]:
        """Begin a recording, or end it."""
        on = read_body(body, RecordingBody).on
        return _done(lambda: there().record(on=on))

    @get(
        f"{_BENCH}/recording",
        tags=_TAGS,
        media_type="text/plain; charset=utf-8",
        summary="Get the recording",
        description="A scenario that `pilotwire play` replays.",
        responses=refuses(_NOT_NOW),
        sync_to_thread=False,
    )
    def recording() -> Response[str]:
        """Hand out what was recorded."""
        try:
            return Response(there().recording, media_type="text/plain; charset=utf-8")
        except BoardError as error:
            raise _refused(error) from error

    return [record, recording]


def _given(value: T | UnsetType) -> T | None:
    return None if value is UNSET else value


def _done(act: Callable[[], None]) -> Response[DoneDocument]:
    try:
        act()
    except BoardError as error:
        raise _refused(error) from error
    return Response(DoneDocument())


def _refused(error: BoardError) -> ApiError:
    return ApiError(str(error), error.field or None, 400 if error.field else 409)


async def _events(board: Board, followers: set[asyncio.Event], for_s: float) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    end_s = loop.time() + for_s
    changed = asyncio.Event()
    followers.add(changed)
    stop = board.watch(changed.set)
    try:
        told = {name: msgspec.json.encode(value) for name, value in _parts(board).items()}
        yield _frame("board", msgspec.json.encode(board_document(board)))
        quiet_s = loop.time()
        while (left_s := end_s - loop.time()) > 0:
            await _until(changed, min(left_s, HEARTBEAT_S, board.seconds_to_change() or HEARTBEAT_S))
            changed.clear()
            news = b""
            for name, value in _parts(board).items():
                document = msgspec.json.encode(value)
                if document != told[name]:
                    told[name] = document
                    news += _frame(name, document)
            if news or loop.time() - quiet_s > HEARTBEAT_S:
                quiet_s = loop.time()
                yield news or b": still here\n\n"
            await asyncio.sleep(SHORTEST_S)
    finally:
        stop()
        followers.discard(changed)


async def _until(changed: asyncio.Event, patience_s: float) -> None:
    try:
        await asyncio.wait_for(changed.wait(), max(patience_s, SHORTEST_S))
    except TimeoutError:
        return


def _parts(board: Board) -> dict[str, object]:
    return {
        "pilot": pilot_document(board.pilot),
        "panel": panel_document(board.panel),
        "bench": bench_document(board.bench),
    }


def _frame(name: str, data: bytes) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
