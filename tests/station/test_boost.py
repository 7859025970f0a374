"""Boost: what it claims, how it ends, and what becomes of it over a restart."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources_around import CHARGING, MONDAY, NO_CAR, PLUGGED, around, moment_at

from pilotwire.station.boost import BoostSource
from pilotwire.station.boost_values import LONGEST_MS, Boost, BoostKept
from pilotwire.station.claims import ChargeState, Claim, Client, Priority, Wish
from pilotwire.station.evse import Evse
from pilotwire.station.source import Surroundings

HALF_HOUR = Boost(duration_ms=1_800_000)
FIVE_KWH = Boost(energy_wh=5_000, current_a=16)


def after(
    seconds: float, evse: Evse = CHARGING, *, session_wh: float = 0.0, trusted: bool = True, held: Claim | None = None
) -> Surroundings:
    moment = moment_at(MONDAY + timedelta(seconds=seconds), elapsed_ms=round(seconds * 1000), trusted=trusted)
    found = around(moment, evse=evse, session_wh=session_wh)
    return msgspec.structs.replace(found, claims=() if held is None else (held,))


def boosted(asked: Boost = HALF_HOUR, evse: Evse = CHARGING, *, trusted: bool = True) -> BoostSource:
    source = BoostSource()
    source.start(asked, after(0, evse, trusted=trusted))
    source.advance(after(0, evse, trusted=trusted))
    return source


def restarted(before: BoostSource) -> BoostSource:
    return BoostSource(before.standing)


# -- what it claims ----------------------------------------------------------------------------------------------


def test_it_charges_with_all_the_controller_can_give() -> None:
    source = boosted()
    assert source.claim == Claim(
        Client.BOOST, Priority.BOOST, Wish(ChargeState.ACTIVE, 32, auto_release=True), "30 min"
    )
    assert source.next_deadline_ms == 1_800_000
    assert source.take_news() == ["boost: 30 min"]


@pytest.mark.parametrize(("seconds", "why"), [(45, "45 s"), (90, "90 s"), (120, "2 min"), (86_400, "1440 min")])
def test_its_time_is_told(seconds: int, why: str) -> None:
    claim = boosted(Boost(duration_ms=seconds * 1000)).claim
    assert claim is not None
    assert claim.why == why


def test_it_charges_with_the_current_it_is_asked_for() -> None:
    source = boosted(FIVE_KWH)
    assert source.claim is not None
    assert source.claim.wish.charge_current_a == 16
    assert source.claim.why == "5 kWh at 16 A"


def test_it_is_told_how_it_stands() -> None:
    source = boosted(Boost(duration_ms=3_600_000, energy_wh=5_000))
    source.advance(after(60, session_wh=1_200.0))
    status = source.status
    assert status is not None
    assert (status.ends_ms, status.until) == (3_600_000, MONDAY + timedelta(hours=1))
    assert status.energy_left_wh == 3_800.0


@pytest.mark.parametrize(
    "asked", [{}, {"duration_ms": 0}, {"duration_ms": LONGEST_MS + 1}, {"energy_wh": 0}, {"current_a": 16}]
)
def test_one_without_an_end_that_comes_is_refused(asked: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"boost"):
        Boost(**asked)


def test_before_the_car_is_there_it_waits_and_its_time_runs() -> None:
    source = boosted(evse=NO_CAR)
    assert source.waiting_for == "a car to be plugged in"
    source.advance(after(1_700, PLUGGED))
    assert source.waiting_for == ""
    assert source.claim is not None
    source.advance(after(1_800, PLUGGED))
    assert source.claim is None


# -- how it ends -------------------------------------------------------------------------------------------------


def test_it_ends_when_its_time_is_over() -> None:
    source = boosted()
    source.advance(after(1_799.999))
    assert source.claim is not None
    source.advance(after(1_800))
    assert source.claim is None
    assert source.status is None
    assert source.standing is None
    assert source.next_deadline_ms is None
    assert source.take_news()[-1] == "the boost has ended: its time is over"


def test_it_ends_when_it_has_charged_its_amount() -> None:
    source = boosted(FIVE_KWH)
    source.advance(after(60, session_wh=4_999.9))
    assert source.claim is not None
    source.advance(after(70, session_wh=5_000.0))
    assert source.claim is None
    assert source.take_news()[-1] == "the boost has ended: 5 kWh were charged"


def test_what_was_charged_before_it_does_not_count() -> None:
    source = BoostSource()
    source.start(FIVE_KWH, after(0, session_wh=9_000.0))
    source.advance(after(0, session_wh=13_999.0))
    assert source.claim is not None
    source.advance(after(0, session_wh=14_000.0))
    assert source.claim is None


def test_a_register_that_is_reset_changes_nothing() -> None:
    source = boosted(FIVE_KWH)
    source.advance(after(60, session_wh=3_000.0))
    source.advance(after(61, session_wh=0.0))
    source.advance(after(90, session_wh=1_999.0))
    assert source.claim is not None
    source.advance(after(91, session_wh=2_000.0))
    assert source.claim is None


def test_it_ends_at_unplug() -> None:
    source = boosted()
    source.advance(after(60, NO_CAR))
    assert source.claim is None
    assert source.take_news()[-1] == "the boost has ended: the car was unplugged"
    source.advance(after(61, CHARGING))
    assert source.claim is None


def test_a_controller_that_is_lost_is_no_unplug() -> None:
    source = boosted()
    source.advance(after(60, Evse()))
    assert source.claim is not None


def test_it_ends_when_somebody_takes_its_claim_away() -> None:
    source = boosted()
    source.advance(after(1, held=source.claim))
    source.advance(after(2))
    assert source.claim is None
    assert source.take_news()[-1] == "the boost has ended: its claim was released"


def test_it_is_ended_by_hand() -> None:
    source = boosted()
    assert source.end()
    assert not source.end()
    assert source.claim is None


def test_without_a_time_it_lasts_a_day_at_most() -> None:
    source = boosted(FIVE_KWH)
    source.advance(after(24 * 3600))
    assert source.claim is None


def test_a_step_of_the_clock_does_not_move_its_end() -> None:
    source = boosted()
    stepped = msgspec.structs.replace(after(1_000), moment=moment_at(MONDAY + timedelta(days=9), elapsed_ms=1_000_000))
    source.advance(stepped)
    assert source.claim is not None
    assert source.status is not None
    assert source.status.until == MONDAY + timedelta(days=9, seconds=800)
    source.advance(after(1_800))
    assert source.claim is None


def test_another_one_takes_its_place() -> None:
    source = boosted()
    source.start(FIVE_KWH, after(100))
    source.advance(after(100))
    assert source.claim is not None
    assert source.claim.why == "5 kWh at 16 A"


# -- over a restart ----------------------------------------------------------------------------------------------


def test_it_goes_on_after_a_restart_until_the_same_instant() -> None:
    source = restarted(boosted())
    source.advance(msgspec.structs.replace(after(0), moment=moment_at(MONDAY + timedelta(minutes=20), elapsed_ms=5)))
    assert source.claim is not None
    assert source.next_deadline_ms is not None
    assert 595_000 < source.next_deadline_ms <= 5 + 600_000
    assert source.take_news() == ["the boost goes on after a restart: 30 min"]


def test_it_does_not_come_back_from_the_dead() -> None:
    source = restarted(boosted())
    source.advance(after(1_800))
    assert (source.claim, source.standing) == (None, None)
    assert source.take_news() == ["the boost has ended: its time was over while the station was off"]


def test_by_a_clock_that_went_back_it_does_not_begin_anew() -> None:
    source = restarted(boosted())
    source.advance(after(-3_600))
    assert (source.claim, source.standing) == (None, None)


def test_after_a_restart_it_waits_for_the_clock() -> None:
    source = restarted(boosted())
    source.advance(after(0, trusted=False))
    assert source.claim is None
    assert source.waiting_for.startswith("the clock to be set")
    assert source.standing is not None
    source.advance(after(60))
    assert source.claim is not None


def test_ordered_without_a_clock_it_works_and_ends_with_a_restart() -> None:
    source = boosted(trusted=False)
    assert source.claim is not None
    assert source.standing is None
    source.advance(after(1_800, trusted=False))
    assert source.claim is None


def test_ordered_without_a_clock_it_is_kept_once_there_is_one() -> None:
    source = boosted(trusted=False)
    source.advance(after(600))
    assert source.standing is not None
    assert timedelta(minutes=29, seconds=55) < source.standing.until - MONDAY <= timedelta(minutes=30)


def test_unplugged_while_the_station_was_off_it_ends() -> None:
    source = restarted(boosted())
    source.advance(after(60, Evse()))
    assert source.claim is not None
    source.advance(after(61, NO_CAR))
    assert source.claim is None


def test_a_restart_costs_nothing_of_its_amount_and_adds_nothing() -> None:
    before = boosted(FIVE_KWH)
    before.advance(after(60, session_wh=2_000.0))
    source = restarted(before)
    source.advance(after(70, session_wh=2_000.0))
    source.advance(after(80, session_wh=4_999.0))
    assert source.claim is not None
    source.advance(after(90, session_wh=5_000.0))
    assert source.claim is None


def test_registers_that_were_lost_do_not_make_it_charge_more() -> None:
    kept = BoostKept(FIVE_KWH, MONDAY + timedelta(hours=20), end_wh=25_000.0)
    source = BoostSource(kept)
    source.advance(after(0, session_wh=0.0))
    source.advance(after(1, session_wh=5_000.0))
    assert source.claim is None


def test_a_clock_that_is_slewed_does_not_have_it_written_down_anew() -> None:
    source = boosted()
    kept = source.standing
    source.advance(
        msgspec.structs.replace(after(60), moment=moment_at(MONDAY + timedelta(seconds=60.3), elapsed_ms=60_000))
    )
    assert source.standing == kept


steps = st.tuples(
    st.integers(0, 600),
    st.integers(-7_200, 7_200),
    st.booleans(),
    st.sampled_from([CHARGING, PLUGGED, NO_CAR, Evse()]),
    st.booleans(),
)


@settings(max_examples=500)
@given(st.integers(1, 3_600), st.lists(steps, max_size=20))
def test_whatever_happens_it_lasts_no_longer_than_asked(
    asked_s: int, plan: list[tuple[int, int, bool, Evse, bool]]
) -> None:
    """Seconds that pass, an error of the clock while it is not trusted, the controller, and a restart after it."""
    source = boosted(Boost(duration_ms=asked_s * 1000))
    elapsed_s, started_s = 0, 0
    for passed_s, error_s, trusted, evse, restarts in plan:
        elapsed_s += passed_s
        utc = MONDAY + timedelta(seconds=elapsed_s + (0 if trusted else error_s))
        moment = moment_at(utc, elapsed_ms=(elapsed_s - started_s) * 1000, trusted=trusted)
        source.advance(msgspec.structs.replace(after(0, evse), moment=moment))
        assert source.claim is None or elapsed_s < asked_s
        if restarts:
            source, started_s = restarted(source), elapsed_s
