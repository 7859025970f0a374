"""What is kept how long: bounds that hold, and nothing countable lost by them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.station.records import Record, SampleRecord, SessionRecord
from pilotwire.station.samples import Sample
from pilotwire.store import retention
from pilotwire.store.reader import Reader, SessionMonth
from pilotwire.store.rows import DAY_S, HOUR_S
from pilotwire.store.store import FILE_NAME, Store

from . import station_records as some

START_S = some.NOON_S // DAY_S * DAY_S
ALL = (-(2**60), 2**60, 10**6)


@pytest.fixture(autouse=True)
def _small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day and ten days instead of a month and two years, so that a test's history is short."""
    monkeypatch.setattr(retention, "FULL_S", DAY_S)
    monkeypatch.setattr(retention, "HOURS_S", 10 * DAY_S)
    monkeypatch.setattr(retention, "PORTION_S", 2 * DAY_S)
    monkeypatch.setattr(retention, "LOG_ENTRIES", 100)
    monkeypatch.setattr(retention, "LOG_PORTION", 20)
    monkeypatch.setattr(retention, "SESSIONS", 10)
    monkeypatch.setattr(retention, "SESSION_PORTION", 4)


def committed(store: Store, records: Iterable[Record], portion: int = 30) -> None:
    batch = list(records)
    for start in range(0, len(batch), portion):
        store.commit(batch[start : start + portion])


def intervals(reader: Reader) -> Counter[int]:
    return Counter(sample.interval_s for sample in reader.samples(*ALL))


# -- samples -------------------------------------------------------------------------------------------------------


def test_samples_grow_coarser_with_age(store: Store, reader: Reader) -> None:
    end_s = START_S + 20 * DAY_S
    committed(store, (some.sample(epoch_s, 1000.0) for epoch_s in range(START_S, end_s, 300)))
    # Whole days and whole hours, as of the last time somebody looked, an hour before the end.
    hours_s, minutes_s = START_S + 9 * DAY_S, end_s - DAY_S - HOUR_S
    assert [(sample.epoch_s, sample.interval_s) for sample in reader.samples(*ALL)] == [
        *((epoch_s, DAY_S) for epoch_s in range(START_S, hours_s, DAY_S)),
        *((epoch_s, HOUR_S) for epoch_s in range(hours_s, minutes_s, HOUR_S)),
        *((epoch_s, 60) for epoch_s in range(minutes_s, end_s, 300)),
    ]


def test_an_hour_has_the_means_and_last_values_of_its_samples(store: Store, reader: Reader) -> None:
    records = [
        SampleRecord(
            Sample(
                epoch_s=START_S + minute * 60,
                current_a=float(minute),
                voltage_v=230.0,
                power_w=minute * 100.0,
                pilot_a=minute,
                state_code=2 if minute == 59 else 3,
                temperature_dc=None if minute < 30 else 250 + minute,
                session_wh=minute * 10.0,
                total_kwh=1000.0 + minute,
                solar_w=None,
                grid_w=-minute,
                live_power_w=7,
                vehicle_soc_pct=50,
            )
        )
        for minute in range(60)
    ]
    committed(store, [*records, some.sample(START_S + 2 * DAY_S)], portion=100)
    (hour, _) = reader.samples(*ALL)
    assert hour == Sample(
        epoch_s=START_S,
        current_a=29.5,
        voltage_v=230.0,
        power_w=2950.0,
        pilot_a=59,
        state_code=2,
        temperature_dc=295,
        session_wh=590.0,
        total_kwh=1059.0,
        solar_w=None,
        grid_w=-30,
        live_power_w=7,
        vehicle_soc_pct=50,
        interval_s=HOUR_S,
    )


def test_a_sample_stands_for_the_silence_after_it(store: Store, reader: Reader) -> None:
    """An idle station samples every quarter of an hour; half an hour of 7 kW is 3.5 kW on average all the same."""
    charging = [some.sample(START_S + minute * 60, 7000.0) for minute in range(30)]
    idle = [some.sample(START_S + minute * 60, 0.0) for minute in (30, 45, 60)]
    committed(store, [*charging, *idle, some.sample(START_S + 2 * DAY_S)], portion=100)
    assert reader.samples(*ALL)[0].power_w == pytest.approx(3500.0)


def test_a_station_that_was_off_is_not_averaged_over(store: Store, reader: Reader) -> None:
    records = [some.sample(START_S, 7000.0), some.sample(START_S + 50 * 60, 1000.0), some.sample(START_S + 2 * DAY_S)]
    committed(store, records)
    assert reader.samples(*ALL)[0].power_w == pytest.approx(4000.0)


