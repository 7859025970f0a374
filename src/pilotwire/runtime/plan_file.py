"""Plan files: finding one (a path, or ``examples:NAME``) and reading it into a ``plan.Plan``.

The keys of a plan are here and nowhere else; how single values are checked is in ``plan_table``.
"""

from __future__ import annotations

from datetime import datetime
from importlib import resources
from pathlib import Path

import msgspec

from pilotwire.controller import PROFILES
from pilotwire.plant import CATALOGUE, FAULTS, INSTALLATIONS, Ambient, Enclosure, Fault, FaultValueError
from pilotwire.plant.faults import fault_value
from pilotwire.rapi.codec import MAX_COMMAND_LENGTH, MAX_COMMAND_WORDS

from .home.plan import Home, ModelledRoof
from .home.plan_file import read_battery, read_load, read_prices, read_sun, weekdays
from .home.strategy_file import Household, read_strategies
from .plan import (
    DayTimes,
    HouseholdCar,
    Plan,
    PlannedCommand,
    PlannedFault,
    PowerCut,
    PriceWindow,
    Station,
    Tariff,
    TimerWindow,
    When,
)
from .plan_table import PlanError, Table, parse_table

MAX_DAYS = 3_660
EXAMPLES_PREFIX = "examples:"
_DEFAULT_START = datetime(2026, 1, 5)  # noqa: DTZ001  a plan has local time and no zone
_EUROPEAN_MV = 230_000
_WEEKDAY = DayTimes(18 * 60, 7 * 60 + 30)
_TARIFF_OF_A_HOUSE = ("window", "feed_in_per_kwh", "co2_g_per_kwh", "file")
_RANDOM_OR_NOT = "needs either day and at, or daily, or per_month"


def example_names() -> tuple[str, ...]:
    """The plans that come with Pilotwire."""
    files = resources.files("pilotwire").joinpath("plans").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load_plan(plan: Path) -> Plan:
    """Read a plan file, or ``examples:NAME``; raises ``PlanError`` with a message for the user."""
    asked = str(plan)
    try:
        if asked.startswith(EXAMPLES_PREFIX):
            name = asked.removeprefix(EXAMPLES_PREFIX).removesuffix(".toml")
            if name not in example_names():
                raise PlanError(f"there is no example called {name!r}; there are: {', '.join(example_names())}")
            text = resources.files("pilotwire").joinpath("plans", f"{name}.toml").read_text(encoding="utf-8")
            return parse_plan(text, asked)
        return parse_plan(plan.read_text(encoding="utf-8"), asked, folder=plan.parent)
    except OSError as error:
        known = ", ".join(EXAMPLES_PREFIX + name for name in example_names())
        raise PlanError(f"{asked}: cannot be read: {error.strerror} (plans that come along: {known})") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{asked}: is not a text file in UTF-8") from error


def parse_plan(text: str, name: str, *, folder: Path | None = None) -> Plan:
    """Read the text of a plan.

    Args:
        text: of the file.
        name: what errors call it.
        folder: where recordings it names are; None for a plan that can name none.

    """
    root = parse_table(text, name)
    station = _station(root)
    tariff = _tariff(root.table("tariff"), folder, has_house="house" in root) if "tariff" in root else None
    plan = Plan(
        name=Path(name.removeprefix(EXAMPLES_PREFIX)).stem,
        station=station,
        cars=tuple(_car(table) for table in root.tables("car")),
        timer=_timer(root.table("timer")) if "timer" in root else None,
        tariff=tariff,
        faults=tuple(_fault(table, station) for table in root.tables("fault")),
        power_cuts=tuple(_power_cut(table, station) for table in root.tables("power_cut")),
        commands=tuple(_command(table, station) for table in root.tables("command")),
        home=_home(root, folder, station, tariff),
    )
    root.known("timer", "tariff", "house", "roof", "battery", "strategy")
    root.finish()
    names = [car.name for car in plan.cars]
    for position, table in enumerate(root.tables("car")):
        if names[position] in names[:position]:
            raise table.error("name" if "name" in table else "model", f"gives a second car the name {names[position]}")
    return plan


