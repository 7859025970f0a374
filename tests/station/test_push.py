"""What of a push counts; the cases are those the gateway (firmware of July 2026) was recorded with, and worse."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.push import PHASES, PushError, PushOutcome, parse_push
from pilotwire.station.settings import Settings
from pilotwire.station.vehicle import VehicleData

NOW_MS = 5_000
HTTP = Settings(vehicle_data_src=3)


def pushed(values: dict[str, object], settings: Settings = HTTP, feeds: Feeds = Feeds()) -> PushOutcome:
    return parse_push(values, settings, feeds, VehicleData(), NOW_MS)


def rejected(values: dict[str, object]) -> dict[str, str]:
    with pytest.raises(PushError) as caught:
        pushed(values)
    assert all(f"{key}: {reason}" in str(caught.value) for key, reason in caught.value.rejected.items())
    return dict(caught.value.rejected)


# -- voltage ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sent", "volts"), [(231.4, 231.4), (60, 60), (300, 300), ("230", 230), (" 229.5 ", 229.5)])
def test_a_voltage_is_taken_as_number_or_text(sent: object, volts: float) -> None:
    outcome = pushed({"voltage": sent})
    assert outcome.voltage_v == volts
    assert outcome.accepted == {"voltage"}
    assert outcome.broadcast


@pytest.mark.parametrize("sent", [59.9, 300.1, 0, -230, 1e300, 10**400, "1e9"])
def test_a_voltage_that_is_not_believed_is_left_aside(sent: object) -> None:
    outcome = pushed({"voltage": sent})
    assert outcome.voltage_v is None
    assert outcome.ignored == {"voltage": "not believed outside 60 to 300 V"}


@pytest.mark.parametrize("sent", [math.nan, math.inf, "nan", "inf", "much", "", True, [230], {"v": 230}])
def test_what_is_no_voltage_is_rejected(sent: object) -> None:
    assert rejected({"voltage": sent}) == {"voltage": "must be a number of volts"}


# -- house --------------------------------------------------------------------------------------------------------


def test_measurements_keep_the_time_they_came() -> None:
    outcome = pushed({"grid_ie": -700, "home_battery_soc": 77, "home_battery_power": -1200})
    assert outcome.feeds.grid_w == Reading(-700, NOW_MS)
    assert outcome.feeds.home_battery_soc_pct == Reading(77, NOW_MS)
    assert outcome.feeds.home_battery_w == Reading(-1200, NOW_MS)
    assert outcome.accepted == {"grid_ie", "home_battery_soc", "home_battery_power"}


def test_what_is_not_sent_stays_as_it_was() -> None:
    before = Feeds(solar_w=Reading(100, 1), live_power_w=Reading(50, 2))
    outcome = pushed({"solar": 200}, feeds=before)
    assert outcome.feeds == Feeds(solar_w=Reading(200, NOW_MS), live_power_w=Reading(50, 2))


@pytest.mark.parametrize(
    ("sent", "watts"), [(12.7, 12), (-200.6, -200), ("1500", 1500), (" -3.9\n", -3), (1e6, 1_000_000), (0.0, 0)]
)
def test_power_is_whole_watts(sent: object, watts: int) -> None:
    assert pushed({"shaper_live_pwr": sent}).feeds.live_power_w == Reading(watts, NOW_MS)


@pytest.mark.parametrize("key", ["solar", "grid_ie", "shaper_live_pwr", "home_battery_power"])
@pytest.mark.parametrize("sent", [1e9, -1_000_001, math.nan, math.inf, "abc", "12W", "", True, False, [1], {}, 10**400])
def test_what_is_no_power_is_rejected(key: str, sent: object) -> None:
    assert rejected({key: sent}) == {key: "must be a number of watts from -1000000 to 1000000"}


def test_production_below_nothing_is_nothing() -> None:
    assert pushed({"solar": -50}).feeds.solar_w == Reading(0, NOW_MS)


def test_of_sun_and_grid_only_the_sun_counts() -> None:
    outcome = pushed({"solar": 100, "grid_ie": -900})
    assert outcome.feeds.grid_w is None
    assert outcome.accepted == {"solar"}
    assert set(outcome.ignored) == {"grid_ie"}
    assert outcome.divert
    assert not outcome.broadcast


def test_null_is_not_sent() -> None:
    outcome = pushed({"solar": None, "grid_ie": -900, "voltage": None})
    assert outcome.feeds.grid_w == Reading(-900, NOW_MS)
    assert outcome.accepted == {"grid_ie"}


@pytest.mark.parametrize("sent", [101, -5, "full", [50]])
def test_a_state_of_charge_is_a_percentage(sent: object) -> None:
    assert rejected({"home_battery_soc": sent}) == {"home_battery_soc": "must be a number of per cent from 0 to 100"}


def test_live_power_by_phase_brings_the_total() -> None:
    outcome = pushed({"shaper_live_pwr_phases": [1000, "2000", 3000.5]})
    assert outcome.feeds.live_power_w == Reading(6000, NOW_MS)
    assert outcome.feeds.live_power_phases_w == (Reading(1000, NOW_MS), Reading(2000, NOW_MS), Reading(3000, NOW_MS))
    assert "shaper_live_pwr_phases" in outcome.accepted


def test_a_total_without_phases_leaves_those_of_before_to_grow_old() -> None:
    before = parse_push({PHASES: [1000, 2000, 3000]}, HTTP, Feeds(), VehicleData(), NOW_MS - 1_000).feeds
    after = pushed({"shaper_live_pwr": 100}, feeds=before).feeds
    assert after.live_power_phases_w == before.live_power_phases_w
    assert after.live_power_w == Reading(100, NOW_MS)


@pytest.mark.parametrize("sent", [1000, [], [1, 2], [1, 2, 3, 4], [1, 2, "x"], "123", {"a": 1}])
def test_phases_are_three_numbers(sent: object) -> None:
    assert list(rejected({"shaper_live_pwr_phases": sent})) == ["shaper_live_pwr_phases"]


# -- car ----------------------------------------------------------------------------------------------------------


def test_vehicle_data_counts_only_if_it_is_to_come_this_way() -> None:
    values: dict[str, object] = {"battery_level": 55, "battery_range": 210}
    for source in (0, 1, 2):
        outcome = pushed(values, Settings(vehicle_data_src=source))
        assert outcome.vehicle == VehicleData()
        assert not outcome.vehicle_updated
        assert outcome.ignored.keys() == values.keys()
        assert outcome.broadcast
    assert pushed(values).vehicle_updated


def test_all_of_the_vehicle_is_taken_in_whole_numbers() -> None:
    values = {
        "battery_level": 62.5,
        "battery_range": "200.4",
        "time_to_full_charge": 1800.9,
        "vehicle_charge_limit": 80,
    }
    vehicle = pushed(dict(values)).vehicle
    assert (vehicle.soc_pct, vehicle.range, vehicle.time_to_full_s, vehicle.charge_limit_pct) == (62, 200, 1800, 80)
    assert vehicle.updated_ms == NOW_MS


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("battery_level", 150),
        ("battery_level", -1),
        ("battery_range", -1),
        ("battery_range", 5001),
        ("time_to_full_charge", -1),
        ("time_to_full_charge", 1e10),
        ("vehicle_charge_limit", 101),
    ],
)
def test_what_cannot_be_of_a_vehicle_is_rejected_whoever_is_to_be_believed(key: str, sent: float) -> None:
    assert list(rejected({key: sent})) == [key]
    with pytest.raises(PushError):
        pushed({key: sent}, Settings(vehicle_data_src=0))


# -- all or nothing -----------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_named() -> None:
    values = {"solar": "abc", "grid_ie": 5, "battery_level": 150}
    assert list(rejected(dict(values))) == ["solar", "battery_level"]


def test_names_that_mean_nothing_here_are_left_to_listeners() -> None:
    outcome = pushed({"unknown_key": [1, {"a": None}], "x": True, "state": 3})
    assert outcome.accepted == set()
    assert outcome.broadcast
    assert outcome.feeds == Feeds()


def test_an_empty_push_takes_nothing() -> None:
    assert pushed({}).accepted == set()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
known_keys = st.sampled_from(
    [
        "voltage",
        "solar",
        "grid_ie",
        "shaper_live_pwr",
        "shaper_live_pwr_phases",
        "home_battery_soc",
        "home_battery_power",
        "battery_level",
        "battery_range",
        "time_to_full_charge",
        "vehicle_charge_limit",
    ]
)


@given(st.dictionaries(known_keys | st.text(max_size=5), json_values), st.integers(0, 3))
def test_whatever_is_sent_only_finite_and_plausible_values_are_taken(values: dict[str, object], source: int) -> None:
    try:
        outcome = pushed(values, Settings(vehicle_data_src=source))
    except PushError:
        return
    feeds = outcome.feeds
    for reading in (feeds.solar_w, feeds.grid_w, feeds.live_power_w, feeds.home_battery_w):
        assert reading is None or abs(reading.value) <= 3_000_000
    assert outcome.voltage_v is None or 60 <= outcome.voltage_v <= 300
    assert outcome.vehicle.soc_pct is None or 0 <= outcome.vehicle.soc_pct <= 100
    assert outcome.accepted.isdisjoint(outcome.ignored)
    assert outcome.vehicle_updated is (outcome.vehicle.updated_ms is not None)
