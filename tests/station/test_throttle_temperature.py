from __future__ import annotations

import msgspec
from house_bench import ACTIVE, DISABLED, House
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.claims import Claim, Client, Priority, Wish
from pilotwire.station.settings import Settings
from pilotwire.station.throttle import Throttle

ON = Settings(temp_throttle_enabled=True, temp_throttle_setpoint=65, over_temp_shutdown=0)
SHUTDOWN = Settings(temp_throttle_enabled=True, temp_throttle_setpoint=65, over_temp_shutdown=72)


def warm_house(degrees: float | None = 70.0, settings: Settings = ON) -> House:
    house = House(Throttle(), settings)
    warm(house, degrees)
    return house


def warm(house: House, degrees: float | None) -> None:
    house.temperature_dc = None if degrees is None else round(degrees * 10)
    house.settle()


def asks(client: int, priority: int, current_a: int) -> Claim:
    return Claim(client, priority, Wish(charge_current_a=current_a))


def test_at_the_set_point_the_current_falls_by_an_ampere_every_half_minute() -> None:
    house = warm_house(65.0)
    assert house.source.claim is not None
    assert (house.source.claim.client, house.source.claim.priority) == (Client.TEMPERATURE, Priority.SAFETY)
    assert house.source.claim.wish == Wish(charge_current_a=31)
    assert house.source.claim.why == "65 °C inside, 65 °C is the set point"
    house.pass_s(29.9)
    assert house.target.pilot_a == 31
    house.pass_s(60.1)
    assert house.target.pilot_a == 28


def test_it_goes_no_lower_than_the_controller_can() -> None:
    house = warm_house()
    house.pass_s(3600)
    assert house.target.pilot_a == 6
    assert house.charging
    warm(house, 60.0)
    house.pass_s(30)
    assert house.target.pilot_a == 7


def test_cooler_it_gives_back_an_ampere_at_a_time_and_then_lets_go() -> None:
    house = warm_house()
    house.pass_s(60)
    assert house.target.pilot_a == 29
    warm(house, 64.9)
    assert house.target.pilot_a == 29
    house.pass_s(30)
    assert house.target.pilot_a == 30
    assert house.source.waiting_for == "32 A again, one ampere every 30 s more"
    house.pass_s(60)
    assert house.target.pilot_a == 32
    assert house.source.claim is not None
    house.pass_s(30)
    assert house.source.claim is None
    assert house.source.next_deadline_ms is None
    assert house.source.waiting_for == ""


def test_it_begins_only_while_charging() -> None:
    house = warm_house(20.0)
    house.wants = False
    house.settle()
    warm(house, 80.0)
    assert house.source.claim is None
    house.wants = True
    house.settle()
    assert house.source.claim is not None


def test_switched_off_it_lets_go_at_once() -> None:
    house = warm_house()
    house.settings = Settings(temp_throttle_enabled=False, temp_throttle_setpoint=65)
    house.settle()
    assert house.source.claim is None
    assert house.target.pilot_a == 32


def test_without_a_sensor_it_does_nothing() -> None:
    assert warm_house(None).source.claim is None


def test_a_sensor_that_fails_leaves_the_current_as_it_is() -> None:
    house = warm_house()
    warm(house, None)
    house.pass_s(600)
    assert house.target.pilot_a == 31
    warm(house, 70.0)
    house.pass_s(30)
    assert house.target.pilot_a == 30


def test_it_never_names_more_than_others_ask_for() -> None:
    house = warm_house()
    house.others = (asks(Client.OCPP, Priority.OCPP, 10), asks(20, Priority.API, 16))
    house.settle()
    assert house.target.pilot_a == 10
    house.others = (asks(20, Priority.API, 16),)
    house.settle()
    house.settle()
    assert house.target.pilot_a == 16
    house.others = ()
    house.settle()
    assert house.target.pilot_a == 31


