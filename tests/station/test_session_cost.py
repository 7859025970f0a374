"""What a charge costs: by prices that change under it, as far as they are known, and what the sun gave of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.station.energy import Registers
from pilotwire.station.energy_meter import EnergyMeter, Flow
from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.moment import Moment
from pilotwire.station.prices import PriceSeries, PriceSlot
from pilotwire.station.session_cost import SessionCost
from pilotwire.station.sessions import Session, SessionSums
from pilotwire.station.settings import Settings
from pilotwire.station.status import Status

T0 = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
GRID = Settings(divert_type=1)
SOLAR = Settings(divert_type=0)


def status_at(
    second: float,
    prices: PriceSeries = PriceSeries(),
    *,
    feeds: Feeds = Feeds(),
    settings: Settings = SOLAR,
    trusted: bool = True,
) -> Status:
    moment = Moment(round(second * 1000), T0 + timedelta(seconds=second), trusted)
    return Status(moment=moment, prices=prices, feeds=feeds, settings=settings)


def hourly(*prices: float | None, currency: str = "GBP", co2_g: float | None = None) -> PriceSeries:
    slots = [PriceSlot(T0 + n * HOUR, T0 + (n + 1) * HOUR, price, co2_g) for n, price in enumerate(prices)]
    return PriceSeries(tuple(slots), currency)


def charged(hours: float, kw: float, status: Status, cost: SessionCost | None = None) -> SessionSums:
    cost = cost or SessionCost(None)
    cost.count(Flow(hours * HOUR, kw * 1000), status)
    return cost.sums


def test_energy_costs_what_a_kilowatt_hour_does_when_it_flows() -> None:
    sums = charged(2.0, 7.0, status_at(2.5 * 3600, hourly(0.10, 0.20, -0.40, co2_g=100.0)))
    assert sums.cost == pytest.approx(3.5 * 0.10 + 7 * 0.20 - 3.5 * 0.40)
    assert sums.co2_g == pytest.approx(1400)
    assert sums.currency == "GBP"


def test_energy_whose_price_is_not_known_is_not_counted() -> None:
    assert charged(2.0, 7.0, status_at(2 * 3600, hourly(None, 0.2))).cost == pytest.approx(7 * 0.2)
    assert charged(2.0, 7.0, status_at(3 * 3600, hourly(0.1, 0.2))).cost == pytest.approx(7 * 0.2)
    assert charged(1.0, 7.0, status_at(9 * 3600, hourly(0.1))) == SessionSums()
    assert charged(1.0, 7.0, status_at(3600, hourly(0.1), trusted=False)) == SessionSums()


def test_carbon_is_counted_without_prices() -> None:
    sums = charged(1.0, 7.0, status_at(3600, hourly(None, co2_g=50.0)))
    assert (sums.cost, sums.currency) == (None, "")
    assert sums.co2_g == pytest.approx(350)


def test_a_sum_keeps_its_currency() -> None:
    cost = SessionCost(None)
    charged(1.0, 1.0, status_at(3600, hourly(0.1)), cost)
    charged(1.0, 1.0, status_at(3600, hourly(9.0, currency="SEK", co2_g=50.0)), cost)
    charged(1.0, 1.0, status_at(3600, hourly(0.2)), cost)
    assert (cost.sums.currency, cost.sums.co2_g) == ("GBP", 50.0)
    assert cost.sums.cost == pytest.approx(0.3)


def test_it_goes_on_where_the_session_was_left() -> None:
    kept = Session(3, T0, cost=1.0, currency="GBP", co2_g=5.0, solar_wh=7.0)
    sums = charged(1.0, 1.0, status_at(3600, hourly(0.1)), SessionCost(kept))
    assert sums == SessionSums(1.1, "GBP", 5.0, 7.0)


# -- the sun -------------------------------------------------------------------------------------------------------

FRESH, OLD = 100_000, 0


@pytest.mark.parametrize(
    ("feeds", "settings", "solar_w"),
    [
        (Feeds(), SOLAR, None),
        (Feeds(solar_w=Reading(3000, FRESH)), SOLAR, 3000),
        (Feeds(solar_w=Reading(9000, FRESH)), SOLAR, 7000),
        (Feeds(solar_w=Reading(3000, OLD)), SOLAR, None),
        (Feeds(grid_w=Reading(-500, FRESH)), GRID, 7000),
        (Feeds(grid_w=Reading(2000, FRESH)), GRID, 5000),
        (Feeds(grid_w=Reading(9000, FRESH)), GRID, 0),
        (Feeds(grid_w=Reading(2000, FRESH), solar_w=Reading(3000, FRESH)), GRID, 5000),
        (Feeds(grid_w=Reading(2000, FRESH), solar_w=Reading(3000, FRESH)), SOLAR, 3000),
        (Feeds(grid_w=Reading(2000, OLD), solar_w=Reading(3000, FRESH)), GRID, 3000),
        (Feeds(grid_w=Reading(2000, FRESH), solar_w=Reading(3000, OLD)), SOLAR, 5000),
    ],
)
def test_the_sun_gives_what_it_produces_or_what_the_grid_does_not(
    feeds: Feeds, settings: Settings, solar_w: float | None
) -> None:
    sums = charged(0.001, 7.0, status_at(130.0, feeds=feeds, settings=settings))
    assert sums.solar_wh == (None if solar_w is None else pytest.approx(solar_w * 0.001))


def test_what_the_sun_gave_before_a_feed_fell_silent_stays() -> None:
    cost = SessionCost(None)
    charged(0.5, 7.0, status_at(100.0, feeds=Feeds(solar_w=Reading(3000, FRESH))), cost)
    charged(0.5, 7.0, status_at(1000.0, feeds=Feeds(solar_w=Reading(3000, FRESH))), cost)
    assert cost.sums.solar_wh == pytest.approx(1500)


# -- for all charges -----------------------------------------------------------------------------------------------


@st.composite
def tariffs(draw: st.DrawFn) -> PriceSeries:
    """Slots of a few seconds, some with gaps between them."""
    slots, second = [], draw(st.integers(0, 30))
    for length, gap in draw(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 20)), max_size=20)):
        begin = T0 + timedelta(seconds=second)
        slots.append(PriceSlot(begin, begin + timedelta(seconds=length), draw(st.none() | st.floats(-10, 10))))
        second += length + gap
    return PriceSeries(tuple(slots), "EUR")


measurements = st.lists(st.tuples(st.integers(1, 12_000), st.floats(0, 22_000)), min_size=1, max_size=40)


@given(tariffs(), measurements)
def test_the_cost_is_that_of_every_millisecond(prices: PriceSeries, gaps: list[tuple[int, float]]) -> None:
    """Compared with what every piece between two edges, of slots or of measurements, costs by itself."""
    meter, cost, now_ms = EnergyMeter(Registers()), SessionCost(None), 0
    expected, known = 0.0, False
    meter.start(0)
    edges = {round((edge - T0).total_seconds() * 1000) for slot in prices.slots for edge in (slot.start, slot.end)}
    for gap_ms, power_w in gaps:
        before_ms, now_ms = now_ms, now_ms + gap_ms
        flow = meter.measure(now_ms, power_w)
        if flow is None:
            continue
        cost.count(flow, status_at(now_ms / 1000, prices))
        within = sorted({before_ms, now_ms} | {edge for edge in edges if before_ms < edge < now_ms})
        for begin_ms, end_ms in pairwise(within):
            slot = prices.at(T0 + timedelta(milliseconds=begin_ms))
            if slot is not None and slot.price is not None:
                known = True
                expected += power_w * (end_ms - begin_ms) / 3_600_000_000 * slot.price
    assert cost.sums.cost == (pytest.approx(expected, abs=1e-9) if known else None)
