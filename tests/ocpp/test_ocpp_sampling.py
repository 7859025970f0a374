"""When meters are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.ocpp.measurands import known_measurands, reading
from pilotwire.ocpp.outlook import Outlook
from pilotwire.ocpp.sampling import ByTheClock, Every
from pilotwire.station.moment import Moment

START = datetime(2026, 11, 23, 23, 50, 12, 345_000, tzinfo=UTC)


def moment(ms: int, *, jump_s: int = 0, trusted: bool = True) -> Moment:
    return Moment(ms, START + timedelta(milliseconds=ms, seconds=jump_s), trusted)


@given(st.integers(1, 900), st.lists(st.integers(1, 2_000_000), max_size=20))
def test_it_is_due_once_for_however_many_intervals_were_missed(interval_s: int, steps_ms: list[int]) -> None:
    every = Every()
    every.start(interval_s, 0)
    now_ms = due = 0
    for step_ms in steps_ms:
        before_ms, now_ms = now_ms, now_ms + step_ms
        was_due = now_ms // (interval_s * 1000) > before_ms // (interval_s * 1000)
        assert every.is_due(now_ms) is was_due
        due += was_due
        assert not every.is_due(now_ms)
        assert every.next_ms is not None
        assert now_ms < every.next_ms <= now_ms + interval_s * 1000


def test_an_interval_of_0_is_never_due() -> None:
    every = Every()
    every.start(0, 0)
    assert every.next_ms is None
    assert not every.is_due(10**9)


@pytest.mark.parametrize("interval_s", [60, 900, 3600, 7 * 60])
def test_by_the_clock_means_at_round_times(interval_s: int) -> None:
    clock = ByTheClock()
    clock.set(interval_s)
    now_ms, seen = 0, []
    assert not clock.is_due(moment(0))
    for _ in range(30):
        assert clock.next_ms is not None
        now_ms = clock.next_ms
        assert clock.is_due(moment(now_ms))
        seen.append(moment(now_ms).epoch_s % 86_400)
        assert not clock.is_due(moment(now_ms))
    assert all(second % interval_s == 0 for second in seen)
    assert len(set(seen)) == len(seen) or interval_s * 30 > 86_400


def test_a_clock_that_is_set_makes_nothing_due() -> None:
    clock = ByTheClock()
    clock.set(900)
    clock.is_due(moment(0))
    assert not clock.is_due(moment(1_000, jump_s=7_200))
    assert not clock.is_due(moment(2_000, jump_s=-7_200))


def test_a_clock_that_is_not_trusted_makes_nothing_due() -> None:
    clock = ByTheClock()
    clock.set(60)
    clock.is_due(moment(0))
    assert not clock.is_due(moment(120_000, trusted=False))
    assert clock.next_ms is None


def test_a_list_of_measurands_names_only_what_is_measured() -> None:
    assert known_measurands("Voltage, SoC,") == ["Voltage", "SoC"]
    with pytest.raises(ValueError, match="Frequency is not measured here"):
        known_measurands("Voltage,Frequency")


def test_readings_are_rounded_and_unknown_ones_are_none() -> None:
    seen = Outlook(register_wh=1234.6, current_a=15.876, voltage_v=229.94, soc_pct=None)
    assert reading("Energy.Active.Import.Register", seen) == 1235
    assert reading("Current.Import", seen) == 15.88
    assert reading("Voltage", seen) == 229.9
    assert reading("SoC", seen) is None
