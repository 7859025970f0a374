"""All stations of a fleet on one event loop: one heap of deadlines, one timer, no task for a station."""

from __future__ import annotations

import asyncio
import ssl
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from urllib.parse import quote
from uuid import uuid4

import msgspec
from websockets.exceptions import InvalidURI
from websockets.uri import WebSocketURI, parse_uri

from pilotwire import __version__
from pilotwire.ocpp.outlook import Identity
from pilotwire.plant import CATALOGUE
from pilotwire.runtime.plan import Plan
from pilotwire.station.moment import Moment
from pilotwire.station.reconnect import Backoff, Reconnect, ReconnectState

from .counts import Counts
from .habits import visits
from .station import FleetStation, Household, Installation, Now
from .wire import Wire

_OPEN_WITHIN_MS = 20_000
_BACKOFF = Backoff()
_LONGEST_SLEEP_MS = 60_000


class FleetError(Exception):
    """The fleet cannot be run; the message says why."""


class FleetOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for."""

    stations: int
    csms: str
    """Address of the back end; a station appends ``/`` and its id."""
    plan: Plan
    """Habits, build and mains; its cars' habits go round, the models are those of the catalogue."""
    versions: tuple[str, ...] = ("1.6",)
    """Of OCPP; stations take turns."""
    password: str = ""
    prefix: str = "PW-"
    seed: int = 0
    speed: float = 1.0
    ramp_s: float = 0.0
    """First connections are spread over so many seconds."""


class _Member:
    """A station with its connection."""

    __slots__ = ("asked_at", "due_ms", "name", "reconnect", "restarts", "station", "tried_ms", "uri", "version", "wire")

    def __init__(self, name: str, version: str, station: FleetStation, uri: WebSocketURI) -> None:
        self.name, self.version, self.station, self.uri = name, version, station, uri
        self.reconnect = Reconnect(_BACKOFF)
        self.wire: Wire | None = None
        self.asked_at: float | None = None
        self.due_ms: int | None = None
        self.tried_ms = 0
        self.restarts = 0


class Tally(msgspec.Struct, frozen=True):
    """How many stations are how."""

    connected: int
    booted: int
    charging: int


