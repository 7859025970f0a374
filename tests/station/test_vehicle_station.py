"""What the car says of itself, on a whole station: who is believed, for how long, and what it is good for."""

from __future__ import annotations

import pytest
from station_rig import StationRig

from pilotwire.rapi.codes import EvseState
from pilotwire.station.explanation import explain
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.vehicle import BELIEVED_MS, VehicleData, VehicleSource

ALL = {"battery_level": "62", "battery_range": 240, "time_to_full_charge": "1800", "vehicle_charge_limit": 80}
"""As topics have them and as JSON has them."""


def rig_that_believes(source: VehicleSource) -> StationRig:
    rig = StationRig(settings={"vehicle_data_src": int(source)})
    rig.plug_in()
    return rig


def known(rig: StationRig) -> tuple[int | None, ...]:
    vehicle = rig.status.vehicle
    return vehicle.soc_pct, vehicle.range, vehicle.time_to_full_s, vehicle.charge_limit_pct


@pytest.mark.parametrize("source", [VehicleSource.MQTT, VehicleSource.HTTP])
def test_everything_is_taken_from_the_source_the_settings_name(source: VehicleSource) -> None:
    rig = rig_that_believes(source)
    outcome = rig.station.push(ALL, rig.now, source=source)
    assert outcome.accepted == frozenset(ALL)
    assert known(rig) == (62, 240, 1800, 80)


@pytest.mark.parametrize("believed", list(VehicleSource))
@pytest.mark.parametrize("source", [VehicleSource.MQTT, VehicleSource.HTTP])
def test_nothing_is_taken_from_another_source(believed: VehicleSource, source: VehicleSource) -> None:
    if believed is source:
        return
    rig = rig_that_believes(believed)
    outcome = rig.station.push(ALL, rig.now, source=source)
    assert outcome.ignored.keys() == ALL.keys()
    assert known(rig) == (None, None, None, None)


def test_values_come_one_by_one_as_topics_do_and_grow_old_one_by_one() -> None:
    rig = rig_that_believes(VehicleSource.MQTT)
    rig.station.push({"battery_level": 50}, rig.now, source=VehicleSource.MQTT)
    rig.run(BELIEVED_MS // 2)
    rig.station.push({"battery_range": 200}, rig.now, source=VehicleSource.MQTT)
    rig.run(BELIEVED_MS // 2 + 1_000)
    assert known(rig) == (None, 200, None, None)


def test_it_ends_with_the_plug_in_cycle() -> None:
    rig = rig_that_believes(VehicleSource.HTTP)
    rig.station.push(ALL, rig.now)
    rig.unplug()
    assert rig.status.vehicle == VehicleData()


@pytest.mark.parametrize("changed", [{"vehicle_data_src": 2}, {"mqtt_vehicle_range_miles": True}])
def test_another_source_or_another_unit_begins_anew(changed: dict[str, object]) -> None:
    rig = rig_that_believes(VehicleSource.HTTP)
    rig.station.push(ALL, rig.now)
    rig.station.change_settings(changed, rig.now)
    assert rig.status.vehicle == VehicleData()


def test_a_limit_goes_by_what_the_car_says_by_mqtt() -> None:
    rig = rig_that_believes(VehicleSource.MQTT)
    rig.station.set_limit(Limit(LimitType.SOC, 80), rig.now)
    rig.station.push({"battery_level": 79}, rig.now, source=VehicleSource.MQTT)
    rig.run(1_000)
    assert rig.controller_is(EvseState.CHARGING)
    rig.station.push({"battery_level": 80}, rig.now, source=VehicleSource.MQTT)
    rig.run(1_000)
    assert rig.controller_is(EvseState.SLEEPING)
    assert explain(rig.status).headline.text == "Paused: 80 % reached."


def test_a_limit_the_car_will_never_reach_is_told() -> None:
    rig = rig_that_believes(VehicleSource.HTTP)
    rig.station.set_limit(Limit(LimitType.SOC, 90), rig.now)
    rig.station.push(ALL, rig.now)
    sentences = [sentence.text for sentence in explain(rig.status).details]
    assert "The car will stop at its own limit of 80 %, below the 90 % set here." in sentences
