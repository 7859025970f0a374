"""Reading the strategies of a plan: what the station is set to and told in each, checked as the station would.

A mode is a shorthand for settings and commands of the station, written out in ``_MODES``; everything it sets can be
set otherwise under ``settings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

import msgspec

from pilotwire.plant import Supply
from pilotwire.runtime.plan_table import Table
from pilotwire.station.claims import ChargeState
from pilotwire.station.limit_values import Preference
from pilotwire.station.schedule_values import ScheduleDraft, ScheduleFeature, Weekday
from pilotwire.station.settings import KEYS, LONG_NAMES, Settings, SettingsError
from pilotwire.station.settings.update import read_values, updated
from pilotwire.station.vehicle import VehicleSource

from .plan import Reach, Strategy
from .plan_file import DAYS, weekdays

_MODES: Mapping[str, Mapping[str, bool | int | float | str]] = {
    "fast": {},
    "eco": {"divert_enabled": True, "charge_mode": "eco"},
    "timer": {"scheduler_start_window": 0},
    "plan": {},
}
_NIGHT = ("00:00", "06:00")
_READY_BY = "07:00"
_SETTINGS = frozenset(LONG_NAMES.values()) | {key.short for key in KEYS.values()}
_CAPACITY = {LONG_NAMES["vehicle_battery_capacity"], KEYS["vehicle_battery_capacity"].short}
_EVERY_DAY = tuple(Weekday)


class Household(msgspec.Struct, frozen=True):
    """What strategies depend on."""

    supply: Supply
    cheap_hours: tuple[str, str] | None
    """As times of day; None when the tariff has none."""
    has_roof: bool


def read_strategies(tables: list[Table], household: Household) -> tuple[Strategy, ...]:
    """Read every ``[[strategy]]``; without one three that everybody would compare."""
    strategies = tuple(_strategy(table, household) for table in tables) or _usual(household)
    names = [strategy.name for strategy in strategies]
    for position, table in enumerate(tables):
        if names[position] in names[:position]:
            raise table.error(
                "name" if "name" in table else "mode", f"gives a second strategy the name {names[position]}"
            )
    return strategies


def _usual(household: Household) -> tuple[Strategy, ...]:
    third = Table.of({"mode": "eco"} if household.has_roof else {"mode": "plan", "ready_by": _READY_BY})
    return tuple(
        _strategy(table, household) for table in (Table.of({"mode": "fast"}), Table.of({"mode": "timer"}), third)
    )


def _strategy(table: Table, household: Household) -> Strategy:
    mode = table.choice("mode", _MODES)
    values: dict[str, bool | int | float | str] = {"voltage": round(household.supply.nominal_v * 100), **_MODES[mode]}
    if household.supply.phases > 1:
        values["is_threephase"] = True
    if "house_limit_w" in table:
        values["current_shaper_enabled"] = True
        values["current_shaper_max_pwr"] = table.whole("house_limit_w", 1, 1_000_000, unit="W")
    reach = _reach(table, mode)
    if reach is not None:
        values["vehicle_data_src"] = int(VehicleSource.HTTP)
    given = table.table("settings").scalars(_SETTINGS)
    strategy = Strategy(
        name=table.text("name", mode),
        settings=_settings(table.table("settings"), values, given),
        schedule=(*_timer(table, mode, household), *_schedule(table)),
        reach=reach,
        car_capacity=_CAPACITY.isdisjoint(given),
        battery_feeds_car=table.switch("battery_feeds_car") if "battery_feeds_car" in table else None,
    )
    table.known("house_limit_w", "battery_feeds_car", "from", "to", "schedule", "soc_percent", "ready_by", "prefer")
    table.finish()
    return strategy


def _settings(
    table: Table, values: Mapping[str, bool | int | float | str], given: Mapping[str, bool | int | float | str]
) -> Settings:
    try:
        settings = updated(Settings.for_station("home"), read_values(values, hash_password=str))
        settings = updated(settings, read_values(given, hash_password=str))
    except SettingsError as error:
        raise table.error(error.key, f"cannot be set: {error.reason}") from error
    # A plan has one clock, and no daylight saving.
    return msgspec.structs.replace(settings, time_zone="UTC")


def _reach(table: Table, mode: str) -> Reach | None:
    if mode != "plan" and "ready_by" not in table and "soc_percent" not in table:
        if "prefer" in table:
            raise table.error("prefer", "needs ready_by")
        return None
    ready_by = None
    if mode == "plan" or "ready_by" in table:
        minutes = table.clock("ready_by", _READY_BY)
        ready_by = time(minutes // 60, minutes % 60)
    return Reach(
        soc_percent=table.whole("soc_percent", 1, 100, unit="%") if "soc_percent" in table else None,
        ready_by=ready_by,
        prefer=Preference(table.choice("prefer", (one.value for one in Preference), Preference.CHEAPEST.value)),
    )


def _timer(table: Table, mode: str, household: Household) -> tuple[ScheduleDraft, ...]:
    if mode != "timer":
        if "from" in table or "to" in table:
            raise table.error("from" if "from" in table else "to", 'is for mode = "timer"; use schedule')
        return ()
    usual = household.cheap_hours or _NIGHT
    start, stop = table.clock("from", usual[0]), table.clock("to", usual[1])
    if start == stop:
        raise table.error("to", "must differ from from: an empty window never charges")
    return (
        ScheduleDraft(ChargeState.ACTIVE, _time(start), _EVERY_DAY),
        ScheduleDraft(ChargeState.DISABLED, _time(stop), _EVERY_DAY),
    )


def _schedule(table: Table) -> tuple[ScheduleDraft, ...]:
    drafts: list[ScheduleDraft] = []
    for event in table.tables("schedule"):
        current_a = event.whole("current_a", 1, 80, unit="A") if "current_a" in event else None
        drafts.append(
            ScheduleDraft(
                state=ChargeState(event.choice("state", (state.value for state in ChargeState))),
                time=_time(event.clock("time")),
                days=tuple(sorted(Weekday[DAYS[day].upper()] for day in weekdays(event, "days"))),
                feature=ScheduleFeature.NONE if current_a is None else ScheduleFeature.CURRENT,
                feature_value=current_a or 0,
            )
        )
        event.known("current_a")
        event.finish()
    return tuple(drafts)


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
