"""A house in closed loop: the station's own decisions on the real controller, and what comes of them."""

from __future__ import annotations

import pytest

from pilotwire.runtime.home.books import StrategyResult, Traces
from pilotwire.runtime.home.plan import Home
from pilotwire.runtime.home.run import HomeRun
from pilotwire.runtime.home.world import MINUTES_A_DAY, World, world_of
from pilotwire.runtime.plan import Plan
from pilotwire.runtime.plan_file import parse_plan

STATION = "[station]\nstart = 2026-05-04\ndays = 4\nseed = 3\nmax_current_a = 32\n"
CAR = """
[[car]]
model = "vw-id3-pro"
soc_percent = 40
km_per_day = 60
km_spread = 0
jitter_minutes = 0
weekday = { plug_in = "09:30", departure = "08:00" }
charge_limit_percent = 80
target_percent = 60
"""
ROOF = "[roof]\npeak_kw = 5\nlatitude = 51.5\n"
CLEAR = "cloudiness = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n"
BATTERY = "[battery]\ncapacity_kwh = 6\ncharge_kw = 2.5\n"
TARIFF = (
    "[tariff]\npeak_per_kwh = 0.3\ncheap_per_kwh = 0.1\nfeed_in_per_kwh = 0.05\n"
    'cheap_from = "00:30"\ncheap_to = "05:30"\n'
)
FAST, ECO = '[[strategy]]\nmode = "fast"\n', '[[strategy]]\nmode = "eco"\n'


class Lived:
    """Every strategy of a plan, lived; all days are traced."""

    def __init__(self, text: str) -> None:
        self.plan: Plan = parse_plan(STATION + CAR + "[house]\n" + text, "p.toml")
        assert self.plan.home is not None
        self.home: Home = self.plan.home
        self.world: World = world_of(self.plan, self.home)
        days = self.plan.station.days
        self.runs = [
            HomeRun(self.plan, self.home, strategy, self.world, Traces.of(0, days)) for strategy in self.home.strategies
        ]
        self.results: list[StrategyResult] = [run.run_home() for run in self.runs]

    def minutes_charging(self, place: int = 0) -> list[int]:
        """Minutes of the day in which the car draws power in earnest."""
        car_w = self.results[place].traces.car_w
        return [minute % MINUTES_A_DAY for minute, power_w in enumerate(car_w) if power_w > 500]


def imported(result: StrategyResult) -> float:
    return result.energies.import_wh


def test_the_books_balance_and_are_the_plants() -> None:
    lived = Lived(ROOF + BATTERY + TARIFF)
    for run, result in zip(lived.runs, lived.results, strict=True):
        books = result.energies
        came = books.sun_wh + books.import_wh + books.discharged_wh
        went = books.load_wh + books.car_wh + books.export_wh + books.charged_wh
        assert came == pytest.approx(went, abs=0.5)
        assert books.car_wh == pytest.approx(run._plant.energies.grid_wh, abs=0.01)
        parts = books.car_from_sun_wh + books.car_from_battery_wh + books.car_from_grid_wh
        assert parts == pytest.approx(books.car_wh, abs=0.01)
        assert books.load_wh == pytest.approx(sum(lived.world.load_w[: 4 * MINUTES_A_DAY]) / 60, abs=0.5)
        assert books.sun_wh == pytest.approx(sum(lived.world.sun_w[: 4 * MINUTES_A_DAY]) / 60, abs=0.5)
        assert not result.remarks


def test_eco_imports_less_than_fast_and_charges_from_the_sun() -> None:
    fast, eco = Lived(ROOF + FAST + ECO).results
    assert imported(eco) < imported(fast)
    share, of_fast = (one.energies.car_from_sun_wh / one.energies.car_wh for one in (eco, fast))
    assert share > 0.5 > 2 * of_fast
    assert eco.energies.car_wh > 10_000


def test_eco_follows_the_production_if_it_is_told_to() -> None:
    (eco,) = Lived(ROOF + ECO + "settings = { divert_type = 0 }\n").results
    assert eco.energies.car_wh > 5_000


def test_eco_without_sun_charges_nothing() -> None:
    (eco,) = Lived(ECO).results
    assert eco.energies.car_wh < 10
    assert eco.short_departures.total() == 3


def test_under_a_clear_sky_more_modules_never_mean_more_import() -> None:
    imports = []
    for peak_kw in (3, 5, 8, 12):
        (eco,) = Lived(f"yearly_kwh = 2000\n[roof]\npeak_kw = {peak_kw}\nlatitude = 51.5\n{CLEAR}{ECO}").results
        imports.append(imported(eco))
    assert imports == sorted(imports, reverse=True)


