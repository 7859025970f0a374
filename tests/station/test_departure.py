"""A limit that is due at a time: planned, followed, and kept to."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest
from departure_bench import EVENING, HOUR, Garage, hourly, night_tariff
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.station.charging_plan import SHORTEST
from pilotwire.station.charging_plan_values import DepartureKept, PlanState
from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.departure import next_time
from pilotwire.station.limit_values import Limit, LimitType, Preference
from pilotwire.station.prices import NO_PRICES, PriceSeries, PriceSlot
from pilotwire.station.settings import Settings
from pilotwire.station.zone import zone_of

SEVEN = datetime(2026, 7, 7, 6, 0, tzinfo=UTC)
"""07:00 in London."""
NIGHT = night_tariff(datetime(2026, 7, 6, 23, 30, tzinfo=UTC), datetime(2026, 7, 7, 4, 30, tzinfo=UTC))
"""Cheap from 00:30 to 05:30 in London."""
CHEAP_FROM = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)
CHEAP_UNTIL = datetime(2026, 7, 7, 4, 30, tzinfo=UTC)
TO_80 = Limit(LimitType.SOC, 80, ready_by=time(7))
TO_12_KWH = Limit(LimitType.ENERGY, 12_000, ready_by=time(7))
PARIS = Settings(time_zone="Europe/Paris|CET-1CEST,M3.5.0,M10.5.0/3")


# -- the night -----------------------------------------------------------------------------------------------------


def test_it_waits_for_the_cheap_hours_and_says_so() -> None:
    garage = Garage(TO_12_KWH, prices=NIGHT)
    assert garage.plan.state is PlanState.WAITING
    assert garage.plan.text == "charging from 00:30: 4 slots, 12.0 kWh at 8.5 p, ready by 07:00"
    assert garage.departure.waiting_for == garage.plan.text
    assert garage.plan.cost == pytest.approx(12 * 0.085)
    assert garage.plan.ready_by == SEVEN
    assert garage.plan.finish == CHEAP_FROM + HOUR * 12_000 / 7_360
    assert garage.departure.claim == Claim(Client.PLAN, Priority.DEFAULT, Wish(ChargeState.DISABLED), garage.plan.text)
    assert not garage.charging


def test_it_charges_in_the_cheap_hours_with_all_there_is_and_is_ready() -> None:
    garage = Garage(TO_80, prices=NIGHT, soc_pct=30)
    garage.run_to(CHEAP_FROM + HOUR)
    assert garage.departure.claim is not None
    assert (garage.departure.claim.priority, garage.departure.claim.wish) == (
        Priority.TIMER,
        Wish(ChargeState.ACTIVE, charge_current_a=32),
    )
    assert garage.plan.text.startswith("charging until 05:0")
    garage.run_to(SEVEN)
    assert garage.reached_at is not None
    assert garage.reached_at < SEVEN
    assert 80 <= garage.soc_pct < 81
    assert garage.pauses == 0
    assert garage.charged_between(CHEAP_FROM, CHEAP_UNTIL) == garage.charged_between(EVENING, SEVEN)
    assert garage.plan.state is PlanState.READY
    assert garage.departure.claim is None
    assert garage.plan.text == "80 % reached"


def test_two_nights_of_different_prices_are_split() -> None:
    garage = Garage(TO_12_KWH, prices=hourly(0.3, 0.1, 0.3, 0.09, *[0.3] * 9))
    assert garage.stretches == [
        (EVENING + HOUR, EVENING + HOUR * (12_000 / 7_360)),
        (EVENING + 3 * HOUR, EVENING + 4 * HOUR),
    ]
    assert garage.plan.text == "charging from 19:00 and from 21:00: 2 slots, 12.0 kWh at 9.4 p, ready by 07:00"
    first, second = garage.plan.stretches
    assert first.price == pytest.approx(0.1)
    assert second.price == pytest.approx(0.09)
    assert first.energy_wh + second.energy_wh == pytest.approx(12_000)
    garage.run_to(EVENING + 1.1 * HOUR)
    assert garage.plan.text.startswith("charging until 19:37 and from 21:00: 2 slots")


def test_greenest_goes_by_carbon() -> None:
    greens = [400, 100, 300, 50, 400]
    slots = [PriceSlot(EVENING + k * HOUR, EVENING + (k + 1) * HOUR, 0.2, co2) for k, co2 in enumerate(greens)]
    limit = msgspec.structs.replace(TO_12_KWH, prefer=Preference.GREENEST)
    garage = Garage(limit, prices=PriceSeries(tuple(slots), "EUR"))
    assert [begin for begin, _ in garage.stretches] == [EVENING + HOUR, EVENING + 3 * HOUR]
    assert garage.plan.text.endswith("2 slots, 12.0 kWh at 69 g, ready by 07:00")
    assert garage.plan.co2_g == pytest.approx((12 - 7.36) * 100 + 7.36 * 50)


# -- ready before cheap --------------------------------------------------------------------------------------------


def test_without_prices_it_charges_at_once() -> None:
    garage = Garage(TO_12_KWH)
    assert garage.charging
    assert garage.plan.text == ("charging until 19:37: no price is known, so at once, 12.0 kWh, ready by 07:00")
    garage.run_to(SEVEN)
    assert garage.pauses == 0


def test_without_a_clock_it_charges_at_once_and_plans_when_there_is_one() -> None:
    garage = Garage(TO_12_KWH, prices=NIGHT, trusted=False)
    assert garage.charging
    assert garage.plan.state is PlanState.NO_CLOCK
    assert garage.plan.text == "charging at once: the time is not known, so nothing can be planned"
    garage.run(HOUR / 2)
    garage.moment = msgspec.structs.replace(garage.moment, trusted=True)
    garage.look()
    assert not garage.charging
    assert garage.plan.text == "charging from 00:30: 3 slots, 8.3 kWh at 8.5 p, ready by 07:00"


def test_with_too_little_time_it_does_not_pause_and_says_when_it_will_be_ready() -> None:
    garage = Garage(msgspec.structs.replace(TO_12_KWH, value=50_000), prices=NIGHT, start=SEVEN - 5 * HOUR, soc_pct=5)
    assert garage.charging
    assert not garage.plan.in_time
    assert garage.plan.text == (
        "not enough time until 07:00: charging without a pause, 50.0 kWh left, ready at about 08:48"
    )
    garage.run_to(SEVEN + HOUR)
    assert garage.plan.state is PlanState.LATE
    assert garage.plan.text.startswith("07:00 is past: charging on, ")
    garage.run(3 * HOUR)
    assert garage.pauses == 0
    assert garage.registers.session_wh == pytest.approx(50_000, abs=150)


def test_once_the_time_has_come_it_goes_on_until_the_limit_is_reached() -> None:
    """Somebody kept it from charging all night."""
    garage = Garage(TO_12_KWH, prices=NIGHT)
    garage.others = (Claim(Client.MANUAL, Priority.MANUAL, Wish(ChargeState.DISABLED)),)
    garage.run_to(SEVEN)
    garage.others = ()
    garage.run(3 * HOUR)
    assert garage.reached_at is not None
    assert garage.registers.session_wh == pytest.approx(12_000, abs=150)


def test_of_a_car_that_says_nothing_the_worst_is_assumed() -> None:
    garage = Garage(TO_80, prices=NIGHT, feed_s=None)
    assert garage.plan.energy_wh == pytest.approx(0.8 * 60_000 / 0.9)
    assert garage.plan.text.endswith("how full the car is is not known, so it is taken to have come empty")
    garage.feed_s = 60
    garage.look()
    assert garage.plan.energy_wh == pytest.approx(0.3 * 60_000 / 0.9)


def test_a_car_that_can_tell_how_full_it_is_gets_a_moment_to_do_so() -> None:
    told = Settings(vehicle_data_src=3)
    garage = Garage(TO_80, prices=NIGHT, feed_s=None, start=SEVEN - 5 * HOUR, settings=told)
    assert garage.plan.text == "the car to say how full it is"
    assert not garage.charging
    garage.run(timedelta(minutes=2))
    assert garage.plan.text.startswith("not enough time until 07:00")
    assert garage.charging


def test_when_it_tells_what_was_begun_for_the_worst_ends() -> None:
    garage = Garage(TO_80, prices=night_tariff(SEVEN - 3 * HOUR, SEVEN), feed_s=None, start=SEVEN - 6 * HOUR)
    assert garage.charging
    garage.soc_pct, garage.feed_s = 70, 60
    garage.run(timedelta(minutes=16))
    assert not garage.charging
    assert garage.plan.text.startswith("charging from 04:00")


def test_a_range_is_reckoned_by_what_the_car_says_of_both() -> None:
    garage = Garage(Limit(LimitType.RANGE, 320, ready_by=time(7)), prices=NIGHT, feed_s=None)
    assert garage.plan.energy_wh == pytest.approx(60_000 / 0.9)
    garage.vehicle = garage.vehicle.with_heard({"soc_pct": 50, "range": 200}, garage.moment.elapsed_ms)
    garage.look()
    assert garage.plan.energy_wh == pytest.approx(0.3 * 60_000 / 0.9)


def test_a_car_that_spoke_once_is_charged_by_reckoning() -> None:
    garage = Garage(TO_80, prices=NIGHT, feed_s=10**6, efficiency=0.87)
    garage.run_to(SEVEN + 3 * HOUR)
    assert 80 < garage.soc_pct < 83
    assert garage.plan.state is PlanState.READY
    assert garage.plan.text == "enough was charged for 80 % by reckoning; the car has not said so yet"
    assert garage.pauses == 0


# -- changes on the way --------------------------------------------------------------------------------------------


def test_a_car_that_takes_less_than_offered_is_given_more_time() -> None:
    """Half of what was planned with; 80 % needs 5.4 h instead of 2.7."""
    garage = Garage(TO_80, prices=NIGHT, soc_pct=50, car_a=16)
    garage.run_to(SEVEN)
    assert garage.reached_at is not None
    assert garage.reached_at < SEVEN
    assert garage.pauses <= 1
    assert garage.charged_between(CHEAP_FROM, CHEAP_UNTIL) > 4.9 * HOUR


def test_prices_that_arrive_late_are_used_from_then_on() -> None:
    garage = Garage(TO_80, soc_pct=30)
    garage.run(timedelta(minutes=5))
    garage.prices = NIGHT
    garage.look()
    assert garage.charging, "not for so short a time"
    garage.run(timedelta(minutes=11))
    assert not garage.charging
    garage.run_to(SEVEN)
    assert garage.reached_at is not None
    assert garage.reached_at < SEVEN
    assert garage.charged_between(EVENING, CHEAP_FROM) == SHORTEST


def test_hours_stay_chosen_when_their_prices_vanish() -> None:
    garage = Garage(TO_80, prices=NIGHT, soc_pct=30)
    before = garage.stretches
    garage.prices = NO_PRICES
    garage.run(HOUR)
    assert garage.stretches == before
    garage.run_to(SEVEN)
    assert garage.reached_at is not None
    assert garage.charged_between(EVENING, CHEAP_FROM) == timedelta(0)


def test_a_limit_set_without_prices_does_not_know_those_that_were_withdrawn_before() -> None:
    garage = Garage(TO_80, prices=NIGHT, soc_pct=30)
    garage.prices = NO_PRICES
    garage.limit.set(TO_80)
    garage.look()
    assert garage.charging


def test_slightly_other_prices_change_nothing_clearly_better_ones_do() -> None:
    garage = Garage(TO_12_KWH, prices=hourly(0.3, 0.3, 0.1, 0.1, 0.3, 0.3))
    before = garage.stretches
    garage.prices = hourly(0.3, 0.3, 0.1, 0.1, 0.099, 0.099)
    garage.look()
    assert garage.stretches == before
    garage.prices = hourly(0.3, 0.3, 0.1, 0.1, 0.05, 0.05)
    garage.look()
    assert garage.stretches[0][0] == EVENING + 4 * HOUR


def test_a_stretch_that_has_begun_is_finished_whatever_becomes_cheaper() -> None:
    garage = Garage(TO_12_KWH, prices=hourly(0.3, 0.1, 0.1, 0.3, 0.3, 0.3))
    garage.run_to(EVENING + 1.2 * HOUR)
    garage.prices = hourly(0.3, 0.1, 0.1, 0.3, 0.01, 0.01)
    garage.run_to(SEVEN)
    assert garage.pauses == 0


def test_sun_in_between_leaves_less_to_be_planned() -> None:
    """Eco charges through the plan's pause."""
    garage = Garage(TO_80, prices=NIGHT)
    planned = garage.plan.energy_wh
    garage.others = (Claim(Client.DIVERT, Priority.DIVERT, Wish(ChargeState.ACTIVE, charge_current_a=10)),)
    garage.run(2 * HOUR)
    assert garage.charging
    assert garage.target.pilot_a == 10
    garage.others = ()
    garage.run(timedelta(minutes=5))
    assert not garage.charging
    assert garage.plan.energy_wh < planned - 3_500
    assert garage.plan.power_w == 7_360, "what the sun gave is not what the car can take"