class Fleet:
    """Runs on the current event loop from ``start`` to ``stop``.

    Args:
        options: what was asked for.
        began: when its first day is; now if not given.

    Raises:
        FleetError: the address is none.

    """

    def __init__(self, options: FleetOptions, began: datetime | None = None) -> None:
        self.options = options
        self.counts = Counts()
        self._tls = ssl.create_default_context() if options.csms.startswith("wss:") else None
        self._random = Random(f"{options.seed}/fleet")  # noqa: S311  spreads connections, nothing secret
        self._loop = asyncio.get_running_loop()
        self._began_s = time.monotonic()
        self._began = began or datetime.now(UTC)
        midnight = self._began.replace(hour=0, minute=0, second=0, microsecond=0)
        self._simulated_ms = (self._began - midnight) / timedelta(milliseconds=1)
        self._heap: list[tuple[int, int]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._opening: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._members = self._made()

    # -- for its owner -------------------------------------------------------------------------------------------

    @property
    def tally(self) -> Tally:
        """How many are how now."""
        live = [one for one in self._members if one.wire is not None and one.wire.is_open]
        return Tally(
            connected=len(live),
            booted=sum(one.station.session.summary.accepted for one in live),
            charging=sum(one.station.charging for one in self._members),
        )

    @property
    def names(self) -> list[str]:
        """Ids of the stations."""
        return [one.name for one in self._members]

    async def try_out(self) -> None:
        """Connect the first station; it stays connected.

        Raises:
            FleetError: it cannot; the address, the back end's version or its password may be wrong.

        """
        first = self._members[0]
        first.reconnect.start(self._now_ms())
        first.reconnect.begin(self._now_ms())
        first.tried_ms = self._now_ms()
        await self._open(first, 0)
        while first.reconnect.state is ReconnectState.CONNECTING:
            if self._now_ms() - first.tried_ms > _OPEN_WITHIN_MS:
                raise FleetError(f"{self.options.csms}: no answer within {_OPEN_WITHIN_MS // 1_000} s")
            await asyncio.sleep(0.01)
        if first.reconnect.state is not ReconnectState.CONNECTED:
            await self.stop()
            raise FleetError(f"{self.options.csms}: {first.reconnect.last_error}")

    def start(self) -> None:
        """Have all stations connect, spread over the ramp."""
        now_ms = self._now_ms()
        for number, one in enumerate(self._members):
            at_ms = now_ms + round(self.options.ramp_s * 1_000 * number / len(self._members))
            one.reconnect.start(at_ms)
            self._plan(number)
        self._wake()

    async def stop(self) -> None:
        """Close all connections in order, and wait a little until they are."""
        self._stopping = True
        if self._timer is not None:
            self._timer.cancel()
        for task in self._opening:
            task.cancel()
        for one in self._members:
            one.reconnect.stop(self._now_ms())
            if one.wire is not None:
                one.wire.close("the fleet ends")
        end_s = time.monotonic() + 2
        while any(one.wire is not None for one in self._members) and time.monotonic() < end_s:  # noqa: ASYNC110 -- at the end
            await asyncio.sleep(0.02)
        for one in self._members:
            if one.wire is not None:
                one.wire.abort()
        await asyncio.sleep(0)

    # -- time ----------------------------------------------------------------------------------------------------

    def _now_ms(self) -> int:
        return int((time.monotonic() - self._began_s) * 1_000)

    def _now(self) -> Now:
        elapsed_ms = self._now_ms()
        moment = Moment(elapsed_ms, self._began + timedelta(milliseconds=elapsed_ms))
        return Now(moment, int(self._simulated_ms + elapsed_ms * self.options.speed))

    def _plan(self, number: int) -> None:
        """Put a station's next deadline on the heap; older entries of it are passed over when they come up."""
        one = self._members[number]
        now = self._now()
        due_ms = min(one.station.due(now, self.options.speed), now.moment.elapsed_ms + 3_600_000)
        if one.reconnect.next_try_ms is not None:
            due_ms = min(due_ms, one.reconnect.next_try_ms)
        elif one.reconnect.state is ReconnectState.CONNECTING:
            due_ms = min(due_ms, one.tried_ms + _OPEN_WITHIN_MS)
        if one.due_ms is None or due_ms != one.due_ms:
            one.due_ms = due_ms
            heappush(self._heap, (due_ms, number))
            if self._heap[0] == (due_ms, number):
                self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        wait_ms = max(1, min(self._heap[0][0] - self._now_ms(), _LONGEST_SLEEP_MS))
        self._timer = None if self._stopping else self._loop.call_later(wait_ms / 1_000, self._wake)

    def _wake(self) -> None:
        # What falls due meanwhile waits for the next turn, so that messages are read in between.
        until_ms = self._now_ms()
        self._timer = None
        while self._heap and self._heap[0][0] <= until_ms:
            due_ms, number = heappop(self._heap)
            one = self._members[number]
            if one.due_ms == due_ms:
                one.due_ms = None
                self._advance(number, one)
                self._plan(number)
        if self._heap:
            self._arm()

    def _advance(self, number: int, one: _Member) -> None:
        now_ms = self._now_ms()
        if one.reconnect.due(now_ms):
            one.reconnect.begin(now_ms)
            one.tried_ms = now_ms
            task = self._loop.create_task(self._open(one, number))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)
        elif one.reconnect.state is ReconnectState.CONNECTING and now_ms >= one.tried_ms + _OPEN_WITHIN_MS:
            one.tried_ms = now_ms
            if one.wire is not None:
                one.wire.abort()
        one.station.advance(self._now())
        self._pump(one)

    # -- the wire ------------------------------------------------------------------------------------------------

    async def _open(self, one: _Member, number: int) -> None:
        password = self.options.password
        secret = b64encode(f"{one.name}:{password}".encode()).decode() if password else ""
        wire = Wire(
            one.uri,
            f"ocpp{one.version}",
            f"Basic {secret}" if secret else "",
            opened=lambda: self._opened(one, number),
            heard=lambda text: self._heard(one, number, text),
            lost=lambda reason: self._lost(one, number, reason),
        )
        one.wire = wire
        try:
            await self._loop.create_connection(lambda: wire, one.uri.host, one.uri.port, ssl=self._tls)
        except OSError as error:
            self._lost(one, number, f"cannot connect: {error.strerror or error}")

    def _opened(self, one: _Member, number: int) -> None:
        one.reconnect.succeeded(self._now_ms())
        one.asked_at = None
        one.station.session.connected(self._now().moment)
        self._pump(one)
        self._plan(number)

    def _heard(self, one: _Member, number: int, text: str) -> None:
        self.counts.received += 1
        kind = text[:2]
        if kind in ("[3", "[4") and one.asked_at is not None:
            self.counts.answers.add(time.perf_counter() - one.asked_at)
            one.asked_at = None
        if kind == "[4":
            self.counts.errors["calls refused by the back end"] += 1
        now = self._now()
        one.station.session.received(text, now.moment)
        one.station.settle(now)
        self._pump(one)
        self._plan(number)

    def _lost(self, one: _Member, number: int, reason: str) -> None:
        one.wire = None
        one.asked_at = None
        now = self._now()
        one.reconnect.failed(reason, now.moment.elapsed_ms, self._random.random())
        if self._stopping:
            return
        self.counts.errors[reason] += 1
        one.station.session.disconnected(now.moment)
        one.station.settle(now)
        self._plan(number)

    def _pump(self, one: _Member) -> None:
        """Send what is to be said, and do what is to be done, until there is neither."""
        counts, session = self.counts, one.station.session
        while True:
            outgoing = session.take_outgoing()
            for text in outgoing:
                if one.wire is not None:
                    one.wire.send(text)
                counts.sent += 1
                if text.startswith("[2"):
                    counts.calls[text.split('"', 4)[3]] += 1
                    one.asked_at = time.perf_counter()
            effects = session.take_effects()
            for effect in effects:
                counts.effects[type(effect).__name__] += 1
                one.station.carry_out(effect, self._now())
            if one.restarts != one.station.restarts:
                one.restarts = one.station.restarts
                if one.wire is not None:
                    one.wire.close("the station restarts")
                return
            if not outgoing and not effects:
                return

    # -- making them ---------------------------------------------------------------------------------------------

    def _made(self) -> list[_Member]:
        options, run, ids = self.options, uuid4().hex[:12], count(1)
        plan = options.plan
        installation = Installation(plan.station.profile, plan.station.supply, lambda: f"{run}-{next(ids)}")
        now = self._now()
        return [self._member(number, installation, now) for number in range(options.stations)]

    def _member(self, number: int, installation: Installation, now: Now) -> _Member:
        options = self.options
        name = f"{options.prefix}{number + 1:04d}"
        version = options.versions[number % len(options.versions)]
        models = tuple(CATALOGUE.values())
        draw = Random(f"{options.seed}/{name}")  # noqa: S311  nothing secret
        habits = options.plan.cars[number % len(options.plan.cars)]
        household = Household(
            draw.choice(models), visits(habits, f"{options.seed}/{name}", self._began.date()), f"TAG{number + 1:06d}"
        )
        identity = Identity(vendor="Pilotwire", model="Simulated", serial=name[:25], firmware=__version__)
        station = FleetStation(identity, version, household, installation, now)
        try:
            uri = parse_uri(f"{options.csms.rstrip('/')}/{quote(name)}")
        except InvalidURI:
            raise FleetError(f"{options.csms} is no address of a back end: ws://HOST:PORT/PATH or wss://") from None
        return _Member(name, version, station, uri)
