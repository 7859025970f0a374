"""Capacity rules (open_evse 8.2.3) and the flags a client sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.scripted_station import Station
from pilotwire.controller import PROFILES, EvseState, Rtc, ServiceLevel, Settings
from pilotwire.controller.machine import Machine
from pilotwire.controller.power_on import load


def machine(profile: str, settings: Settings | None = None, level: ServiceLevel = ServiceLevel.L2) -> Machine:
    m = Machine(PROFILES[profile], settings or Settings(), Rtc())
    load(m)
    m.set_level(level)
    return m


@pytest.mark.parametrize(
    ("profile", "level", "default_a", "maximum_a", "voltage_mv"),
    [
        ("us", ServiceLevel.L1, 12, 24, 120_000),
        ("us", ServiceLevel.L2, 24, 80, 240_000),
        ("cgmi", ServiceLevel.L1, 12, 24, 120_000),
        ("cgmi", ServiceLevel.L2, 24, 80, 240_000),
        ("eu", ServiceLevel.L1, 12, 24, 120_000),
        ("eu", ServiceLevel.L2, 32, 32, 230_000),
        ("t2", ServiceLevel.L1, 12, 24, 120_000),
        ("t2", ServiceLevel.L2, 32, 32, 230_000),
    ],
)
def test_defaults_of_the_release_builds(
    profile: str, level: ServiceLevel, default_a: int, maximum_a: int, voltage_mv: int
) -> None:
    m = machine(profile, level=level)
    assert m.capacity_a == m.configured_max_a == default_a
    assert m.level_max_a == maximum_a
    assert m.profile.min_a == 6
    assert m.voltage_mv == voltage_mv


@pytest.mark.parametrize(
    ("asked_a", "taken_a"), [(0, 6), (5, 6), (6, 6), (16, 16), (24, 24), (79, 79), (80, 80), (81, 80), (255, 80)]
)
def test_persistent_capacity_is_clamped_to_the_level_and_stored(asked_a: int, taken_a: int) -> None:
    m = machine("us")
    assert m.set_capacity(asked_a, persistent=True) is (asked_a == taken_a)
    assert m.capacity_a == taken_a
    assert m.settings.capacity_l2_a == taken_a
    assert m.settings.capacity_l1_a is None


def test_persistent_capacity_belongs_to_the_active_level() -> None:
    m = machine("us", level=ServiceLevel.L1)
    assert not m.set_capacity(30, persistent=True)
    assert m.capacity_a == m.settings.capacity_l1_a == 24
    assert m.settings.capacity_l2_a is None


@given(st.integers(0, 255), st.integers(0, 255))
def test_volatile_capacity_is_clamped_to_the_configured_maximum_and_not_stored(stored_a: int, asked_a: int) -> None:
    m = machine("us")
    m.set_capacity(stored_a, persistent=True)
    before = m.settings
    taken = m.set_capacity(asked_a, persistent=False)
    assert m.capacity_a == min(max(asked_a, 6), m.configured_max_a)
    assert taken is (m.capacity_a == asked_a)
    assert m.settings is before


@given(st.integers(0, 255), st.sampled_from(sorted(PROFILES)), st.sampled_from(ServiceLevel))
def test_what_is_stored_is_limited_when_it_is_read(stored_a: int, profile: str, level: ServiceLevel) -> None:
    m = machine(profile, Settings(capacity_l1_a=stored_a, capacity_l2_a=stored_a), level)
    assert 6 <= m.configured_max_a <= m.level_max_a
    assert m.capacity_a == m.configured_max_a


def test_a_change_of_level_starts_from_the_configured_maximum_of_the_new_level() -> None:
    m = machine("us")
    m.set_capacity(10, persistent=False)
    m.voltage_mv = 208_000
    m.set_level(ServiceLevel.L1)
    assert (m.capacity_a, m.voltage_mv) == (12, 120_000)
    assert m.settings.flags == 0
    m.set_level(ServiceLevel.L2)
    assert (m.capacity_a, m.voltage_mv) == (24, 240_000)
    assert m.settings.flags == 1


# -- hardware maximum ------------------------------------------------------------------------------------------------


def test_the_hardware_maximum_is_written_once() -> None:
    station = Station("us")
    assert station.ask("$SC 40 M") == "$OK 40^04"
    assert station.ask("$SC 48 M") == "$NK 40^05"
    assert station.data("$GC") == ["6", "40", "24", "24"]
    assert station.ask("$SC 80").startswith("$NK 40")


@pytest.mark.parametrize("amps", [0, 5, 81, 255])
def test_a_hardware_maximum_out_of_range_is_not_written(amps: int) -> None:
    station = Station("us")
    assert station.ask(f"$SC {amps} M").startswith("$NK 80")
    assert station.settings.hardware_max_a is None
    assert station.ask("$SC 40 M") == "$OK 40^04"


def test_the_hardware_maximum_lowers_the_present_capacity() -> None:
    station = Station("us")
    station.ask("$SC 64")
    station.charge()
    station.wait(2_000)
    assert station.ask("$SC 40 M") == "$OK 40^04"
    assert station.data("$GC") == ["6", "40", "40", "40"]
    assert station.duty_percent == pytest.approx(66.67, abs=0.2)


def test_the_hardware_maximum_does_not_concern_level_1() -> None:
    station = Station("us", Settings(hardware_max_a=16, flags=0x0020))
    assert station.data("$GC")[1] == "24"


# -- duty --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amps", "duty"),
    [(6, 10.0), (13, 21.667), (16, 26.667), (32, 53.333), (48, 80.0), (51, 85.0), (64, 89.6), (80, 96.0)],
)
def test_a_new_capacity_changes_the_duty_at_once(amps: int, duty: float) -> None:
    station = Station("us", Settings(capacity_l2_a=80))
    station.connect()
    station.ask(f"$SC {amps} V")
    assert station.duty_percent == pytest.approx(duty, abs=0.001)


def test_a_new_capacity_does_not_start_an_offer() -> None:
    station = Station("us")
    outputs = station.controller.outputs
    station.ask("$SC 16 V")
    assert station.controller.outputs.pilot == outputs.pilot


# -- cables (T2) -------------------------------------------------------------------------------------------------------

CABLES = [(455, 63), (902, 32), (2_024, 20), (3_000, 13)]
"""Millivolts of 100, 220, 680 and 1500 ohm behind 1 kilohm to 5 V, and the rating they stand for."""


@pytest.mark.parametrize(("millivolts", "rated_a"), CABLES)
def test_the_cable_limits_the_capacity_while_connected(millivolts: int, rated_a: int) -> None:
    station = Station("t2")
    station.do(f"pp {millivolts}")
    station.connect()
    limit_a = min(32, rated_a)
    assert station.machine.capacity_a == limit_a
    assert station.data("$GC") == ["6", "32", str(limit_a), str(limit_a)]
    assert station.settings.capacity_l2_a is None
    reply = station.ask("$SC 32 V")
    assert reply.startswith(f"${'OK' if rated_a >= 32 else 'NK'} {limit_a}")


def test_a_thin_cables_capacity_sticks_after_unplugging() -> None:
    station = Station("t2")
    station.do("pp 3000")
    station.connect()
    station.unplug()
    station.do("pp 902")
    station.connect()
    assert station.machine.capacity_a == 13
    assert station.ask("$SC 32 V") == "$OK 32^01"


def test_the_cable_never_raises_the_capacity() -> None:
    station = Station("t2", Settings(capacity_l2_a=10))
    station.do("pp 902")
    station.connect()
    assert station.machine.capacity_a == 10


@pytest.mark.parametrize("millivolts", [0, 200, 4_500, 5_000])
def test_an_invalid_cable_stays_in_a_silently_until_it_is_valid(millivolts: int) -> None:
    station = Station("t2")
    seen = len(station.lines)
    station.do(f"pp {millivolts}", "ev B")
    station.wait(5_000)
    state, _, pilot_state, flags = station.data("$GS")
    assert (state, pilot_state) == ("01", "02")
    assert int(flags, 16) & 0x0100
    assert station.reports(seen) == []
    station.do("pp 902")
    station.wait(1_000)
    assert station.state() is EvseState.B


def test_a_level_change_keeps_within_the_cable() -> None:
    station = Station("t2")
    station.do("pp 3000")
    station.connect()
    station.ask("$SL 1")
    station.ask("$SL 2")
    assert station.machine.capacity_a == 13


# -- flags -----------------------------------------------------------------------------------------------------------


def test_flags_of_a_plain_charge() -> None:
    station = Station("us")
    seen = len(station.lines)
    station.connect()
    station.do("ev C")
    station.wait(5_000)
    station.do("ev B")
    station.wait(1_000)
    station.do("ev A")
    station.wait(1_000)
    assert station.reports(seen) == ["$AT 02 02 24 0700", "$AT 03 03 24 0540", "$AT 02 02 24 0500", "$AT 01 01 24 0200"]


@pytest.mark.parametrize(("profile", "flags"), [("us", 0x0200), ("full", 0x0208)])
def test_flags_after_reset(profile: str, flags: int) -> None:
    assert Station(profile).flags == flags