def test_a_restart_in_the_middle_forgets_nothing() -> None:
    garage = Garage(TO_80, prices=NIGHT, soc_pct=45, car_a=20, feed_s=3600)
    garage.run_to(CHEAP_FROM + 2 * HOUR)
    garage.feed_s = None
    power_w = garage.plan.power_w
    garage.restart()
    assert garage.charging
    assert garage.plan.power_w == pytest.approx(power_w, rel=0.05)
    garage.run_to(SEVEN)
    assert garage.soc_pct >= 80
    assert garage.pauses == 0


def test_a_restart_after_the_time_is_late_and_not_early_for_tomorrow() -> None:
    garage = Garage(msgspec.structs.replace(TO_12_KWH, value=60_000), prices=NIGHT, start=SEVEN - 2 * HOUR)
    garage.run_to(SEVEN + HOUR)
    garage.restart()
    assert garage.plan.state is PlanState.LATE
    assert garage.charging


def test_a_limit_set_again_is_due_the_next_time() -> None:
    garage = Garage(TO_12_KWH, prices=NIGHT)
    garage.run_to(SEVEN + HOUR)
    garage.limit.set(msgspec.structs.replace(TO_12_KWH, value=20_000))
    garage.look()
    assert garage.plan.ready_by == SEVEN + 24 * HOUR


