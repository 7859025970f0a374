"""Plans with a house: what can be written, and how each mistake is told."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from pilotwire.plant.home import LoadProfile
from pilotwire.runtime.home.plan import Home, ModelledRoof, Reach, Recorded
from pilotwire.runtime.plan import Plan
from pilotwire.runtime.plan_file import load_plan, parse_plan
from pilotwire.runtime.plan_table import PlanError
from pilotwire.station.claims import ChargeState
from pilotwire.station.limit_values import Preference
from pilotwire.station.schedule_values import ScheduleFeature, Weekday

ROOF = "[roof]\npeak_kw = 4\nlatitude = 51.5\n"
TARIFF = '[tariff]\npeak_per_kwh = 0.3\ncheap_per_kwh = 0.1\ncheap_from = "23:00"\ncheap_to = "06:30"\n'


def plan(text: str, folder: Path | None = None) -> Plan:
    return parse_plan("[house]\n" + text, "p.toml", folder=folder)


def home(text: str, folder: Path | None = None) -> Home:
    found = plan(text, folder).home
    assert found is not None
    return found


def test_a_plan_without_a_house_has_none() -> None:
    assert parse_plan("", "p.toml").home is None
    assert load_plan(Path("examples:commuter")).home is None


def test_an_empty_house_is_a_household() -> None:
    found = home("")
    assert isinstance(found.load, LoadProfile)
    assert found.load.yearly_wh == 3_500_000
    assert (found.sun, found.battery) == (None, None)


def test_roof_and_battery_are_read() -> None:
    found = home(ROOF + "longitude = 13\n[battery]\ncapacity_kwh = 8\ncharge_kw = 4\nefficiency_percent = 81\n")
    assert isinstance(found.sun, ModelledRoof)
    assert found.sun.roof.peak_w == 4_000
    assert found.sun.utc_offset_h == 1
    assert found.battery is not None
    assert found.battery.model.discharge_w == 4_000
    assert found.battery.model.way == pytest.approx(0.9)


def test_south_of_the_equator_winter_is_in_july() -> None:
    found = home("[roof]\npeak_kw = 4\nlatitude = -34\n")
    assert isinstance(found.load, LoadProfile)
    assert found.load.southern


# -- strategies --------------------------------------------------------------------------------------------------


def test_three_strategies_are_compared_if_none_are_written() -> None:
    fast, timer, eco = home(ROOF + TARIFF).strategies
    assert [fast.name, timer.name, eco.name] == ["fast", "timer", "eco"]
    assert [draft.time for draft in timer.schedule] == [time(23, 0), time(6, 30)]
    assert (eco.settings.divert_enabled, eco.settings.charge_mode) == (True, "eco")
    assert [strategy.name for strategy in home(TARIFF).strategies] == ["fast", "timer", "plan"]
    assert [draft.time for draft in home("").strategies[1].schedule] == [time(0, 0), time(6, 0)]


def test_settings_have_the_last_word_over_a_mode() -> None:
    (strategy,) = home(
        '[[strategy]]\nmode = "eco"\nhouse_limit_w = 9000\n'
        "settings = { divert_type = 0, divert_PV_ratio = 0.5, dt = 60, current_shaper_min_pause_time = 30 }\n"
    ).strategies
    settings = strategy.settings
    assert (settings.divert_type, settings.divert_pv_ratio, settings.divert_min_charge_time) == (0, 0.5, 60)
    assert (settings.current_shaper_enabled, settings.current_shaper_max_pwr) == (True, 9_000)
    assert settings.current_shaper_min_pause_time == 30


def test_the_station_is_told_the_mains_it_is_connected_to() -> None:
    text = '[station]\nsupply = "eu-3"\n[house]\n'
    found = parse_plan(text, "p.toml").home
    assert found is not None
    assert found.strategies[0].settings.is_threephase
    assert found.strategies[0].settings.voltage == 23_000


def test_a_goal_is_told_at_every_plug_in() -> None:
    text = '[[strategy]]\nmode = "plan"\n[[strategy]]\nname = "b"\nmode = "eco"\nready_by = "06:15"\nsoc_percent = 70\n'
    plain, sunny = home(text + 'prefer = "greenest"\n').strategies
    assert plain.reach == Reach(None, time(7, 0), Preference.CHEAPEST)
    assert sunny.reach == Reach(70, time(6, 15), Preference.GREENEST)
    assert sunny.settings.vehicle_data_src == 3


def test_a_schedule_is_that_of_the_station() -> None:
    (strategy,) = home(
        '[[strategy]]\nmode = "fast"\n'
        '[[strategy.schedule]]\nstate = "active"\ntime = "22:30"\ndays = ["monday", "friday"]\ncurrent_a = 10\n'
        '[[strategy.schedule]]\nstate = "disabled"\ntime = 05:00:00\n'
    ).strategies
    first, second = strategy.schedule
    assert (first.state, first.days) == (ChargeState.ACTIVE, (Weekday.MONDAY, Weekday.FRIDAY))
    assert (first.feature, first.feature_value) == (ScheduleFeature.CURRENT, 10)
    assert (second.time, len(second.days)) == (time(5, 0), 7)


# -- mistakes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("yearly_kwh = -1", "p.toml:2: yearly_kwh must be a number from 0"),
        ("yearly_kwh = 1000\nbase_w = 500", "p.toml:3: base_w is too much for yearly_kwh: a base of 500 W needs"),
        ("rooms = 4", "p.toml:2: rooms is not known in [house]"),
        ("[roof]\npeak_kw = 4", "[roof] needs latitude"),
        ("[roof]\nlatitude = 50", "[roof] needs peak_kw"),
        (ROOF + "cloudiness = [0.5]", "p.toml:5: cloudiness must be a list of 12 numbers from 0 to 1"),
        (ROOF + "tilt = 100", "tilt must be a number from 0 to 90 degrees, not 100"),
        ("[battery]\ncapacity_kwh = 0", "capacity_kwh must be a number from 0.1"),
        ("[battery]\ncapacity_kwh = 5\nfeeds_car = 1", "feeds_car must be true or false, not 1"),
        ("[timer]\nstart = 01:00:00\nstop = 02:00:00", "timer is not for a plan with a [house]"),
        ('[[strategy]]\nmode = "echo"', 'mode must be one of fast, eco, timer, plan; got "echo" (did you mean eco?)'),
        ('[[strategy]]\nmode = "eco"\nsun = 1', "p.toml:4: sun is not known in [strategy]"),
        ('[[strategy]]\nmode = "eco"\nfrom = "01:00"', 'from is for mode = "timer"; use schedule'),
        ('[[strategy]]\nmode = "timer"\nfrom = "01:00"\nto = "01:00"', "to must differ from from"),
        ('[[strategy]]\nmode = "eco"\nprefer = "cheapest"', "prefer needs ready_by"),
        ('[[strategy]]\nmode = "eco"\n' * 2, "p.toml:5: mode gives a second strategy the name eco"),
        (
            '[[strategy]]\nmode = "eco"\nsettings = { divert_tipe = 1 }',
            "p.toml:4: divert_tipe is not known (did you mean divert_type?)",
        ),
        (
            '[[strategy]]\nmode = "eco"\nsettings = { divert_type = 7 }',
            "p.toml:4: divert_type cannot be set: 7 is out of range; use -1 to 1.",
        ),
        (
            '[[strategy]]\nmode = "eco"\n[strategy.settings]\ndivert_below_minimum = "perhaps"',
            'p.toml:5: divert_below_minimum cannot be set: "perhaps" is none of the choices',
        ),
        ('[[strategy]]\nmode = "eco"\nsettings = { divert_type = [1] }', "must be a text, a number, true or false"),
        ('[[strategy]]\nmode = "fast"\n[[strategy.schedule]]\nstate = "on"\ntime = "1:00"', "state must be one of"),
        (
            '[[strategy]]\nmode = "fast"\n[[strategy.schedule]]\nstate = "active"\ntime = "1:00"\ndays = ["mon"]',
            "days must be some of monday, tuesday",
        ),
        ("[tariff]\npeak_per_kwh = 1\n[[tariff.window]]\nfrom = 01:00:00\nto = 01:00:00\nper_kwh = 1", "to must dif"),
        ("[tariff]\nfeed_in_per_kwh = 1", "[tariff] needs peak_per_kwh"),
        ('file = "load.csv"', "file cannot be used here: this plan is not in a folder"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_key_and_reason(text: str, message: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan(text + "\n")
    assert str(caught.value).startswith("p.toml:")
    assert message in str(caught.value)


@pytest.mark.parametrize("table", ["[roof]\npeak_kw = 4\nlatitude = 5", "[battery]\ncapacity_kwh = 1", "[[strategy]]"])
def test_what_belongs_to_a_house_needs_one(table: str) -> None:
    with pytest.raises(PlanError, match=r"p.toml:1: \w+ needs a \[house\]"):
        parse_plan(table + "\n", "p.toml")


@pytest.mark.parametrize("key", ["feed_in_per_kwh = 0.1", "co2_g_per_kwh = 100", 'file = "x.csv"'])
def test_what_a_tariff_has_for_a_house_needs_one(key: str) -> None:
    with pytest.raises(PlanError, match=r"p.toml:3: \w+ needs a \[house\]"):
        parse_plan(f"[tariff]\npeak_per_kwh = 1\n{key}\n", "p.toml")


# -- recordings --------------------------------------------------------------------------------------------------


def test_recordings_are_found_beside_the_plan(tmp_path: Path) -> None:
    (tmp_path / "sun.csv").write_text("time,W\n" + "".join(f"2025-06-01T{h:02d}:00,{h * 10}\n" for h in range(24)))
    path = tmp_path / "plan.toml"
    path.write_text('[house]\n[roof]\nfile = "sun.csv"\n')
    found = load_plan(path).home
    assert found is not None
    assert isinstance(found.sun, Recorded)
    assert (found.sun.minutes[0], found.sun.minutes[60], found.sun.minutes[1_439]) == (0, 10, 230)


def test_a_recording_that_cannot_be_used_is_told_with_its_line_and_the_plans(tmp_path: Path) -> None:
    (tmp_path / "load.csv").write_text("2025-06-01T00:00,100\n2025-06-01T00:15,lots\n")
    with pytest.raises(PlanError, match=r"p.toml:2: file cannot be used: .*load.csv, line 2: must have watts as a nu"):
        plan('file = "load.csv"\n', tmp_path)
    with pytest.raises(PlanError, match=r"p.toml:2: file cannot be used: .*gone.csv: cannot be read: No such file"):
        plan('file = "gone.csv"\n', tmp_path)


def test_prices_can_be_recorded_with_carbon(tmp_path: Path) -> None:
    lines = [f"2025-06-01T{hour:02d}:00;{hour / 100};{hour * 10}" for hour in range(24)]
    (tmp_path / "prices.csv").write_text("\n".join(lines))
    tariff = plan('[tariff]\nfile = "prices.csv"\nfeed_in_per_kwh = 0.05\n', tmp_path).tariff
    assert tariff is not None
    assert tariff.recorded_price is not None
    assert tariff.recorded_co2 is not None
    assert (tariff.recorded_price.minutes[125], tariff.recorded_co2.minutes[125]) == (0.02, 20)
