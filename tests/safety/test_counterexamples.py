"""Histories that once broke an invariant, kept as they were found."""

from __future__ import annotations

from watched_station import WatchedStation

from pilotwire.plant import Fault


def charging(profile: str) -> WatchedStation:
    station = WatchedStation(profile, "bmw-i3-120", seed=0)
    station.wait(6_000)
    station.plant.plug_in(station.loop.now_ms)
    station.act()
    station.wait(12_000)
    assert station.controller.outputs.contactor_closed
    return station


def test_energy_of_a_session_that_ended_is_not_counted_again_after_a_power_cut() -> None:
    station = charging("us")
    station.wait(301_000)
    station.plant.unplug(station.loop.now_ms)
    station.act()
    station.wait(1_000)
    before_wh = station.controller.settings.total_wh
    assert before_wh > 0
    station.power_cut()
    assert station.controller.settings.total_wh == before_wh


def test_a_proximity_contact_lost_in_a_hot_enclosure_does_not_raise_the_offer() -> None:
    station = charging("t2")
    station.plant.set_fault(station.loop.now_ms, Fault.OVERHEAT, 200)
    station.plant.set_fault(station.loop.now_ms, Fault.PROXIMITY_OPEN)
    station.act()
    station.wait(3_600_000)


def test_a_full_receive_buffer_during_power_on_loses_only_what_does_not_fit() -> None:
    station = WatchedStation("eu", "bmw-i3-120", seed=0)
    station.wait(6_000)
    station.power_cut()
    for command in (b"$F0 0 0 0 0^52\r", b"$F0 0 0 0 10 :01^78\r", b"$F0 0 10 100 100 :01^78\r"):
        station.send(command)
    assert station.answers()


def test_a_power_cut_in_the_very_first_boot_leaves_the_factory_level() -> None:
    station = WatchedStation("eu", "bmw-i3-120", seed=0)
    station.wait(100)
    station.power_cut()
    station.wait(6_000)
    assert station.controller.machine.level == 2
    assert station.controller.machine.capacity_a == 32