def test_a_limit_that_is_raised_in_time_is_still_due_today() -> None:
    garage = Garage(TO_12_KWH, prices=NIGHT)
    garage.run_to(SEVEN - HOUR)
    assert not garage.charging
    garage.limit.set(msgspec.structs.replace(TO_12_KWH, value=14_000))
    garage.look()
    assert garage.plan.ready_by == SEVEN
    garage.run_to(SEVEN)
    assert garage.registers.session_wh == pytest.approx(14_000, abs=150)


def test_without_a_time_or_a_limit_there_is_no_plan() -> None:
    garage = Garage(TO_12_KWH, prices=NIGHT)
    garage.limit.set(Limit(LimitType.ENERGY, 12_000))
    garage.look()
    assert (garage.departure.plan, garage.departure.claim, garage.departure.waiting_for) == (None, None, "")
    assert garage.charging
    assert garage.departure.kept == DepartureKept()


# -- cars that come and go -----------------------------------------------------------------------------------------


def test_a_standing_limit_is_planned_for_each_car() -> None:
    garage = Garage(msgspec.structs.replace(TO_80, auto_release=False), prices=NIGHT)
    garage.unplug()
    assert garage.plan.state is PlanState.NO_CAR
    assert garage.plan.text == "a car that is to be ready by 07:00"
    garage.run_to(SEVEN + HOUR)
    garage.plug_in(soc_pct=70)
    assert garage.plan.ready_by == SEVEN + 24 * HOUR
    assert garage.plan.energy_wh == pytest.approx(0.1 * 60_000 / 0.9)