def test_a_timer_charges_in_its_window_and_in_no_other() -> None:
    lived = Lived(TARIFF + '[[strategy]]\nmode = "timer"\n')
    minutes = lived.minutes_charging()
    assert len(minutes) > 100
    assert all(30 <= minute <= 330 for minute in minutes)
    assert lived.results[0].cost is not None
    (fast,) = Lived(TARIFF + FAST).results
    assert fast.cost is not None
    assert lived.results[0].cost < 0.6 * fast.cost


def test_a_plan_has_the_car_ready_in_the_cheapest_hours() -> None:
    lived = Lived(TARIFF + '[[strategy]]\nmode = "plan"\nready_by = "07:30"\n')
    (result,) = lived.results
    assert result.short_departures.total() == 0
    minutes = lived.minutes_charging()
    cheap = sum(30 <= minute <= 330 for minute in minutes)
    assert cheap > 0.9 * len(minutes) > 60


@pytest.mark.parametrize("limit_w", [3_500, 5_000, 8_000])
def test_the_limit_of_the_house_is_kept_from_minute_to_minute(limit_w: int) -> None:
    lived = Lived(f'yearly_kwh = 4500\n[[strategy]]\nmode = "fast"\nhouse_limit_w = {limit_w}\n')
    (result,) = lived.results
    assert result.energies.car_wh > 10_000
    for grid_w, load_w in zip(result.traces.grid_w, lived.world.load_w, strict=False):
        # Appliances alone may exceed it. A car follows a lower pilot within 5 s (IEC 61851-1), a twelfth of a minute,
        # and what it is offered is cut down to whole amperes.
        jump_w = 5_000
        assert grid_w <= max(limit_w, load_w) + jump_w / 12 + 1


def test_with_the_sun_the_limit_is_one_of_the_grid() -> None:
    text = "house_limit_w = 3000\nsettings = { divert_enabled = true, divert_type = 0 }\n"
    lived = Lived(ROOF + CLEAR + FAST + text)
    (result,) = lived.results
    assert max(result.traces.car_w) > 3_500
    assert result.highest_import_w < max(3_000, *lived.world.load_w) + 500


def test_a_battery_feeds_the_car_if_it_may() -> None:
    text = ROOF + BATTERY + FAST + "battery_feeds_car = true\n" + FAST + 'name = "b"\nbattery_feeds_car = false\n'
    with_it, without = Lived(text).results
    assert with_it.energies.car_from_battery_wh > 1_000
    assert without.energies.car_from_battery_wh == pytest.approx(0, abs=0.001)
    assert imported(with_it) < imported(without) + 500


def test_the_contactor_closes_no_more_often_than_is_allowed() -> None:
    settings = (
        "settings = { divert_attack_smoothing_time = 0, divert_decay_smoothing_time = 0, divert_min_charge_time = 0, "
        "contactor_closures_per_hour = 4 }\n"
    )
    (eco,) = Lived(ROOF + ECO + settings).results
    assert eco.closures > 10
    assert eco.most_closures_in_an_hour <= 4


def test_three_phases_are_charged_from_the_sun_too() -> None:
    plan = STATION.replace("max", 'supply = "eu-3"\nmax') + CAR.replace("vw-id3-pro", "renault-zoe-ze50")
    parsed = parse_plan(plan + "[house]\n" + ROOF.replace("5", "15", 1) + CLEAR + ECO, "p.toml")
    assert parsed.home is not None
    world = world_of(parsed, parsed.home)
    result = HomeRun(parsed, parsed.home, parsed.home.strategies[0], world, Traces.of(0, 1)).run_home()
    assert result.energies.car_from_sun_wh > 0.8 * result.energies.car_wh > 5_000


def test_faults_power_cuts_and_commands_happen_in_a_house_too() -> None:
    text = (
        '[[fault]]\nname = "earth_lost"\nday = 2\nat = "10:30"\nminutes = 20\n'
        '[[power_cut]]\nday = 2\nat = "11:30"\nminutes = 45\n'
        '[[command]]\nday = 2\nat = "12:45"\nsend = "$FS"\n'
    )
    lived = Lived(ROOF + FAST + text)
    (result,) = lived.results
    assert result.faults["no earth"] >= 1
    second = result.traces.car_w[MINUTES_A_DAY : 2 * MINUTES_A_DAY]
    assert max(second[11 * 60 + 35 : 12 * 60 + 10]) == 0
    # The station wants the car to charge, so it wakes the controller that somebody has sent to sleep.
    assert result.car_soc_percent["vw-id3-pro"] == pytest.approx(80, abs=1)


def test_two_cars_take_turns() -> None:
    second = CAR.replace("vw-id3-pro", "renault-zoe-ze50").replace("09:30", "18:00")
    (result,) = Lived(FAST + second).results
    assert set(result.car_soc_percent) == {"vw-id3-pro", "renault-zoe-ze50"}
    assert result.departures == 6


def test_the_same_plan_gives_the_same_days() -> None:
    one, same = (Lived(ROOF + BATTERY + TARIFF + ECO).results[0] for _ in range(2))
    assert one == same
