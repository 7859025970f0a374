"""Solar divert in any house, with any feed and any settings: what never happens."""

from __future__ import annotations

import math
from datetime import timedelta

import msgspec
from eco_house import EcoHouse
from house_bench import ACTIVE
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pilotwire.station.moment import Moment
from pilotwire.station.push import PushError, parse_push
from pilotwire.station.settings import Settings
from pilotwire.station.status import DivertDoing
from pilotwire.station.vehicle import VehicleData

MINIMUM_A = 6
VOLTS = 240.0

NONSENSE: tuple[object, ...] = (None, "", "nan", "-inf", "much", "1e400", [], {}, True, math.nan, -math.inf, 1e300)
nonsense = st.sampled_from(NONSENSE)
powers = st.integers(-20_000, 20_000)
values = st.one_of(powers, powers, powers, powers.map(str), st.just(1_000_000), st.just(-1_000_000), nonsense)
steps = st.lists(
    st.tuples(
        st.sampled_from(["solar", "grid_ie", "home_battery_power", "home_battery_soc", "car", "clock", "silence"]),
        values,
        st.sampled_from([0, 0.1, 1, 5, 10, 60, 100, 700]),
    ),
    max_size=50,
)
any_settings = st.builds(
    Settings,
    divert_type=st.integers(-1, 1),
    mqtt_grid_ie=st.sampled_from(["", "grid"]),
    divert_pv_ratio=st.sampled_from([0.0, 0.5, 1.0, 1.1, 2.0]),
    divert_attack_smoothing_time=st.sampled_from([0, 20, 300]),
    divert_decay_smoothing_time=st.sampled_from([0, 20, 600]),
    divert_min_charge_time=st.sampled_from([0, 60, 600]),
    divert_feed_timeout=st.sampled_from([30, 120]),
    divert_below_minimum=st.sampled_from(["stop", "hold", "budget"]),
    divert_hold_budget=st.integers(0, 2000),
    divert_feed_fallback=st.sampled_from(["pause", "minimum"]),
    home_battery_aware=st.booleans(),
    home_battery_priority_soc=st.integers(0, 100),
    home_battery_buffer_soc=st.integers(0, 100),
    is_threephase=st.booleans(),
)


def fed(house: EcoHouse, key: str, value: object) -> bool:
    """Send a value as somebody would; says whether it was taken as a measurement of sun or grid."""
    try:
        outcome = parse_push({key: value}, house.settings, house.feeds, VehicleData(), house.now_ms)
    except PushError:
        return False
    house.feeds = outcome.feeds
    if outcome.divert:
        house.divert.sample(house.around)
    house.settle()
    return outcome.divert


def justified(house: EcoHouse, before_a: int) -> bool:
    """Whether the current that is asked for is no more than the surplus, the minimum, or what it was.

    The ratio may round it up by an ampere; between the thresholds, and for the shortest charge, it stays as it was.
    """
    if house.wish is None or house.wish.state is not ACTIVE:
        return True
    asked_a = house.wish.charge_current_a or 0
    status = house.divert.status
    rounded_a = math.floor(status.available_a) + (1 if house.settings.divert_pv_ratio < 1 else 0)
    return asked_a <= max(rounded_a, MINIMUM_A, before_a if house.is_about(DivertDoing.SUN) else 0)


@given(steps, any_settings, st.floats(0, 40))
@hypothesis_settings(deadline=None)
def test_it_never_asks_for_more_than_the_sun_the_minimum_or_what_it_asked_for_before(
    plan: list[tuple[str, object, float]], settings: Settings, car_a: float
) -> None:
    house = EcoHouse(settings, car_a=car_a)
    for what, value, seconds in plan:
        before_a = (house.wish.charge_current_a or 0) if house.wish is not None else 0
        act(house, what, value)
        assert justified(house, before_a)
        status = house.divert.status
        assert all(map(math.isfinite, (status.available_a, status.smoothed_a, status.held_today_wh)))
        assert status.available_a >= 0
        if house.wish is not None and house.wish.state is ACTIVE and status.smoothed_a >= status.trigger_a + 0.5:
            starting = math.floor(status.available_a) + 1
            assert (house.wish.charge_current_a or 0) <= max(starting, MINIMUM_A)
        house.pass_s(seconds)
        assert MINIMUM_A <= house.target.pilot_a <= 32


def act(house: EcoHouse, what: str, value: object) -> None:
    """Do one step of a story."""
    if what == "car":
        house.wants = not house.wants
        house.settle()
    elif what == "clock" and isinstance(value, int):
        utc = house.moment.utc + timedelta(hours=value / 10_000)
        house.moment = Moment(house.now_ms, utc, trusted=value % 3 > 0)
        house.settle()
    elif what != "silence":
        fed(house, what, value)


@given(steps, any_settings)
@hypothesis_settings(deadline=None)
def test_it_never_charges_by_a_feed_that_is_older_than_is_believed(
    plan: list[tuple[str, object, float]], settings: Settings
) -> None:
    house = EcoHouse(settings)
    heard_ms = house.now_ms
    by_grid = settings.divert_type == 1 or (settings.divert_type < 0 and bool(settings.mqtt_grid_ie))
    for what, value, seconds in plan:
        if what in ("solar", "grid_ie"):
            if fed(house, what, value) and (what == "grid_ie") is by_grid:
                heard_ms = house.now_ms
        else:
            act(house, what, value)
        house.pass_s(seconds)
        believed_ms = settings.divert_feed_timeout * 1000
        if house.now_ms <= heard_ms + believed_ms:
            continue
        wish = house.wish
        assert wish is not None
        if wish.state is ACTIVE:
            assert house.is_about(DivertDoing.FALLBACK)
            assert wish.charge_current_a == MINIMUM_A
        if settings.divert_feed_fallback == "pause":
            latest_ms = heard_ms + believed_ms + settings.divert_min_charge_time * 1000 + 1
            assert wish.state is not ACTIVE or house.now_ms <= latest_ms


