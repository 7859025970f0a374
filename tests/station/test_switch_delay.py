"""Random delays of what the schedule switches: never longer than allowed, and no switch is lost."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from sources_around import later, moment_at

from pilotwire.station.claims import ChargeState
from pilotwire.station.moment import Moment
from pilotwire.station.schedule_values import ScheduleEvent, Weekday
from pilotwire.station.switch_delay import Switch, SwitchDelay

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
HALF_PAST = datetime(2026, 7, 6, 0, 30, tzinfo=UTC)
LONGEST_S = 600


class Drawn(Random):
    """Draws what it is told."""

    def __init__(self, *delays_s: int) -> None:
        super().__init__(0)
        self.left = list(delays_s)

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        del stop, step
        assert 0 <= self.left[0] < start
        return self.left.pop(0)


def event(event_id: int, state: ChargeState, hour: int = 0, minute: int = 0) -> ScheduleEvent:
    return ScheduleEvent(event_id, state, time(hour, minute), tuple(Weekday))


STOP = Switch(event(2, DISABLED, 7), HALF_PAST - timedelta(hours=17, minutes=30))
START = Switch(event(1, ACTIVE, 0, 30), HALF_PAST)
NEXT_STOP = Switch(event(3, DISABLED, 0, 35), HALF_PAST + timedelta(minutes=5))
BEGIN = moment_at(HALF_PAST, elapsed_ms=10_000)


def at(seconds: float) -> Moment:
    """So long after the start is due."""
    return later(BEGIN, round(seconds * 1000))


def waiting(random: Random, longest_s: int = LONGEST_S) -> SwitchDelay:
    """Make one for which the start has just come."""
    delay = SwitchDelay(random)
    assert delay.follow(STOP, STOP, longest_s, later(BEGIN, -60_000)) == STOP
    delay.follow(START, STOP, longest_s, BEGIN)
    return delay


def follow(delay: SwitchDelay, seconds: float, nominal: Switch = START, longest_s: int = LONGEST_S) -> Switch:
    return delay.follow(nominal, STOP, longest_s, at(seconds))


# -- what a delay is -----------------------------------------------------------------------------------------------


def test_until_the_delay_is_over_what_was_in_force_stays() -> None:
    delay = waiting(Drawn(217))
    assert follow(delay, 0) == STOP
    assert delay.delayed is not None
    assert (delay.delayed.switch, delay.delayed.delay_s) == (START, 217)
    assert delay.due_ms == BEGIN.elapsed_ms + 217_000
    assert follow(delay, 216.999) == STOP
    assert follow(delay, 217) == START
    assert delay.delayed is None
    assert follow(delay, 3_000) == START


def test_without_rules_nothing_is_delayed_and_nothing_drawn() -> None:
    delay = waiting(Drawn(), longest_s=0)
    assert follow(delay, 0, longest_s=0) == START
    assert delay.delayed is None


def test_stops_are_delayed_as_starts_are() -> None:
    delay = waiting(Drawn(0, 300))
    assert follow(delay, 0) == START
    assert follow(delay, 599, NEXT_STOP) == START
    assert follow(delay, 600, NEXT_STOP) == NEXT_STOP


def test_every_second_up_to_the_longest_delay_is_as_likely() -> None:
    random, drawn = Random(5), Counter[int]()
    for _ in range(4_400):
        delay = waiting(random, longest_s=10)
        drawn[0 if delay.delayed is None else delay.delayed.delay_s] += 1
    assert set(drawn) == set(range(11))
    assert all(300 < times < 500 for times in drawn.values())


def test_what_changes_nothing_is_not_delayed() -> None:
    delay = waiting(Drawn(0))
    again = Switch(START.event, START.start + timedelta(days=1))
    assert follow(delay, 86_400, again) == again
    assert delay.delayed is None


def test_another_current_is_a_change() -> None:
    delay = waiting(Drawn(0, 400))
    slower = Switch(msgspec.structs.replace(event(4, ACTIVE, 1), limit_value=10), START.start + timedelta(hours=1))
    assert follow(delay, 3_600, slower) == START
    assert delay.delayed is not None


# -- what ends it --------------------------------------------------------------------------------------------------


def test_the_owner_can_cancel_it() -> None:
    delay = waiting(Drawn(217))
    assert delay.cancel()
    assert not delay.cancel()
    assert follow(delay, 1) == START
    assert delay.delayed is None


def test_a_switch_that_follows_ends_it_so_that_none_is_lost() -> None:
    delay = waiting(Drawn(600, 9))
    assert follow(delay, 299) == STOP
    assert follow(delay, 300, NEXT_STOP) == START
    assert follow(delay, 310, NEXT_STOP) == NEXT_STOP


def test_a_shorter_longest_delay_counts_at_once() -> None:
    delay = waiting(Drawn(500))
    assert follow(delay, 100, longest_s=300) == STOP
    assert delay.delayed is not None
    assert delay.delayed.delay_s == 300
    assert follow(delay, 300, longest_s=300) == START


def test_without_the_rules_it_is_over_and_with_them_again_it_does_not_come_back() -> None:
    delay = waiting(Drawn(500))
    assert follow(delay, 100, longest_s=0) == START
    assert follow(delay, 101) == START


# -- clocks that step, starts, edits -------------------------------------------------------------------------------


def test_a_clock_that_is_put_back_does_not_make_it_longer() -> None:
    delay = waiting(Drawn(400))
    put_back = later(BEGIN, -1_000).utc
    assert delay.follow(START, STOP, LONGEST_S, Moment(BEGIN.elapsed_ms + 399_999, put_back)) == STOP
    assert delay.due_ms == BEGIN.elapsed_ms + 400_000
    assert delay.delayed is not None
    assert delay.delayed.until <= put_back + timedelta(seconds=1)
    assert delay.follow(START, STOP, LONGEST_S, Moment(BEGIN.elapsed_ms + 400_000, put_back)) == START


def test_one_that_is_hurried_has_at_least_a_second() -> None:
    delay = waiting(Drawn(600, 0))
    assert follow(delay, 300, NEXT_STOP) == START
    assert follow(delay, 300.999, NEXT_STOP) == START
    assert follow(delay, 301, NEXT_STOP) == NEXT_STOP


def test_a_clock_that_is_put_back_before_the_switch_ends_it_and_the_switch_comes_again() -> None:
    random = Drawn(400, 100)
    delay = waiting(random)
    assert delay.follow(STOP, STOP, LONGEST_S, Moment(BEGIN.elapsed_ms + 10, BEGIN.utc - timedelta(hours=1))) == STOP
    assert delay.delayed is None
    assert follow(delay, 99) == STOP
    assert follow(delay, 100) == START
    assert random.left == []


def test_a_clock_that_is_put_back_after_it_does_not_undo_the_switch() -> None:
    delay = waiting(Drawn(100))
    assert follow(delay, 100) == START
    assert delay.follow(START, STOP, LONGEST_S, Moment(BEGIN.elapsed_ms + 100_010, BEGIN.utc)) == START


def test_a_clock_that_is_put_forward_beyond_it_ends_it() -> None:
    delay = waiting(Drawn(400))
    ahead = Moment(BEGIN.elapsed_ms + 10, BEGIN.utc + timedelta(seconds=400))
    assert delay.follow(START, STOP, LONGEST_S, ahead) == START


def test_a_start_during_it_draws_anew_from_the_nominal_time() -> None:
    delay = SwitchDelay(Drawn(500))
    assert follow(delay, 499) == STOP
    assert follow(delay, 500) == START
    delay = SwitchDelay(Drawn(300))
    assert follow(delay, 499) == START


def test_a_start_long_after_a_switch_is_not_delayed() -> None:
    assert follow(SwitchDelay(Drawn(600)), 601) == START


def test_an_edit_of_what_is_in_effect_acts_at_once() -> None:
    delay = waiting(Drawn(100))
    follow(delay, 100)
    edited = Switch(msgspec.structs.replace(START.event, limit_value=10), START.start)
    assert follow(delay, 101, edited) == edited
    assert delay.delayed is None


def test_an_edit_of_what_waits_does_not_draw_anew() -> None:
    delay = waiting(Drawn(100))
    edited = Switch(msgspec.structs.replace(START.event, limit_value=10), START.start)
    assert follow(delay, 50, edited) == STOP
    assert follow(delay, 100, edited) == edited


def test_an_event_that_is_deleted_while_it_waits_never_begins() -> None:
    delay = waiting(Drawn(100))
    assert follow(delay, 50, STOP) == STOP
    assert delay.delayed is None


def test_without_a_schedule_nothing_is_remembered() -> None:
    delay = waiting(Drawn(100, 20))
    delay.forget()
    assert delay.delayed is None
    assert follow(delay, 19) == STOP
    assert follow(delay, 20) == START


# -- whatever happens ----------------------------------------------------------------------------------------------

WEEK = [
    Switch(event(number, ACTIVE if number % 2 else DISABLED), HALF_PAST + timedelta(seconds=start_s))
    for number, start_s in enumerate([0, 3_600, 3_900, 3_960, 10_000, 12_000, 12_001, 20_000, 30_000], 1)
]

steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 4_000_000)),
        st.tuples(st.just("set"), st.integers(-3_000, 3_000)),
        st.tuples(st.just("longest"), st.sampled_from([0, 60, 600, 1_800])),
        st.tuples(st.sampled_from(["restart", "cancel"]), st.just(0)),
    ),
    max_size=30,
)


def nominal_at(moment: Moment) -> tuple[Switch, Switch]:
    """What is in force by the calendar, and what was before."""
    known = [Switch(event(9, DISABLED), HALF_PAST - timedelta(days=1)), *WEEK]
    pairs = [(now, before) for before, now in pairwise(known) if now.start <= moment.utc]
    return pairs[-1] if pairs else (known[0], Switch(event(8, ACTIVE), HALF_PAST - timedelta(days=2)))


@given(steps, st.integers())
@settings(max_examples=200)
def test_whatever_happens_nothing_waits_longer_than_it_may(events: list[tuple[str, int]], seed: int) -> None:
    moment, longest_s, random = at(-100), LONGEST_S, Random(seed)
    delay, nominal_since_ms = SwitchDelay(random), {"": 0}
    for what, amount in [*events, ("wait", 1_800_000)]:
        match what:
            case "wait":
                moment = later(moment, amount)
            case "set":
                moment = Moment(moment.elapsed_ms, moment.utc + timedelta(seconds=amount))
            case "longest":
                longest_s = amount
            case "restart":
                delay = SwitchDelay(random)
            case _:
                delay.cancel()
        nominal, before = nominal_at(moment)
        key = f"{nominal.event.id}"
        nominal_since_ms = {key: nominal_since_ms.get(key, moment.elapsed_ms)}
        in_effect = delay.follow(nominal, before, longest_s, moment)
        for_ms = moment.elapsed_ms - nominal_since_ms[key]
        assert in_effect == nominal or delay.delayed is not None
        if for_ms >= longest_s * 1000 or moment.utc >= nominal.start + timedelta(seconds=longest_s):
            assert in_effect == nominal
        if delay.delayed is not None:
            assert delay.delayed.switch == nominal
            assert in_effect.event.state is not nominal.event.state
            assert moment.elapsed_ms < delay.due_ms <= moment.elapsed_ms + longest_s * 1000


@given(st.integers(), st.sampled_from([60, 600, 1_800]), st.integers(1, 700))
@settings(max_examples=60)
def test_as_time_passes_every_switch_takes_effect_once_in_order_and_in_time(
    seed: int, longest_s: int, look_every_s: int
) -> None:
    delay, moment, seen = SwitchDelay(Random(seed)), at(-100), list[tuple[Switch, Moment]]()
    while moment.utc < WEEK[-1].start + timedelta(seconds=2_000):
        nominal, before = nominal_at(moment)
        in_effect = delay.follow(nominal, before, longest_s, moment)
        if not seen or seen[-1][0] != in_effect:
            seen.append((in_effect, moment))
        due_ms = [] if delay.delayed is None else [delay.due_ms - moment.elapsed_ms]
        starts_ms = [(s.start - moment.utc) // timedelta(milliseconds=1) for s in WEEK if s.start > moment.utc]
        moment = later(moment, min(*due_ms, *starts_ms, look_every_s * 1000, 10**9))
    begun = [switch for switch, _ in seen[1:]]
    assert begun == WEEK
    for switch, moment in seen[1:]:
        assert switch.start <= moment.utc <= switch.start + timedelta(seconds=longest_s)