def _station(root: Table) -> Station:
    table = root.table("station")
    enclosure = root.table("enclosure")
    profile = PROFILES[table.choice("profile", PROFILES, "eu")]
    highest_a = max(profile.max_l1_a, profile.max_l2_a)
    station = Station(
        profile=profile,
        supply=INSTALLATIONS[
            table.choice("supply", INSTALLATIONS, "eu-1" if profile.voltage_l2_mv == _EUROPEAN_MV else "us-l2")
        ],
        enclosure=_enclosure(enclosure),
        max_current_a=table.whole("max_current_a", profile.min_a, highest_a, unit="A")
        if "max_current_a" in table
        else None,
        start=table.local("start", _DEFAULT_START),
        days=table.whole("days", 1, MAX_DAYS, 30),
        seed=table.whole("seed", 0, 2**63 - 1, 1),
    )
    table.known("max_current_a")
    table.finish()
    return station


def _enclosure(table: Table) -> Enclosure:
    usual = Enclosure()
    enclosure = Enclosure(
        ambient=Ambient(
            mean_c=table.number("ambient_c", -60, 80, usual.ambient.mean_c, unit="degrees Celsius"),
            swing_c=table.number("swing_c", 0, 40, usual.ambient.swing_c, unit="degrees Celsius"),
            warmest_ms=table.clock("warmest_at", "15:00") * 60_000,
        ),
        rise_c=table.number("rise_c", 0, 100, usual.rise_c, unit="degrees Celsius"),
        time_constant_s=60 * table.number("time_constant_minutes", 1, 1_440, usual.time_constant_s / 60),
    )
    table.finish()
    return enclosure


def _car(table: Table) -> HouseholdCar:
    model_name = table.choice("model", CATALOGUE)
    model = CATALOGUE[model_name]
    limit = table.number("charge_limit_percent", 1, 100, model.charge_limit_percent)
    weekday = _day_times(table.table("weekday"), _WEEKDAY)
    km_per_day = table.number("km_per_day", 0, 2_000, 40, unit="km")
    car = HouseholdCar(
        name=table.text("name", model_name),
        model=msgspec.structs.replace(model, charge_limit_percent=limit),
        soc_percent=table.number("soc_percent", 0, 100, 50),
        km_per_day=km_per_day,
        km_spread=table.number("km_spread", 0, 1_000, km_per_day / 4, unit="km"),
        weekday=weekday,
        weekend=_day_times(table.table("weekend"), weekday),
        jitter_min=table.number("jitter_minutes", 0, 240, 20, unit="minutes"),
        forget_probability=table.number("forget_probability", 0, 1, 0),
        plugs_below_percent=table.number("plugs_below_percent", 0, 100, 100),
        target_percent=table.number("target_percent", 0, 100, limit),
    )
    table.finish()
    return car


def _day_times(table: Table, usual: DayTimes) -> DayTimes:
    times = DayTimes(
        table.clock("plug_in", _clock_text(usual.plug_in_min)),
        table.clock("departure", _clock_text(usual.departure_min)),
    )
    table.finish()
    return times


def _timer(table: Table) -> TimerWindow:
    window = TimerWindow(table.clock("start"), table.clock("stop"))
    table.finish()
    if window.start_min == window.stop_min:
        raise table.error("stop", "must differ from start: an empty window never acts")
    if not window.start_min and not window.stop_min:
        raise table.error("start", "cannot be 00:00 with stop 00:00")
    return window


def _tariff(table: Table, folder: Path | None, *, has_house: bool) -> Tariff:
    for key in _TARIFF_OF_A_HOUSE:
        if key in table and not has_house:
            raise table.error(key, "needs a [house]: without one there is a peak and a cheap price")
    recorded = read_prices(table, folder)
    peak = table.number("peak_per_kwh", -10, 1_000, 0 if recorded else None)
    tariff = Tariff(
        currency=table.text("currency", "EUR"),
        peak_per_kwh=peak,
        cheap_per_kwh=table.number("cheap_per_kwh", -10, 1_000, peak),
        cheap_from_min=table.clock("cheap_from", "00:00"),
        cheap_to_min=table.clock("cheap_to", "00:00"),
        windows=tuple(_price_window(window) for window in table.tables("window")),
        feed_in_per_kwh=table.number("feed_in_per_kwh", -10, 1_000, 0),
        co2_g_per_kwh=table.number("co2_g_per_kwh", 0, 10_000, unit="g") if "co2_g_per_kwh" in table else None,
        recorded_price=recorded[0] if recorded else None,
        recorded_co2=recorded[1] if recorded else None,
    )
    table.known(*_TARIFF_OF_A_HOUSE)
    table.finish()
    return tariff


