"""Pushed values as the station as a whole takes them."""

from __future__ import annotations

from station_rig import StationRig

from pilotwire.station.claims import Client
from pilotwire.station.events import Topic
from pilotwire.station.status import DivertMode
from pilotwire.station.vehicle import BELIEVED_MS


def test_vehicle_data_is_forgotten_after_a_day() -> None:
    rig = StationRig(settings={"vehicle_data_src": 3})
    rig.station.push({"battery_level": 61}, rig.now)
    rig.now_ms += BELIEVED_MS
    rig.station.advance(rig.now)
    assert rig.status.vehicle.soc_pct == 61
    rig.now_ms += 1
    rig.station.advance(rig.now)
    assert rig.status.vehicle.soc_pct is None


def test_the_shaper_is_told_of_with_every_measurement_even_if_it_says_the_same() -> None:
    rig = StationRig(settings={"current_shaper_enabled": True, "current_shaper_max_pwr": 9000})
    rig.forget()
    for _ in range(3):
        rig.station.push({"shaper_live_pwr": 2000}, rig.now)
        rig.run(5_000)
    assert rig.topics.count(Topic.SHAPER) == 3
    assert rig.topics.count(Topic.CLAIMS) == 1


def test_without_data_the_shaper_is_told_of_once() -> None:
    rig = StationRig(settings={"current_shaper_max_pwr": 9000})
    rig.forget()
    rig.station.switch_shaper(rig.now, running=True)
    rig.run(10_000)
    assert rig.topics.count(Topic.SHAPER) == 1


def test_an_eco_charge_ends_without_measurements_and_says_what_it_waits_for() -> None:
    rig = StationRig(
        settings={
            "divert_type": 0,
            "divert_attack_smoothing_time": 0,
            "divert_min_charge_time": 60,
            "divert_feed_timeout": 30,
        }
    )
    rig.station.set_divert_mode(DivertMode.ECO, rig.now)
    rig.plug_in()
    rig.station.push({"solar": 2400}, rig.now)
    rig.run(59_000)
    assert rig.status.evse.charging
    rig.run(3_000)
    assert not rig.status.evse.charging
    waiting = [waiting.text for waiting in rig.status.waiting if waiting.client == Client.DIVERT]
    assert waiting == ["a new measurement of the sun"]