def test_with_its_car_a_limit_for_one_car_goes() -> None:
    garage = Garage(TO_80, prices=NIGHT)
    garage.unplug()
    assert (garage.limit.limit, garage.departure.plan, garage.departure.claim) == (None, None, None)


def test_a_station_that_waits_for_somebody_is_started_by_the_plan_only() -> None:
    garage = Garage(TO_80, prices=NIGHT, settings=Settings(default_state=False))
    assert not garage.charging
    garage.run_to(CHEAP_FROM + HOUR)
    assert garage.charging


def test_while_the_controller_is_silent_nothing_changes() -> None:
    garage = Garage(TO_80, prices=NIGHT)
    before = garage.departure.claim
    garage.connected = False
    garage.run(HOUR)
    assert garage.departure.claim == before
    assert garage.departure.next_deadline_ms is None


# -- clocks that are changed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
        (datetime(2026, 7, 6, 4, 59, tzinfo=UTC), datetime(2026, 7, 6, 5, 0, tzinfo=UTC)),
        (datetime(2026, 7, 6, 5, 0, tzinfo=UTC), datetime(2026, 7, 7, 5, 0, tzinfo=UTC)),
    ],
)
def test_seven_is_seven_by_the_clock_on_the_wall(since: datetime, due: datetime) -> None:
    assert next_time(time(7), since, zone_of(PARIS.time_zone)) == due


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 19, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
    ],
)
def test_a_night_in_which_the_clocks_change(start: datetime, due: datetime) -> None:
    cheap = night_tariff(due - 4 * HOUR, due - HOUR)
    garage = Garage(TO_80, prices=cheap, start=start, settings=PARIS)
    garage.run_to(due)
    assert garage.reached_at is not None
    assert due - 4 * HOUR < garage.reached_at < due - HOUR
    assert garage.pauses == 0


