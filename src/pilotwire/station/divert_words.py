"""What solar divert says of itself: why it claims what it claims, and what it waits for. Pure text.

Clauses without a capital or a full stop: they follow the name of who says them.
"""

from __future__ import annotations

from .feeds import Reading
from .settings import Settings
from .status import DivertStatus
from .surplus import Battery, BatteryRule, follows_grid

NOT_ENOUGH = "not enough sun"
NOTHING_KNOWN = "nothing was measured yet"
SHORTEST = "the shortest charge is not over yet"


def followed(settings: Settings) -> str:
    """Name of the feed that counts."""
    return "the grid" if follows_grid(settings) else "the sun"


def missing(reading: Reading | None, settings: Settings) -> str:
    """What it waits for when nothing is believed."""
    return f"a {'first' if reading is None else 'new'} measurement of {followed(settings)}"


def silent(settings: Settings, then: str) -> str:
    """Why it falls back, and to what."""
    return f"no measurement of {followed(settings)} for {settings.divert_feed_timeout} s: {then} until one comes"


def surplus(available_a: float, share_a: float, *, helped: bool) -> str:
    """Why it charges by the sun."""
    text = f"{available_a:.1f} A of surplus"
    if share_a > 0:
        text += f", {min(share_a, available_a):.1f} A of it what the home battery takes"
    elif helped:
        text += " with the help of the home battery"
    return text


def needed(status: DivertStatus, start_a: float, settings: Settings) -> str:
    """What it waits for while there is not enough."""
    return (
        f"{start_a:.3g} A of surplus, {status.available_a:.1f} A now, "
        f"{status.smoothed_a:.1f} A on average of {settings.divert_attack_smoothing_time} s"
    )


def held_why(settings: Settings) -> str:
    """Why it charges although there is not enough."""
    if settings.divert_below_minimum == "hold":
        return "not enough sun, and the minimum is held"
    return f"not enough sun, and the minimum is held with at most {settings.divert_hold_budget} Wh a day"


def holding(minimum_a: int, status: DivertStatus, settings: Settings) -> str:
    """What it waits for while it holds the minimum."""
    if settings.divert_below_minimum == "hold":
        return f"more sun, {status.available_a:.1f} A of surplus now; holding {minimum_a} A"
    used = f"{status.held_today_wh} Wh of today's {settings.divert_hold_budget} Wh used"
    return f"more sun, {status.available_a:.1f} A of surplus now; holding {minimum_a} A: {used}"


def used_up(settings: Settings) -> str:
    """Why it does not hold the minimum any longer."""
    return f"not enough sun, and today's {settings.divert_hold_budget} Wh to hold the minimum with are used up"


def battery_note(battery: Battery, rule: BatteryRule, settings: Settings) -> str:
    """What of the home battery keeps it from charging; empty if nothing does."""
    if not rule.car_first(battery.soc_pct):
        now = "its state of charge is not known" if battery.soc_pct is None else f"{battery.soc_pct:.0f} % now"
        return f"the home battery goes first until {rule.priority_soc_pct} %, {now}"
    if not follows_grid(settings):
        return ""
    if battery.power_w is None:
        return "the power of the home battery is not known"
    if battery.power_w < 0 and not rule.may_help(battery.soc_pct):
        limit = "" if rule.buffer_soc_pct > 100 else f" below {rule.buffer_soc_pct} %"
        return f"what the home battery gives does not count{limit}"
    return ""