def _price_window(table: Table) -> PriceWindow:
    window = PriceWindow(
        from_min=table.clock("from"),
        to_min=table.clock("to"),
        per_kwh=table.number("per_kwh", -10, 1_000),
        weekdays=weekdays(table, "days"),
    )
    table.finish()
    if window.from_min == window.to_min:
        raise table.error("to", "must differ from from: an empty window never holds")
    return window


def _home(root: Table, folder: Path | None, station: Station, tariff: Tariff | None) -> Home | None:
    if "house" not in root:
        for key in ("roof", "battery", "strategy"):
            if key in root:
                raise root.error(key, "needs a [house] (which may be empty)")
        return None
    if "timer" in root:
        raise root.error("timer", 'is not for a plan with a [house]: use a [[strategy]] with mode = "timer"')
    roof = root.table("roof")
    sun = read_sun(roof, folder, seed=station.seed) if "roof" in root else None
    cheap_hours = None
    if tariff is not None and tariff.has_cheap_hours:
        cheap_hours = _clock_text(tariff.cheap_from_min), _clock_text(tariff.cheap_to_min)
    return Home(
        load=read_load(
            root.table("house"),
            folder,
            seed=station.seed,
            southern=isinstance(sun, ModelledRoof) and sun.roof.place.latitude_deg < 0,
        ),
        sun=sun,
        battery=read_battery(root.table("battery")) if "battery" in root else None,
        strategies=read_strategies(
            root.tables("strategy"),
            Household(supply=station.supply, cheap_hours=cheap_hours, has_roof=sun is not None),
        ),
    )


def _fault(table: Table, station: Station) -> PlannedFault:
    fault = Fault(table.choice("name", (known.value for known in Fault)))
    usual = FAULTS[fault].usual
    value = table.number("value", -1e9, 1e9, usual)
    try:
        value = fault_value(fault, value)
    except FaultValueError as error:
        raise table.error("value", f"is out of range: {error}") from error
    planned = PlannedFault(
        fault=fault,
        value=value,
        when=_when(table, station, randomly=True),
        minutes=table.number("minutes", 0.001, 525_600, 10, unit="minutes"),
    )
    table.finish()
    return planned


def _power_cut(table: Table, station: Station) -> PowerCut:
    cut = PowerCut(
        when=_when(table, station, randomly=True), minutes=table.number("minutes", 0.01, 525_600, 10, unit="minutes")
    )
    table.finish()
    return cut


def _command(table: Table, station: Station) -> PlannedCommand:
    text = table.text("send").strip()
    text = text if text.startswith("$") else f"${text}"
    if (
        len(text) > MAX_COMMAND_LENGTH
        or len(text.split(" ")) > MAX_COMMAND_WORDS
        or not text.isascii()
        or len(text) < 3
    ):
        limits = f"at most {MAX_COMMAND_LENGTH} ASCII characters and {MAX_COMMAND_WORDS} words"
        raise table.error("send", f'must be a RAPI command such as "$SC 10 V", {limits}, not "{text}"')
    command = PlannedCommand(text=text, when=_when(table, station, randomly=False))
    table.finish()
    return command


def _when(table: Table, station: Station, *, randomly: bool) -> When:
    ways = ["day" in table or "at" in table, "daily" in table, "per_month" in table]
    if sum(ways) != 1 or (ways[2] and not randomly):
        raise table.error(None, _RANDOM_OR_NOT if randomly else "needs either day and at, or daily")
    when = When(
        day=table.whole("day", 1, station.days) if ways[0] else None,
        minute=table.clock("at", "00:00") if ways[0] else table.clock("daily", "00:00"),
        per_month=table.number("per_month", 0, 10_000) if ways[2] else None,
    )
    table.known("day", "at", "daily", *(["per_month"] if randomly else []))
    if when.day == 1 and when.minute < station.start.hour * 60 + station.start.minute:
        raise table.error("at", f"is before the plan starts ({station.start:%H:%M} on day 1)")
    return when


def _clock_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
