"""Charging profiles and the limit they set at an instant; how a whole schedule is composed is in ``composite``.

The rules are those both versions of OCPP share (1.6 section 3.13, 2.0.1 part 2 K): of the profiles of one purpose the
one with the highest stack level counts among those whose schedule says something at that instant; a profile of the
transaction replaces the default for transactions; what remains of each purpose is taken together, the lowest limit
winning. A profile of the connector stands before one of the whole station on the same level.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from enum import Enum

import msgspec

DAY_S = 86_400
WEEK_S = 7 * DAY_S


class Purpose(Enum):
    """What a profile is for; the words are those of 2.0.1."""

    STATION_MAXIMUM = "ChargingStationMaxProfile"
    """1.6: ``ChargePointMaxProfile``."""
    EXTERNAL = "ChargingStationExternalConstraints"
    TRANSACTION_DEFAULT = "TxDefaultProfile"
    TRANSACTION = "TxProfile"


class Kind(Enum):
    """Where a schedule's time begins."""

    ABSOLUTE = "Absolute"
    RECURRING = "Recurring"
    RELATIVE = "Relative"
    """When the transaction began."""


class Unit(Enum):
    """What a limit is in."""

    AMPERE = "A"
    """Per phase."""
    WATT = "W"
    """Of all phases together."""


class Period(msgspec.Struct, frozen=True):
    """One step of a schedule; it holds until the next."""

    start_s: int
    """After the schedule's start."""
    limit: float
    phases: int | None = None
    """How many the car may use; None: all there are."""


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """Steps by time."""

    unit: Unit
    periods: tuple[Period, ...]
    """Ascending; the first starts at 0."""
    start_s: int | None = None
    """Seconds since 1970 UTC. None: when the transaction begins."""
    duration_s: int | None = None
    """None: the last step holds for ever."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One profile as the back end has set it."""

    id: int
    stack_level: int
    purpose: Purpose
    kind: Kind
    schedule: Schedule
    connector: int = 0
    """0: of the whole station."""
    recurrence_s: int | None = None
    """RECURRING: a day or a week."""
    valid_from_s: int | None = None
    valid_to_s: int | None = None
    transaction: str = ""
    """Of TRANSACTION: the one it belongs to."""


class Supply(msgspec.Struct, frozen=True):
    """What watts and amperes are converted with."""

    voltage_v: float = 230.0
    phases: int = 1


class Setting(msgspec.Struct, frozen=True):
    """Where profiles are judged: the transaction under way, if any, and the supply."""

    supply: Supply = Supply()
    transaction: str | None = None
    """None: there is none, and its profiles do not count."""
    began_s: int | None = None
    """When the transaction began (s since 1970 UTC); None without one."""


def limit_at(profiles: Iterable[Profile], instant_s: int, setting: Setting) -> float | None:
    """The current per phase that all profiles together allow at an instant (A); None: they say nothing."""
    by_purpose: dict[Purpose, tuple[tuple[int, bool], float]] = {}
    for profile in profiles:
        if profile.purpose is Purpose.TRANSACTION and profile.transaction != setting.transaction:
            continue
        amperes = _amperes(profile, instant_s, setting)
        if amperes is None:
            continue
        rank = (profile.stack_level, profile.connector != 0)
        leading = by_purpose.get(profile.purpose)
        if leading is None or rank > leading[0]:
            by_purpose[profile.purpose] = (rank, amperes)
    if Purpose.TRANSACTION in by_purpose:
        by_purpose.pop(Purpose.TRANSACTION_DEFAULT, None)
    return min((amperes for _, amperes in by_purpose.values()), default=None)


def changes(profile: Profile, from_s: int, to_s: int, setting: Setting) -> Iterator[int]:
    """Instants after ``from_s`` and before ``to_s`` at which what a profile says may change; in no order."""
    for edge_s in (profile.valid_from_s, profile.valid_to_s):
        if edge_s is not None and from_s < edge_s < to_s:
            yield edge_s
    start_s = _start(profile, setting)
    if start_s is None:
        return
    for begin_s in _rounds(profile, start_s, from_s, to_s):
        steps = [period.start_s for period in profile.schedule.periods]
        if profile.schedule.duration_s is not None:
            steps.append(profile.schedule.duration_s)
        yield from (begin_s + step_s for step_s in steps if from_s < begin_s + step_s < to_s)


def watts(amperes: float, supply: Supply) -> float:
    """Power of all phases (W)."""
    return amperes * supply.voltage_v * supply.phases


def _amperes(profile: Profile, instant_s: int, setting: Setting) -> float | None:
    period = _period(profile, instant_s, setting)
    if period is None:
        return None
    if profile.schedule.unit is Unit.AMPERE:
        return period.limit
    used = setting.supply.phases if period.phases is None else min(period.phases, setting.supply.phases)
    return period.limit / (setting.supply.voltage_v * max(1, used))


def _period(profile: Profile, instant_s: int, setting: Setting) -> Period | None:
    """The step that holds at an instant."""
    start_s = _start(profile, setting)
    if start_s is None or instant_s < start_s or not _is_valid(profile, instant_s):
        return None
    into_s = instant_s - start_s
    if profile.recurrence_s is not None:
        into_s %= profile.recurrence_s
    schedule = profile.schedule
    if schedule.duration_s is not None and into_s >= schedule.duration_s:
        return None
    place = bisect_right(schedule.periods, into_s, key=lambda period: period.start_s) - 1
    return None if place < 0 else schedule.periods[place]


def _is_valid(profile: Profile, instant_s: int) -> bool:
    begun = profile.valid_from_s is None or instant_s >= profile.valid_from_s
    return begun and (profile.valid_to_s is None or instant_s < profile.valid_to_s)


def _start(profile: Profile, setting: Setting) -> int | None:
    if profile.kind is Kind.RELATIVE or profile.schedule.start_s is None:
        return setting.began_s
    return profile.schedule.start_s


def _rounds(profile: Profile, start_s: int, from_s: int, to_s: int) -> Iterable[int]:
    """When the schedule begins, once or again and again, as far as it matters between two instants."""
    if profile.recurrence_s is None:
        return (start_s,)
    first = max(0, (from_s - start_s) // profile.recurrence_s)
    return range(start_s + first * profile.recurrence_s, to_s, profile.recurrence_s)
