"""Prices on a station: whose count, when they are told, what is kept of them, and that a charge's cost survives."""

from __future__ import annotations

from datetime import time, timedelta

import msgspec
from controller_model import START
from station_rig import StationRig

from pilotwire.station.events import Topic
from pilotwire.station.price_list import PriceList, PriceStep
from pilotwire.station.price_shelf import PriceOrigin
from pilotwire.station.prices import NO_PRICES, PriceSlot
from pilotwire.station.records import Kept, PricesRecord, RegistersRecord, SessionRecord

HOUR = timedelta(hours=1)
HOURS = PriceList("GBP", (PriceSlot(START, START + HOUR, 0.25, 100.0), PriceSlot(START + HOUR, START + 2 * HOUR, 0.5)))
NIGHT = PriceList("GBP", steps=(PriceStep(time(0, 30), 0.085), PriceStep(time(5, 30), 0.285)))


def charging(settings: dict[str, object] | None = None, kept: Kept = Kept()) -> StationRig:
    rig = StationRig(kept, settings=settings)
    rig.station.set_prices(HOURS, rig.now)
    rig.plug_in()
    return rig


def test_prices_are_in_force_before_anybody_is_answered() -> None:
    rig = StationRig()
    rig.station.set_prices(HOURS, rig.now)
    assert (rig.status.prices.slots, rig.status.prices.source) == (HOURS.slots, "posted over the API")
    rig.forget()
    assert rig.station.clear_prices(rig.now)
    assert not rig.station.clear_prices(rig.now)
    assert rig.status.prices is NO_PRICES


def test_what_is_posted_is_kept_and_comes_back() -> None:
    rig = StationRig()
    rig.forget()
    rig.station.set_prices(HOURS, rig.now)
    rig.station.clear_prices(rig.now)
    kept = [record for record in rig.station.take_records() if isinstance(record, PricesRecord)]
    assert kept == [PricesRecord(HOURS), PricesRecord(None)]
    again = StationRig(Kept(prices=HOURS))
    assert again.status.prices.slots == HOURS.slots


def test_the_file_counts_while_the_settings_name_one() -> None:
    rig = StationRig(Kept(prices=HOURS), settings={"price_file": "tariff.csv"})
    assert rig.status.prices is NO_PRICES
    rig.station.set_prices(NIGHT, rig.now, origin=PriceOrigin.FILE)
    assert rig.status.prices.source == "file tariff.csv"
    rig.station.set_prices(HOURS, rig.now)
    assert rig.status.prices.source == "file tariff.csv"
    rig.station.change_settings({"price_file": ""}, rig.now)
    assert rig.status.prices.slots == HOURS.slots
    rig.forget()
    rig.station.clear_prices(rig.now, origin=PriceOrigin.FILE)
    assert not [record for record in rig.station.take_records() if isinstance(record, PricesRecord)]


def test_everyone_is_told_when_there_are_others_and_when_another_one_holds() -> None:
    rig = StationRig()
    rig.forget()
    rig.station.set_prices(HOURS, rig.now)
    rig.station.set_prices(HOURS, rig.now)
    rig.run(10_000)
    assert rig.topics.count(Topic.PRICES) == 1
    rig.run(3_600_000 - rig.now_ms - 1)
    assert rig.topics.count(Topic.PRICES) == 1
    rig.run(1)
    assert rig.topics.count(Topic.PRICES) == 2
    rig.run(3_600_000)
    assert rig.topics.count(Topic.PRICES) == 3
    rig.run(600_000)
    assert rig.topics.count(Topic.PRICES) == 3


def test_a_price_that_is_still_to_come_is_told_when_it_does() -> None:
    rig = StationRig()
    later = tuple(msgspec.structs.replace(slot, start=slot.start + HOUR, end=slot.end + HOUR) for slot in HOURS.slots)
    rig.station.set_prices(PriceList("GBP", later), rig.now)
    rig.forget()
    rig.run(3_600_000 - rig.now_ms)
    assert rig.topics.count(Topic.PRICES) == 1


def test_a_tariff_never_runs_out() -> None:
    rig = StationRig(connected=False)
    rig.station.set_prices(NIGHT, rig.now)
    for _ in range(400):
        rig.now_ms += 86_400_000
        rig.station.advance(rig.now)
        reach = rig.status.prices.reach
        assert reach is not None
        assert reach - rig.now.utc >= timedelta(days=7)
        assert rig.status.prices.at(rig.now.utc) is not None


def test_a_tariff_follows_the_zone() -> None:
    rig = StationRig(settings={"time_zone": "Europe/London"})
    rig.station.set_prices(NIGHT, rig.now)
    before = rig.status.prices.slots
    rig.station.change_settings({"time_zone": "Europe/Paris"}, rig.now)
    assert {slot.start + HOUR for slot in rig.status.prices.slots} & {slot.start for slot in before}
    assert rig.status.prices.slots != before


def test_nothing_is_told_of_the_moment_while_nobody_knows_the_time() -> None:
    rig = StationRig(trusted=False)
    rig.station.set_prices(HOURS, rig.now)
    rig.forget()
    rig.plug_in()
    rig.run(600_000)
    assert Topic.PRICES not in rig.topics
    assert rig.status.session_sums.cost is None


# -- what a charge costs -------------------------------------------------------------------------------------------


def test_a_charge_over_two_prices_costs_both() -> None:
    rig = charging()
    rig.run(3_600_000 - rig.now_ms)
    first_wh, first = rig.status.registers.session_wh, rig.status.session_sums.cost
    rig.run(1_800_000)
    second_wh = rig.status.registers.session_wh - first_wh
    sums = rig.status.session_sums
    assert first is not None
    assert sums.cost is not None
    assert abs(first - first_wh / 1000 * 0.25) < 0.002
    assert abs(sums.cost - first - second_wh / 1000 * 0.5) < 0.002
    assert sums.currency == "GBP"


def test_sources_see_prices_and_cost() -> None:
    rig = charging()
    rig.run(60_000)
    around = rig.station._around()
    assert around.prices is rig.status.prices
    assert around.session_cost == rig.status.session_sums.cost
    assert around.session_cost


def test_the_cost_is_written_down_with_the_session_and_goes_on_after_a_restart() -> None:
    rig = charging()
    rig.station.push({"solar": 500}, rig.now)
    rig.run(90_000)
    sessions = [record.session for record in rig.records if isinstance(record, SessionRecord)]
    registers = [record.registers for record in rig.records if isinstance(record, RegistersRecord)]
    kept = sessions[-1]
    assert kept.cost is not None
    assert kept.solar_wh is not None
    assert abs(kept.cost - kept.energy_wh / 1000 * 0.25) < 1e-9
    again = StationRig(Kept(session=kept, registers=registers[-1], prices=HOURS, last_session_number=1), rig.controller)
    assert again.status.session_sums.cost is not None
    assert again.status.session_sums.cost >= kept.cost
    again.run(60_000)
    again.unplug()
    ended = [record.session for record in again.records if isinstance(record, SessionRecord)][-1]
    assert ended.ended is not None
    assert ended.cost is not None
    assert abs(ended.cost - ended.energy_wh / 1000 * 0.25) < 1e-9
    assert ended.cost > kept.cost
    again.plug_in(wants=False)
    assert again.status.session_sums.cost is None


def test_the_cost_is_forgotten_with_the_energy_somebody_resets() -> None:
    rig = charging()
    rig.run(60_000)
    rig.station.reset_energy(rig.now, hard=False, from_controller=False)
    assert rig.status.session_sums.cost is None
