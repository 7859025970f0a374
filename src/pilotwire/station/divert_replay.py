"""Replays recorded days through solar divert: what would have been charged, row by row and in sum. Pure.

The station around divert is that of the gateway's own simulator (``divert_sim``, firmware of February 2025), so that
results can be compared row by row with those published for it: an ideal car, a controller of 6 to 32 A, 240 V, no
measured current, and three artefacts that are kept in ``_Bench``. With a grid feed the recorded exchange must
therefore be without the car. How recorded and replayed days are written is in ``divert_csv``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Self

import msgspec

from pilotwire.rapi.codes import EvseState

from .arbitration import Bounds, Target, arbitrate
from .claims import ChargeState
from .divert import Divert, Habits
from .divert_presets import PROFILES, Profile
from .energy import Registers
from .evse import Evse
from .feeds import Feeds, Reading
from .input_filter import blended
from .moment import Moment
from .settings import Settings
from .source import Surroundings
from .status import DivertMode
from .vehicle import VehicleData

_BOUNDS = Bounds(minimum_a=6, maximum_a=32)
_RECORDED = Habits(raise_interval_ms=0, averaged_times=math.inf)
_OLD = msgspec.structs.replace(_RECORDED, hysteresis_a=0.0)
_ATTACK_SHARE = 0.4
_SPARSE_S = 600
_LONG_AGO_MS = 10**12
"""In the simulator the clock jumps by decades when it is first moved on."""


class Legacy(msgspec.Struct, frozen=True):
    """The algorithm of firmware before spring 2023: fixed shares for every sample, and no hysteresis."""

    attack_share: float = _ATTACK_SHARE
    decay_share: float = 0.05

    @classmethod
    def for_rows(cls, rows: Sequence[FeedRow]) -> Self:
        """As it was used for such rows.

        It counts samples, whenever they come: the share for a falling surplus is meant for one each minute or faster.
        With one each quarter of an hour an average would take half a day to fall, so both shares were the same then.
        """
        apart_s = [(after.at - before.at).total_seconds() for before, after in pairwise(rows)]
        sparse = bool(apart_s) and median(apart_s) >= _SPARSE_S
        return cls(decay_share=_ATTACK_SHARE) if sparse else cls()


class FeedRow(msgspec.Struct, frozen=True):
    """What was recorded at one time."""

    at: datetime
    """Aware."""
    solar_w: int
    grid_w: int = 0
    """Import positive, without the car."""
    voltage_v: int = 240
    """Power is told for this voltage; divert itself always reckons with 240 V."""


class ReplayRow(msgspec.Struct, frozen=True):
    """What came of it."""

    feed: FeedRow
    pilot_a: int
    """0 unless charging."""
    state: EvseState
    smoothed_a: float

    @property
    def charging(self) -> bool:
        """Whether the car charges."""
        return self.state is EvseState.CHARGING

    @property
    def charge_w(self) -> int:
        """What the car takes (W)."""
        return self.pilot_a * self.feed.voltage_v

    @property
    def min_charge_w(self) -> int:
        """The least a car can take (W)."""
        return _BOUNDS.minimum_a * self.feed.voltage_v

    @property
    def smoothed_w(self) -> float:
        """The smoothed surplus (W)."""
        return self.smoothed_a * self.feed.voltage_v


class Summary(msgspec.Struct, frozen=True):
    """A day in sum. Times are those of charges that began and ended in it, 0 if there are none."""

    solar_kwh: float = 0.0
    charged_kwh: float = 0.0
    from_solar_kwh: float = 0.0
    from_grid_kwh: float = 0.0
    charges: int = 0
    shortest_s: int = 0
    longest_s: int = 0
    total_s: int = 0


def replay(
    rows: Iterable[FeedRow],
    profile: Profile = PROFILES["default"],
    *,
    by_grid: bool = False,
    legacy: Legacy | None = None,
) -> Iterator[ReplayRow]:
    """Charge by the sun through recorded rows.

    Args:
        rows: in the order of time.
        profile: how divert is set; with ``legacy`` its time constants have no meaning.
        by_grid: whether divert follows the grid and not the production.
        legacy: charge as old firmware did.

    """
    bench = _Bench(profile, by_grid=by_grid, legacy=legacy)
    return (bench.row(row) for row in rows)


def summarise(rows: Iterable[ReplayRow]) -> Summary:
    """Sum up replayed rows; what a row says holds for the time since the row before."""
    solar_wh = charged_wh = from_solar_wh = 0.0
    durations_s: list[int] = []
    charges = 0
    began: datetime | None = None
    before: ReplayRow | None = None
    for row in rows:
        if before is not None:
            hours = (row.feed.at - before.feed.at).total_seconds() / 3600
            solar_wh += row.feed.solar_w * hours
            charged_wh += row.charge_w * hours
            from_solar_wh += min(row.feed.solar_w, row.charge_w) * hours
            if row.charging and not before.charging:
                charges += 1
                began = row.feed.at
            elif before.charging and not row.charging and began is not None:
                durations_s.append(int((row.feed.at - began).total_seconds()))
        before = row
    return Summary(
        solar_kwh=solar_wh / 1000,
        charged_kwh=charged_wh / 1000,
        from_solar_kwh=from_solar_wh / 1000,
        from_grid_kwh=(charged_wh - from_solar_wh) / 1000,
        charges=charges,
        shortest_s=min(durations_s, default=0),
        longest_s=max(durations_s, default=0),
        total_s=sum(durations_s),
    )


class _Shares:
    """The smoothing of old firmware: a fixed share of every sample, whenever it comes."""

    def __init__(self, legacy: Legacy) -> None:
        self.value = 0.0
        self._legacy = legacy

    def feed(self, value: float, now_ms: int, *, rising_s: float, falling_s: float) -> float:  # noqa: ARG002
        rising = value > self.value
        self.value = blended(value, self.value, self._legacy.attack_share if rising else self._legacy.decay_share)
        return self.value

    def restart(self, value: float = 0.0) -> None:
        self.value = value


class _Bench:
    """The simulator's station, artefacts and all.

    - The first time the clock is moved on it jumps, so that the second row is not smoothed.
    - The controller is taken to offer 32 A for ever, so exactly 32 A is never sent and the pilot stays as it was.
    - Divert hears of a change of state one row late; a change in the row in which another is heard of goes unheard.
    """

    def __init__(self, profile: Profile, *, by_grid: bool, legacy: Legacy | None) -> None:
        self._settings = Settings(
            divert_type=1 if by_grid else 0,
            divert_pv_ratio=profile.pv_ratio,
            divert_attack_smoothing_time=profile.attack_s,
            divert_decay_smoothing_time=profile.decay_s,
            divert_min_charge_time=profile.min_charge_s,
            divert_feed_timeout=0,
        )
        self._divert = Divert(None if legacy is None else _Shares(legacy), habits=_RECORDED if legacy is None else _OLD)
        self._divert.set_mode(DivertMode.ECO)
        self._target = Target(ChargeState.DISABLED, _BOUNDS.maximum_a)
        self._pilot_a = _BOUNDS.maximum_a
        self._charging = False
        self._unheard = False
        self._now_ms = 0
        self._before: datetime | None = None

    def row(self, feed: FeedRow) -> ReplayRow:
        """Charge through one row."""
        self._pass_time(feed.at)
        around = self._around(feed)
        self._divert.sample(around)
        heard, self._unheard = self._unheard, False
        if self._decide() and not heard:
            self._unheard = True
        if heard:
            self._divert.advance(self._around(feed))
        return ReplayRow(
            feed,
            self._pilot_a if self._charging else 0,
            EvseState.CHARGING if self._charging else EvseState.SLEEPING,
            self._divert.status.smoothed_a,
        )

    def _pass_time(self, at: datetime) -> None:
        if self._before is not None and at > self._before:
            if self._now_ms == 0:
                self._now_ms = _LONG_AGO_MS
            self._now_ms += int((at - self._before).total_seconds() * 1000)
        self._before = at

    def _decide(self) -> bool:
        """Do what divert claims; says whether the state changed."""
        claim = self._divert.claim
        self._target = arbitrate(() if claim is None else (claim,), _BOUNDS)
        if self._target.pilot_a != _BOUNDS.maximum_a:
            self._pilot_a = self._target.pilot_a
        was, self._charging = self._charging, self._target.state is ChargeState.ACTIVE
        return self._charging is not was

    def _around(self, feed: FeedRow) -> Surroundings:
        return Surroundings(
            moment=Moment(self._now_ms, feed.at),
            evse=Evse(
                connected=True,
                state=EvseState.CHARGING if self._charging else EvseState.SLEEPING,
                minimum_a=_BOUNDS.minimum_a,
                configured_maximum_a=_BOUNDS.maximum_a,
                hardware_maximum_a=_BOUNDS.maximum_a,
            ),
            target=self._target,
            registers=Registers(),
            feeds=Feeds(Reading(feed.solar_w, self._now_ms), Reading(feed.grid_w, self._now_ms)),
            vehicle=VehicleData(),
            settings=self._settings,
        )
