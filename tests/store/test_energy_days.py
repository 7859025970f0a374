"""Energy by the calendar, from registers and samples."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.station.energy import Registers
from pilotwire.station.records import RegistersRecord
from pilotwire.store.energy_days import growth_kwh
from pilotwire.store.reader import Calendar, EnergyBucket, Reader
from pilotwire.store.rows import HOUR_S
from pilotwire.store.store import FILE_NAME, Store

from . import station_records as some

MONDAY = date(2026, 7, 6)
TUESDAY = MONDAY + timedelta(days=1)


def at(day: date | None, day_kwh: float, total_kwh: float, *, imported: bool = False) -> Registers:
    return Registers(day=day, day_kwh=day_kwh, total_kwh=total_kwh, imported=imported)


@pytest.mark.parametrize(
    ("before", "after", "grown"),
    [
        (at(MONDAY, 1.0, 10.0), at(MONDAY, 1.5, 10.5), {MONDAY: 0.5}),
        (at(MONDAY, 1.0, 10.0), at(TUESDAY, 0.25, 11.0), {MONDAY: 0.75, TUESDAY: 0.25}),
        (at(None, 0.0, 10.0), at(MONDAY, 2.0, 12.0), {MONDAY: 2.0}),
        (at(None, 0.0, 10.0), at(None, 2.0, 12.0), {}),
        # The clock stepped back by days: today's register goes on under an earlier date.
        (at(TUESDAY, 3.0, 10.0), at(MONDAY, 3.0, 10.0), {TUESDAY: 0.0, MONDAY: 0.0}),
        # The controller's lifetime register is no energy of today.
        (at(MONDAY, 1.0, 10.0), at(MONDAY, 1.5, 500.5, imported=True), {MONDAY: 0.5}),
        (at(MONDAY, 1.0, 10.0), at(TUESDAY, 0.5, 500.5, imported=True), {TUESDAY: 0.5}),
    ],
)
def test_growth_belongs_to_the_day_it_was_charged_on(
    before: Registers, after: Registers, grown: dict[date, float]
) -> None:
    assert growth_kwh(before, after, reset=False) == grown


def test_a_reset_ends_no_day(store: Store, reader: Reader) -> None:
    store.commit([RegistersRecord(at(MONDAY, 1.5, 10.0))])
    store.commit([RegistersRecord(at(MONDAY, 0.0, 0.0), reset=True)])
    store.commit([RegistersRecord(at(MONDAY, 0.5, 0.5))])
    assert reader.energy_buckets(Calendar.DAY) == [EnergyBucket(MONDAY, 2000.0, None, None)]


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.floats(0, 50)), max_size=20),
    st.lists(st.integers(0, 19), max_size=3),
)
def test_days_add_up_to_what_was_charged(
    tmp_path_factory: pytest.TempPathFactory, portions: list[tuple[int, float]], resets: list[int]
) -> None:
    registers, day = Registers(day=MONDAY), MONDAY
    with Store.open(tmp_path_factory.mktemp("data") / FILE_NAME) as store, Reader(store.path) as reader:
        for number, (days, kwh) in enumerate(portions):
            day += timedelta(days=days)
            if number in resets:
                registers = Registers(day=registers.day)
                store.commit([RegistersRecord(registers, reset=True)])
            registers = some.grown(registers, kwh, day)
            store.commit([RegistersRecord(registers)])
        charged_wh = 1000 * math.fsum(kwh for _, kwh in portions)
        for calendar in Calendar:
            buckets = reader.energy_buckets(calendar)
            assert math.fsum(bucket.energy_wh for bucket in buckets) == pytest.approx(charged_wh)


def test_days_have_the_range_of_their_temperatures_by_local_date(store: Store, reader: Reader) -> None:
    midnight_s = some.NOON_S + 10 * HOUR_S  # in Helsinki, July
    for hours, temperature_dc in ((-3, 200), (-2, 310), (-1, 250), (0, -50), (1, None)):
        store.commit([some.sample(midnight_s + hours * HOUR_S, temperature_dc=temperature_dc, utc_offset_s=2 * HOUR_S)])
    assert reader.energy_buckets(Calendar.DAY) == [
        EnergyBucket(MONDAY, 0.0, 310, 200),
        EnergyBucket(TUESDAY, 0.0, -50, -50),
    ]


def test_energy_is_summed_up_by_day_month_and_year(store: Store, reader: Reader) -> None:
    registers = Registers()
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 7, 6), date(2026, 7, 7)):
        registers = some.grown(registers, 1.5, day)
        store.commit([RegistersRecord(registers)])
    years = reader.energy_buckets(Calendar.YEAR)
    assert years == [
        EnergyBucket(date(2025, 1, 1), 1500.0, None, None),
        EnergyBucket(date(2026, 1, 1), 4500.0, None, None),
    ]
    months = reader.energy_buckets(Calendar.MONTH, since=date(2026, 1, 1))
    assert months == [
        EnergyBucket(date(2026, 1, 1), 1500.0, None, None),
        EnergyBucket(date(2026, 7, 1), 3000.0, None, None),
    ]
    days = reader.energy_buckets(Calendar.DAY, since=date(2026, 7, 1), until=date(2026, 7, 7))
    assert days == [EnergyBucket(date(2026, 7, 6), 1500.0, None, None)]