# -- for all -------------------------------------------------------------------------------------------------------

prices = st.lists(st.none() | st.floats(-0.1, 0.6).map(lambda p: round(p, 3)), min_size=0, max_size=14)


@settings(max_examples=60)
@given(
    prices=prices,
    soc_pct=st.integers(5, 95),
    target_pct=st.integers(10, 100),
    car_a=st.sampled_from([10.0, 16.0, 32.0]),
    feed_s=st.sampled_from([60, 900, 3600]),
    restarts=st.lists(st.integers(1, 13 * 60), max_size=2),
)
def test_whatever_the_night_is_like_it_is_ready_if_that_is_possible(
    prices: list[float | None], soc_pct: int, target_pct: int, car_a: float, feed_s: int, restarts: list[int]
) -> None:
    """The true car is a little less thirsty than reckoned; it may take less than it is offered, from the start."""
    limit = Limit(LimitType.SOC, target_pct, ready_by=time(7))
    garage = Garage(limit, prices=hourly(*prices), soc_pct=soc_pct, car_a=car_a, feed_s=feed_s, efficiency=0.92)
    for minute in sorted(restarts):
        instant = EVENING + timedelta(minutes=minute)
        if instant > garage.now:
            garage.run_to(instant)
            garage.restart()
    garage.run_to(SEVEN)
    needed = max(0, target_pct - soc_pct) / 100 * 60_000 / 0.92 / (car_a * 230) * HOUR
    first = garage.all_charges[0][0] if garage.all_charges else SEVEN
    # What a car takes shows only when it charges; from then on no time is lost if there is none to lose.
    assert garage.soc_pct >= target_pct - 1 or needed > (SEVEN - first) - HOUR / 2
    assert garage.soc_pct < max(target_pct, soc_pct) + 1 + feed_s * 7_360 / 3600 / 60_000 * 100
