"""What the sun leaves over for the car, from what the house measures: pure formulas.

With a solar feed that is the production, with a grid feed what is exported plus what the car already takes. A home
battery is left out of it, as in the gateway (firmware 5.1), unless a rule says who goes first. What is done with the
surplus is decided in ``divert``.
"""

from __future__ import annotations

import math

import msgspec

from .evse import Evse
from .feeds import Feeds, Reading
from .settings import Settings

RESERVE_W = 1000.0
"""Times what the ratio exceeds 1: what is always exported with a grid feed."""


class BatteryRule(msgspec.Struct, frozen=True):
    """How car and home battery share the sun."""

    priority_soc_pct: int = 0
    """At and above this state of charge the car goes first: what charges the battery is surplus too. Below, or while
    nobody tells it, the battery goes first."""
    buffer_soc_pct: int = 101
    """At and above this state of charge the battery may feed the car; below, what it gives is no surplus."""


def follows_grid(settings: Settings) -> bool:
    """Whether the grid feed counts, and not the solar one. Left open, it is the one that is configured."""
    return settings.divert_type == 1 or (settings.divert_type < 0 and bool(settings.mqtt_grid_ie))


def followed_reading(feeds: Feeds, settings: Settings) -> Reading | None:
    """The last measurement that counts."""
    return feeds.grid_w if follows_grid(settings) else feeds.solar_w


def charging_current_a(evse: Evse) -> float:
    """What the car draws, per phase (A); 0 unless charging."""
    return evse.current_ma / 1000 if evse.charging else 0.0


def supply_volts(evse: Evse, settings: Settings) -> float:
    """Power divided by this is the current of each phase the car charges on (V)."""
    return evse.voltage_v * (3 if settings.is_threephase else 1)


def available_current_a(
    reading: Reading, charging_a: float, volts: float, settings: Settings, *, battery_w: float = 0.0
) -> float:
    """What is left over, as current for each phase the car charges on (A, not negative).

    Args:
        reading: of the feed that counts.
        charging_a: what the car drew when it was taken (A).
        volts: see ``supply_volts``.
        settings: which feed counts, and the reserve.
        battery_w: what the battery's rule adds (W), or takes away.

    """
    if not follows_grid(settings):
        return max(0.0, (reading.value + battery_w) / volts)
    grid_a = (reading.value - battery_w) / volts - charging_a
    reserve_a = RESERVE_W * max(0.0, settings.divert_pv_ratio - 1.0) / volts
    return max(0.0, -grid_a - reserve_a)


def battery_share_w(feeds: Feeds, rule: BatteryRule, settings: Settings, now_ms: int) -> float:
    """What the home battery adds to the measured surplus (W), or takes away.

    A grid feed shows what is left after the battery has charged, and hides what it gives; a solar feed shows neither.
    """
    power_w = _fresh(feeds.home_battery_w, settings, now_ms)
    if power_w is None:
        return 0.0
    soc_pct = _fresh(feeds.home_battery_soc_pct, settings, now_ms)
    car_first = soc_pct is not None and soc_pct >= rule.priority_soc_pct
    if not follows_grid(settings):
        return 0.0 if car_first else -max(0.0, power_w)
    if power_w > 0:
        return power_w if car_first else 0.0
    may_help = soc_pct is not None and soc_pct >= rule.buffer_soc_pct
    return 0.0 if may_help else power_w


def charge_rate_a(available_a: float, ratio: float) -> int:
    """The current to charge with (A): rounded down, or up where the ratio lets the grid give the rest."""
    rate_a = math.floor(available_a)
    return rate_a + 1 if available_a - rate_a > min(1.0, ratio) else rate_a


def trigger_current_a(minimum_a: int, ratio: float) -> float:
    """At and below this smoothed current charging stops (A)."""
    return minimum_a * min(1.0, ratio)


def is_fresh(reading: Reading | None, settings: Settings, now_ms: int) -> bool:
    """Whether a measurement is there and not older than the settings believe it."""
    if reading is None:
        return False
    return not settings.divert_feed_timeout or reading.age_ms(now_ms) <= settings.divert_feed_timeout * 1000


def _fresh(reading: Reading | None, settings: Settings, now_ms: int) -> float | None:
    return reading.value if reading is not None and is_fresh(reading, settings, now_ms) else None
