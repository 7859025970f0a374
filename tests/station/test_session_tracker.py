"""The story of a session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pilotwire.station.energy import Registers
from pilotwire.station.evse import Evse
from pilotwire.station.moment import Moment
from pilotwire.station.session_tracker import SessionTracker
from pilotwire.station.sessions import Session, SessionSums, StopReason

T0 = datetime(2026, 7, 6, 12, tzinfo=UTC)
FREE = SessionSums()


def at(seconds: int) -> Moment:
    return Moment(seconds * 1000, T0 + timedelta(seconds=seconds))


def test_a_session_lasts_from_plug_in_to_unplug() -> None:
    tracker = SessionTracker(None, 6)
    assert tracker.vehicle_seen(at(0))
    assert not tracker.vehicle_seen(at(5))
    tracker.charging_began()
    tracker.measured(Evse(current_ma=16_000), 3680.0)
    tracker.measured(Evse(current_ma=10_000), 2300.0)
    tracker.charging_ended(at(600), StopReason.VEHICLE, "the car stopped asking for energy")
    ended = tracker.vehicle_gone(at(900), Registers(session_wh=610.0, session_elapsed_s=600.0), FREE)
    assert ended is not None
    assert (ended.number, ended.started, ended.ended) == (7, T0, at(900).utc)
    assert (ended.energy_wh, ended.charging_s, ended.peak_a, ended.peak_w, ended.charges) == (610, 600, 16, 3680, 1)
    assert [stop.reason for stop in ended.stops] == [StopReason.VEHICLE]
    assert tracker.session is None


def test_numbers_are_never_used_twice() -> None:
    tracker = SessionTracker(None, 0)
    numbers = []
    for second in range(3):
        tracker.vehicle_seen(at(second))
        ended = tracker.vehicle_gone(at(second), Registers(), FREE)
        assert ended is not None
        numbers.append(ended.number)
    assert numbers == [1, 2, 3]


def test_unplugging_while_charging_is_a_stop_of_its_own() -> None:
    tracker = SessionTracker(None, 0)
    tracker.vehicle_seen(at(0))
    tracker.charging_began()
    ended = tracker.vehicle_gone(at(9), Registers(), FREE)
    assert ended is not None
    assert ended.stops[-1].reason is StopReason.UNPLUGGED


def test_a_session_goes_on_after_the_station_was_off() -> None:
    tracker = SessionTracker(Session(4, T0, energy_wh=5.0), 4)
    assert not tracker.vehicle_seen(at(100))
    assert tracker.session is not None
    assert (tracker.session.number, tracker.session.resumed) == (4, 1)
    assert not tracker.vehicle_seen(at(101))
    assert tracker.session.resumed == 1


def test_a_car_that_left_while_the_station_was_off_is_told() -> None:
    tracker = SessionTracker(Session(4, T0), 4)
    ended = tracker.vehicle_gone(at(100), Registers(session_wh=7.0), FREE)
    assert ended is not None
    assert ended.energy_wh == 7
    assert ended.stops[-1].reason is StopReason.POWER_LOST


def test_only_the_newest_stops_are_kept() -> None:
    tracker = SessionTracker(None, 0)
    tracker.vehicle_seen(at(0))
    for second in range(30):
        tracker.charging_began()
        tracker.charging_ended(at(second), StopReason.CLAIM, str(second))
    session = tracker.session
    assert session is not None
    assert session.charges == 30
    assert [stop.text for stop in session.stops] == [str(second) for second in range(10, 30)]


def test_nothing_happens_without_a_session() -> None:
    tracker = SessionTracker(None, 0)
    tracker.identified("somebody")
    tracker.charging_ended(at(0), StopReason.FAULT, "no ground")
    assert tracker.checkpoint(Registers(), FREE) is None
    assert tracker.vehicle_gone(at(1), Registers(), FREE) is None


def test_what_a_session_cost_is_written_down_with_its_energy() -> None:
    tracker = SessionTracker(None, 0)
    tracker.vehicle_seen(at(0))
    sums = SessionSums(1.25, "GBP", 900.0, 400.0)
    kept = tracker.checkpoint(Registers(session_wh=5000.0), sums)
    assert kept is not None
    assert (kept.energy_wh, kept.sums) == (5000, sums)
    ended = tracker.vehicle_gone(at(9), Registers(session_wh=5100.0), SessionSums(1.3, "GBP"))
    assert ended is not None
    assert (ended.cost, ended.currency, ended.co2_g, ended.solar_wh) == (1.3, "GBP", None, None)
