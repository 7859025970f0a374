"""What the sun leaves over for the car, from what the house measures: pure formulas.

With a solar feed that is the production, with a grid feed what is exported plus what the car already takes. A home
battery is left out of it, as in the gateway (firmware 5.1), unless the settings say who goes first. What is done with
the surplus is decided in ``divert``.
"""

from __future__ import annotations

import math

import msgspec

from .evse import Evse
from .feeds import Feeds, Reading
from .settings import Settings

RESERVE_W = 1000.0
"""Times what the ratio exceeds 1: what is always exported with a grid feed."""
EXPORT_W = 50
"""What is certainly exported, and not just what a battery that balances the house misses by."""
_SOC_BELIEVED_MS = 15 * 60_000
"""A state of charge changes slowly, and many tell it only when it does."""


class BatteryRule(msgspec.Struct, frozen=True):
    """How car and home battery share the sun."""

    priority_soc_pct: int = 0
    """At and above this state of charge the car goes first: what charges the battery is surplus too. Below, or while
    nobody tells it, the battery goes first. 0: the car always does."""
    buffer_soc_pct: int = 101
    """At and above this state of charge the battery may feed the car, below what it gives is no surplus. 101: never."""

    def car_first(self, soc_pct: float | None) -> bool:
        """Whether the car goes first."""
        return self.priority_soc_pct <= 0 or (soc_pct is not None and soc_pct >= self.priority_soc_pct)

    def may_help(self, soc_pct: float | None) -> bool:
        """Whether the battery may feed the car."""
        return soc_pct is not None and soc_pct >= self.buffer_soc_pct


class Battery(msgspec.Struct, frozen=True):
    """The home battery as far as it is known."""

    power_w: float | None = None
    """Charging positive."""
    soc_pct: float | None = None


def battery_rule(settings: Settings) -> BatteryRule | None:
    """The rule the settings make; None where the battery is to be left out.

    A battery that goes first is not to feed the car at the same time, so the buffer is at least the priority.
    """
    if not settings.home_battery_aware:
        return None
    priority_pct, buffer_pct = settings.home_battery_priority_soc, settings.home_battery_buffer_soc
    return BatteryRule(priority_pct, max(priority_pct, buffer_pct) if buffer_pct else 101)


def battery_known(feeds: Feeds, settings: Settings, now_ms: int) -> Battery:
    """What is known of the battery and recent enough."""
    power, soc = feeds.home_battery_w, feeds.home_battery_soc_pct
    soc_known = soc is not None and (is_fresh(soc, settings, now_ms) or soc.age_ms(now_ms) <= _SOC_BELIEVED_MS)
    return Battery(
        power.value if power is not None and is_fresh(power, settings, now_ms) else None,
        soc.value if soc is not None and soc_known else None,
    )


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


def surplus_w(
    reading: Reading, charging_a: float, volts: float, settings: Settings, *, battery_w: float = 0.0
) -> float:
    """The same as power (W, not negative) and without a reserve: what the car can take and nobody has to buy."""
    taken_w = charging_a * volts - reading.value if follows_grid(settings) else reading.value
    return max(0.0, taken_w + battery_w)


def battery_share_w(
    battery: Battery, rule: BatteryRule, reading: Reading, settings: Settings, *, taken_since_w: float = 0.0
) -> float:
    """What the home battery adds to the measured surplus (W), or takes away.

    A grid feed shows what is left after the battery has charged, and hides what it gives; a solar feed shows neither.
    What is not known of the battery is taken to be against the car.

    Args:
        battery: as it was last measured.
        rule: who goes first.
        reading: of the feed that counts.
        settings: which feed that is.
        taken_since_w: how much more the car took when that was measured than when the battery was (W).

    """
    car_first, power_w = rule.car_first(battery.soc_pct), battery.power_w
    if not follows_grid(settings):
        if car_first:
            return 0.0
        return -math.inf if power_w is None else -max(0.0, power_w)
    # A battery that feeds the car holds the exchange at nothing: while something is exported, it does not.
    may_help, exports = rule.may_help(battery.soc_pct), reading.value <= -EXPORT_W
    if power_w is None:
        return 0.0 if may_help or exports else -math.inf
    # What the car has taken since may be just what the battery took before: one watt does not count twice.
    at_worst_w = power_w - max(0.0, taken_since_w)
    if at_worst_w > 0:
        return at_worst_w if car_first else 0.0
    if may_help:
        return 0.0
    return min(0.0, power_w) if exports else at_worst_w


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