@given(
    st.lists(st.tuples(st.integers(0, 8000), st.sampled_from([1, 5, 10, 30]), st.booleans()), max_size=80),
    st.integers(0, 500),
    st.sampled_from([0, 600]),
    st.sampled_from([0, 60, 600]),
    st.booleans(),
)
@hypothesis_settings(deadline=None)
def test_no_more_than_the_budget_is_held_and_what_is_held_is_what_was_bought(
    day: list[tuple[int, int, bool]], budget_wh: int, decay_s: int, shortest_s: int, by_grid: bool
) -> None:
    settings = Settings(
        divert_type=int(by_grid),
        divert_pv_ratio=1.0,
        divert_attack_smoothing_time=0,
        divert_decay_smoothing_time=decay_s,
        divert_min_charge_time=shortest_s,
        divert_below_minimum="budget",
        divert_hold_budget=budget_wh,
    )
    house = EcoHouse(settings)
    bought_wh = 0.0
    for sun_w, seconds, plugged in day:
        house.wants = plugged
        house.settle()
        if by_grid:
            house.grid(round(house.car_w) - sun_w)
        else:
            house.sun(sun_w)
        end_ms = house.now_ms + seconds * 1000
        while house.now_ms < end_ms:
            holding = house.is_about(DivertDoing.HOLDING)
            beyond_w, from_ms = max(0.0, house.car_w - sun_w), house.now_ms
            due_ms = min(house.divert.next_deadline_ms or end_ms, end_ms)
            house.pass_s((due_ms - from_ms) / 1000)
            bought_wh += beyond_w * (house.now_ms - from_ms) / 3_600_000 if holding else 0.0
            used_wh = house.divert.status.held_today_wh
            assert used_wh <= budget_wh
            if used_wh < budget_wh:
                assert abs(used_wh - bought_wh) <= 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from([-2_000, 0, 1_500, 3_000, 9_000]) | st.integers(-3_000, 12_000),
            st.booleans(),
            st.sampled_from([5, 10, 60, 130]),
        ),
        min_size=2,
        max_size=60,
    ),
    st.sampled_from([0, 1_000, 3_000, 10_000]),
    st.sampled_from([40, 60, 80]),
    st.sampled_from([0, 50, 70]),
    st.sampled_from([0, 50, 70]),
)
@hypothesis_settings(deadline=None)
def test_no_watt_of_the_home_battery_counts_twice(
    day: list[tuple[int, bool, int]], most_w: int, soc_pct: int, priority_pct: int, buffer_pct: int
) -> None:
    """The house leaves over ``spare_w``; the battery takes what the car leaves and gives what it lacks."""
    settings = Settings(
        divert_type=1,
        divert_pv_ratio=1.0,
        divert_attack_smoothing_time=0,
        divert_decay_smoothing_time=0,
        divert_min_charge_time=0,
        home_battery_aware=True,
        home_battery_priority_soc=priority_pct,
        home_battery_buffer_soc=buffer_pct,
    )
    house = EcoHouse(settings)
    may_help = buffer_pct > 0 and soc_pct >= max(buffer_pct, priority_pct)
    last_w: int | None = None
    for spare_w, battery_told, seconds in day:
        # A battery that is not told of at every change is told of late; then the house has not changed meanwhile.
        spare_now_w = spare_w if battery_told or last_w is None else last_w
        battery_w = max(-most_w, min(most_w, spare_now_w - round(house.car_w)))
        if battery_told:
            house.measure(home_battery_w=battery_w, home_battery_soc_pct=soc_pct)
        house.grid(round(house.car_w) + battery_w - spare_now_w)
        last_w = spare_now_w
        available_w = house.divert.status.available_a * VOLTS
        assert available_w <= max(0, spare_now_w + (most_w if may_help else 0)) + 2
        house.pass_s(seconds)


@given(steps, any_settings)
@hypothesis_settings(deadline=None)
def test_it_always_says_what_it_waits_for_or_why_it_charges(
    plan: list[tuple[str, object, float]], settings: Settings
) -> None:
    house = EcoHouse(settings)
    for what, value, seconds in plan:
        act(house, what, value)
        house.pass_s(seconds)
        assert house.why
        assert house.divert.waiting_for or house.is_about(DivertDoing.SUN)
        for text in (house.why, house.divert.waiting_for):
            assert "None" not in text
            assert "inf" not in text.replace("info", "")
            assert "nan" not in text


def test_a_repeated_measurement_changes_nothing() -> None:
    house = EcoHouse(msgspec.structs.replace(Settings(divert_type=1), divert_attack_smoothing_time=0))
    house.grid(-2400)
    before = house.divert.status, house.divert.claim
    for _ in range(50):
        house.divert.sample(house.around)
        house.settle()
    assert house.divert.claim == before[1]
    assert house.divert.status.available_a == before[0].available_a