@pytest.mark.parametrize("zone_s", [0, 2 * HOUR_S, -5 * HOUR_S, 19_800, 13 * HOUR_S])
def test_days_of_history_begin_at_local_midnight(store: Store, reader: Reader, zone_s: int) -> None:
    first_s = START_S - zone_s
    committed(store, (some.sample(first_s + hour * HOUR_S, hour // 24, utc_offset_s=zone_s) for hour in range(24 * 16)))
    days = [sample for sample in reader.samples(*ALL) if sample.interval_s == DAY_S]
    whole_hours = zone_s % HOUR_S == 0
    for number, day in enumerate(days[:5] if whole_hours else ()):
        assert (day.epoch_s + zone_s) % DAY_S == 0
        assert day.epoch_s == first_s + number * DAY_S
        assert day.power_w == pytest.approx(number)
    assert len(days) >= 5


def test_a_day_on_which_clocks_change_is_one_day(store: Store, reader: Reader) -> None:
    zones_s = [HOUR_S if hour < 26 else 2 * HOUR_S for hour in range(24 * 16)]
    first_s = START_S - HOUR_S
    committed(store, (some.sample(first_s + hour * HOUR_S, utc_offset_s=zone_s) for hour, zone_s in enumerate(zones_s)))
    days = [sample.epoch_s for sample in reader.samples(*ALL) if sample.interval_s == DAY_S]
    assert days[:3] == [first_s, first_s + DAY_S, first_s + 2 * DAY_S - HOUR_S]


def test_samples_that_arrive_late_join_the_hour_that_exists(store: Store, reader: Reader) -> None:
    first = [some.sample(START_S + minute * 60, 1000.0) for minute in range(30)]
    committed(store, [*first, some.sample(START_S + 3 * DAY_S)], portion=100)
    assert intervals(reader) == {HOUR_S: 1, 60: 1}
    late = [some.sample(START_S + minute * 60, 4000.0) for minute in range(30, 60)]
    committed(store, [*late, some.sample(START_S + 3 * DAY_S + 2 * HOUR_S)], portion=100)
    assert intervals(reader) == {HOUR_S: 1, 60: 2}
    assert reader.samples(*ALL)[0].power_w == pytest.approx(2500.0)


def test_old_samples_are_condensed_in_portions_and_not_more_than_once_an_hour(store: Store, reader: Reader) -> None:
    committed(store, (some.sample(START_S + minute * 600) for minute in range(8 * 144)), portion=2000)
    late_s = START_S + 30 * DAY_S
    left = []
    for minute in range(0, 360, 10):
        store.commit([some.sample(late_s + minute * 60)])
        left.append(intervals(reader)[60] - minute // 10 - 1)
    # The first portion went with the first commit, the second with the first of these.
    assert left[0] == left[5] == 8 * 144 - 2 * 288
    assert [before - after for before, after in pairwise(left) if before != after] == [288, 288]
    assert left[-1] == 0


def test_a_clock_that_leaps_cannot_make_the_file_grow_without_end(
    store: Store, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "FULL_SAMPLES", 100)
    for day in range(20):
        epoch_s = START_S + (day % 2) * 10 * 365 * DAY_S + day * DAY_S
        committed(store, (some.sample(epoch_s + minute * 60) for minute in range(120)), portion=10)
    assert intervals(reader)[60] <= 100 + 120


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(0, 30 * 24 * 4), some.amounts, st.sampled_from([-HOUR_S, 0, 7200])),
        min_size=1,
        max_size=60,
        unique_by=lambda drawn: drawn[0],
    )
)
def test_condensing_keeps_what_was_measured(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, float, int]]
) -> None:
    """With samples far apart each stands for its own minute: the sum of power times minutes stays the same."""
    with Store.open(tmp_path_factory.mktemp("data") / FILE_NAME) as store:
        for quarters, power_w, zone_s in sorted(drawn):
            store.commit([some.sample(START_S + quarters * 1800, power_w, utc_offset_s=zone_s)])
        found = store._connection.execute("SELECT sum(power_w * measured_s), sum(measured_s) FROM samples").fetchone()
        assert found[1] == 60 * len(drawn)
        assert found[0] == pytest.approx(60 * math.fsum(power_w for _, power_w, _ in drawn))


# -- log and sessions ----------------------------------------------------------------------------------------------


def test_the_newest_log_entries_are_kept(store: Store, reader: Reader) -> None:
    for number in range(300):
        store.commit([some.entry(number, text=str(number))])
        kept = reader.log(limit=10**6)
        assert min(number + 1, 100) <= len(kept) <= 120
    assert [logged.entry.text for logged in reader.log(limit=100)] == [str(number) for number in range(299, 199, -1)]


def test_sessions_too_old_to_be_listed_stay_countable(store: Store, reader: Reader) -> None:
    for number in range(1, 101):
        started = some.NOON + timedelta(days=number)
        store.commit([some.session(number, started, energy_wh=float(number), who="Ada" if number % 2 else "")])
        assert min(number, 10) <= len(reader.sessions(limit=1000)) <= 14
    months = reader.session_months()
    assert sum(month.sessions for month in months) == 100
    assert sum(month.energy_wh for month in months) == sum(range(101))
    assert sum(month.charging_s for month in months) == 100 * 1800
    assert sum(month.charges for month in months) == 100
    july = [month for month in months if month.month == "2026-07"]
    assert [(month.who, month.sessions) for month in july] == [("", 12), ("Ada", 13)]
    assert reader.sessions(limit=1)[0].number == store.load().last_session_number == 100


def test_what_old_sessions_cost_stays_countable_by_currency(store: Store, reader: Reader) -> None:
    for number in range(1, 101):
        session = some.session(number, some.NOON).session
        if number % 4:
            currency = "GBP" if number % 2 else "EUR"
            session = msgspec.structs.replace(session, cost=0.5, currency=currency, co2_g=2.0, solar_wh=4.0)
        store.commit([SessionRecord(session)])
    assert reader.session_months() == [
        SessionMonth("2026-07", "", 25, 25_000.0, 45_000.0, 25),
        SessionMonth("2026-07", "", 25, 25_000.0, 45_000.0, 25, "EUR", 12.5, 50.0, 100.0),
        SessionMonth("2026-07", "", 50, 50_000.0, 90_000.0, 50, "GBP", 25.0, 100.0, 200.0),
    ]


def test_a_long_life_of_an_idle_station_fits_into_a_small_file(store: Store) -> None:
    for hour in range(60 * 24):
        records = [some.sample(START_S + hour * HOUR_S + quarter * 900) for quarter in range(4)]
        store.commit([*records, some.entry(hour)])
    store.close()
    assert store.path.stat().st_size < 200_000
