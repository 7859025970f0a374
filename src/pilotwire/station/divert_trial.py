"""What eco and the house limit would have made of a day that was measured, with other settings. Pure.

The station's own sources, its claim desk and its guard for the contactor decide, for an ideal controller with an
ideal car: it answers at once and takes what it is offered. Meters that include the car tell what they told then, less
what the car took then, plus what it takes now. What was not measured (a home battery, above all) is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from pilotwire.rapi.codes import EvseState, VolatileFlag

from .arbitration import Bounds, Target
from .claim_desk import ClaimDesk
from .claims import ChargeState
from .divert import Divert
from .energy import Registers
from .events import Topic
from .evse import Evse
from .feeds import Feeds, Reading
from .moment import Moment
from .settings import Settings
from .shaper import Shaper
from .source import Surroundings
from .status import DivertMode
from .surplus import supply_volts
from .vehicle import VehicleData

STEP_S = 60
"""Meters are taken to tell something so often."""
_ROUNDS = 4
"""As in ``station_core``."""
_HOUR_MS = 3_600_000
_BEGIN_MS = 1_000_000_000
"""The station has been running for long."""


class MeterRow(msgspec.Struct, frozen=True):
    """What was measured in one interval."""

    at: datetime
    """Its beginning; aware."""
    lasts_s: int
    car_w: float
    solar_w: float | None = None
    grid_w: float | None = None
    """Import positive, with the car."""
    live_power_w: float | None = None
    """Of the whole site, with the car."""


class TrialCar(msgspec.Struct, frozen=True):
    """The car that is charged."""

    plugged: tuple[tuple[datetime, datetime], ...] | None = None
    """When it is plugged in; None: all the time."""
    takes_wh: float | None = None
    """How much it takes at most; None: whatever there is."""

    def is_here(self, at: datetime) -> bool:
        """Whether it is plugged in."""
        return self.plugged is None or any(begin <= at < end for begin, end in self.plugged)


class TrialPoint(msgspec.Struct, frozen=True):
    """One step of the day."""

    at: datetime
    solar_w: float | None
    grid_w: float | None
    """As it would have been; None if it was not measured."""
    car_w: float
    smoothed_w: float
    """The smoothed surplus that eco decides by."""


class TrialDay(msgspec.Struct, frozen=True):
    """The day, with its sums."""

    points: tuple[TrialPoint, ...] = ()
    charged_wh: float = 0.0
    from_sun_wh: float = 0.0
    """Of it; by the grid meter where there is one, else by the production alone."""
    from_grid_wh: float = 0.0
    exported_wh: float | None = None
    """None without a grid meter."""
    closures: int = 0
    highest_import_w: float | None = None
    """In one step; None without a grid meter."""


def try_day(rows: Sequence[MeterRow], settings: Settings, bounds: Bounds, evse: Evse, car: TrialCar) -> TrialDay:
    """Charge through a measured day.

    Args:
        rows: in the order of time.
        settings: that are tried. Eco is on; the house limit is if they say so.
        bounds: of the controller.
        evse: for the voltage of the supply.
        car: that is charged.

    """
    return _Trial(settings, bounds, evse, car).run(rows)


def recorded_day(rows: Sequence[MeterRow]) -> TrialDay:
    """Sum up what was measured."""
    books = _Books()
    for row in rows:
        books.add(row, row.car_w, row.car_w, 0.0, row.lasts_s / 3600, row.at)
    return books.day(0)


class _Books:
    """What a day amounts to."""

    def __init__(self) -> None:
        self.charged_wh = 0.0
        self._from_grid_wh = 0.0
        self._exported_wh: float | None = None
        self._highest_w: float | None = None
        self._points: list[TrialPoint] = []

    def add(
        self, row: MeterRow, car_w: float, recorded_w: float, smoothed_w: float, hours: float, at: datetime
    ) -> None:
        """Count a step in which the car took ``car_w``; then it had taken ``recorded_w``."""
        grid_w = None if row.grid_w is None else row.grid_w - recorded_w + car_w
        self.charged_wh += car_w * hours
        if grid_w is not None:
            self._from_grid_wh += min(car_w, max(0.0, grid_w)) * hours
            self._exported_wh = (self._exported_wh or 0.0) + max(0.0, -grid_w) * hours
            self._highest_w = max(self._highest_w or 0.0, grid_w)
        else:
            self._from_grid_wh += max(0.0, car_w - (row.solar_w or 0.0)) * hours
        self._points.append(TrialPoint(at, row.solar_w, grid_w, car_w, smoothed_w))

    def day(self, closures: int) -> TrialDay:
        """All of it."""
        return TrialDay(
            points=tuple(self._points),
            charged_wh=self.charged_wh,
            from_sun_wh=max(0.0, self.charged_wh - self._from_grid_wh),
            from_grid_wh=self._from_grid_wh,
            exported_wh=self._exported_wh,
            closures=closures,
            highest_import_w=self._highest_w,
        )


class _Trial:
    def __init__(self, settings: Settings, bounds: Bounds, evse: Evse, car: TrialCar) -> None:
        # What the battery did was not measured, and a feed that was never late cannot time out.
        self._settings = msgspec.structs.replace(settings, home_battery_aware=False, divert_enabled=True)
        self._bounds = msgspec.structs.replace(bounds, default_state=ChargeState.ACTIVE)
        self._car = car
        self._divert, self._shaper = Divert(), Shaper()
        self._divert.set_mode(DivertMode.ECO)
        self._shaper.switch(running=settings.current_shaper_enabled)
        self._desk = ClaimDesk((self._divert, self._shaper), self._told)
        self._evse = msgspec.structs.replace(
            evse,
            connected=True,
            state=EvseState.NOT_CONNECTED,
            state_code=int(EvseState.NOT_CONNECTED),
            pilot_state=None,
            flags=VolatileFlag(0),
            pilot_a=bounds.minimum_a,
            current_ma=0,
        )
        self._volts = supply_volts(self._evse, settings)
        self._feeds = Feeds()
        self._weigh = True
        self._closures = 0
        self._books = _Books()
        self._now_ms = _BEGIN_MS

    def run(self, rows: Sequence[MeterRow]) -> TrialDay:
        for row in rows:
            at, end = row.at, row.at + timedelta(seconds=row.lasts_s)
            while at < end:
                step_end = min(end, at + timedelta(seconds=STEP_S))
                self._step(row, at, step_end)
                at = step_end
        return self._books.day(self._closures)

    # -- time ----------------------------------------------------------------------------------------------------

    def _step(self, row: MeterRow, at: datetime, end: datetime) -> None:
        """A step begins: meters tell, the station decides, at its deadlines too."""
        begin_ms = self._now_ms
        end_ms = begin_ms + round((end - at).total_seconds() * 1000)
        self._feeds = self._told_by_meters(row)
        self._divert.sample(self._around(at))
        taken_wh = 0.0
        while True:
            self._settle(at + timedelta(milliseconds=self._now_ms - begin_ms))
            due_ms = self._desk.next_deadline_ms
            until_ms = end_ms if due_ms is None else min(end_ms, max(due_ms, self._now_ms + 1_000))
            taken_wh += self._power_w * (until_ms - self._now_ms) / _HOUR_MS
            self._now_ms = until_ms
            if until_ms >= end_ms:
                break
        hours = (end_ms - begin_ms) / _HOUR_MS
        smoothed_w = self._divert.status.smoothed_a * self._volts
        self._books.add(row, taken_wh / hours, row.car_w, smoothed_w, hours, at)

    @property
    def _power_w(self) -> float:
        return self._evse.current_ma / 1000 * self._volts

    def _told_by_meters(self, row: MeterRow) -> Feeds:
        more_w = self._power_w - row.car_w

        def reading(value: float | None) -> Reading | None:
            return None if value is None else Reading(round(value), self._now_ms)

        return Feeds(
            solar_w=reading(row.solar_w),
            grid_w=reading(None if row.grid_w is None else row.grid_w + more_w),
            live_power_w=reading(None if row.live_power_w is None else row.live_power_w + more_w),
        )

    # -- what is decided, and what the car makes of it ---------------------------------------------------------------

    def _told(self, topic: Topic) -> None:
        if topic is Topic.CLAIMS:
            self._weigh = True

    def _around(self, at: datetime) -> Surroundings:
        return Surroundings(
            moment=Moment(self._now_ms, at),
            evse=self._evse,
            target=self._desk.target or Target(ChargeState.DISABLED, self._bounds.minimum_a),
            registers=Registers(),
            feeds=self._feeds,
            vehicle=VehicleData(),
            settings=self._settings,
            claims=self._desk.held,
        )

    def _settle(self, at: datetime) -> None:
        for _ in range(_ROUNDS):
            self._decide(at)
            before, self._evse = self._evse, self._followed(at)
            if before == self._evse:
                break
            self._weigh = True
            if self._evse.charging and not before.charging:
                self._closures += 1

    def _decide(self, at: datetime) -> None:
        for _ in range(_ROUNDS):
            self._desk.look_around(self._around(at))
            if not self._weigh and not self._desk.unsettled:
                return
            self._weigh = False
            if not self._desk.decide(self._bounds):
                return

    def _followed(self, at: datetime) -> Evse:
        """What controller and car make of the target."""
        target = self._desk.target
        active = target is not None and target.state is ChargeState.ACTIVE
        full = self._car.takes_wh is not None and self._books.charged_wh >= self._car.takes_wh
        if not active:
            state = EvseState.SLEEPING
        elif not self._car.is_here(at):
            state = EvseState.NOT_CONNECTED
        else:
            state = EvseState.CONNECTED if full else EvseState.CHARGING
        pilot_a = self._bounds.minimum_a if target is None else target.pilot_a
        pilot_a = max(self._bounds.minimum_a, min(pilot_a, self._bounds.maximum_a))
        current_ma = pilot_a * 1000 if state is EvseState.CHARGING else 0
        return msgspec.structs.replace(
            self._evse, state=state, state_code=int(state), pilot_a=pilot_a, current_ma=current_ma
        )