def test_it_says_nothing_about_whether_to_charge() -> None:
    house = warm_house()
    house.others = (Claim(Client.MANUAL, Priority.MANUAL, Wish(DISABLED)),)
    house.settle()
    assert house.target.state is DISABLED


# -- shutdown ----------------------------------------------------------------------------------------------------


def test_at_the_shutdown_temperature_charging_is_paused_whoever_wants_it() -> None:
    house = warm_house(71.9, SHUTDOWN)
    house.others = (Claim(Client.LIMIT, Priority.LIMIT, Wish(ACTIVE)),)
    house.settle()
    assert house.charging
    warm(house, 72.0)
    assert not house.charging
    assert house.source.claim is not None
    assert (house.source.claim.priority, house.source.claim.wish.state) == (Priority.SAFETY, DISABLED)
    assert house.source.claim.why == "72 °C inside, charging stops at 72 °C"
    assert house.source.waiting_for == "less than 67 °C inside"


def test_it_goes_on_only_when_it_has_cooled_for_good() -> None:
    house = warm_house(80.0, SHUTDOWN)
    warm(house, 67.0)
    assert not house.charging
    warm(house, 66.9)
    assert house.charging
    warm(house, 71.9)
    assert house.charging


def test_after_a_shutdown_it_goes_on_slowly() -> None:
    house = warm_house(66.0, SHUTDOWN)
    house.pass_s(60)
    warm(house, 75.0)
    house.pass_s(300)
    warm(house, 60.0)
    assert house.target.pilot_a < 32


def test_the_hottest_sensor_counts() -> None:
    house = warm_house(20.0, SHUTDOWN)
    throttle = Throttle()
    throttle.advance(msgspec.structs.replace(house.around, evse=msgspec.structs.replace(house.evse, tmp007_dc=730)))
    assert throttle.claim is not None
    assert throttle.claim.wish.state is DISABLED


def test_a_sensor_that_fails_ends_no_pause() -> None:
    house = warm_house(73.0, SHUTDOWN)
    warm(house, None)
    house.pass_s(600)
    assert not house.charging
    assert house.source.claim is not None
    assert house.source.claim.why == "no temperature is known now, charging stops at 72 °C"


def test_the_shutdown_needs_no_throttle() -> None:
    house = warm_house(73.0, Settings(temp_throttle_enabled=False, over_temp_shutdown=72))
    assert house.source.claim is not None
    assert house.source.claim.wish == Wish(DISABLED)
    warm(house, 60.0)
    assert house.source.claim is None


@given(st.lists(st.none() | st.floats(-40, 120), max_size=30))
def test_nothing_is_charged_at_or_above_the_shutdown_temperature(degrees: list[float | None]) -> None:
    house = warm_house(20.0, SHUTDOWN)
    for temperature in degrees:
        warm(house, temperature)
        if temperature is not None and round(temperature * 10) >= 720:
            assert not house.charging
        if temperature is not None and round(temperature * 10) < 670:
            assert house.charging


clients = st.builds(
    asks,
    st.sampled_from([20, Client.MANUAL, Client.OCPP, Client.DIVERT]),
    st.integers(1, 1100),
    st.integers(0, 50),
)


@given(
    st.lists(st.tuples(st.none() | st.floats(-40, 120), st.lists(clients, max_size=3), st.floats(0, 100)), max_size=30)
)
def test_whatever_happens_it_only_ever_lowers(
    plan: list[tuple[float | None, list[Claim], float]],
) -> None:
    house = warm_house(20.0)
    for degrees, others, seconds in plan:
        house.others = tuple({claim.client: claim for claim in others}.values())
        warm(house, degrees)
        house.pass_s(seconds)
        house.settle()
        asked = max(house.others, key=lambda claim: claim.priority, default=asks(0, 0, 32))
        assert 6 <= house.target.pilot_a <= max(6, min(32, asked.wish.charge_current_a or 0))
        assert house.target.state is ACTIVE
