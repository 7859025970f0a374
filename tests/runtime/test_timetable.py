from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.runtime.plan_file import parse_plan
from pilotwire.runtime.timetable import DAY_MS, Action, Kind, span_of, timetable

HOUR_MS = 3_600_000
CAR = """
[[car]]
model = "vw-id3-pro"
jitter_minutes = 0
weekday = { plug_in = "18:00", departure = "07:30" }
weekend = { plug_in = "20:00", departure = "10:00" }
"""


def of(actions: list[Action], kind: Kind) -> list[float]:
    return [action.at_ms / HOUR_MS for action in actions if action.kind is kind]


def test_weekends_have_times_of_their_own() -> None:
    # 2026-01-09 is a Friday.
    actions = timetable(parse_plan("[station]\nstart = 2026-01-09\ndays = 4\n" + CAR, "p"))
    assert of(actions, Kind.COMES_HOME) == [18, 24 + 20, 48 + 20, 72 + 18]
    assert of(actions, Kind.LEAVES) == [24 + 10, 48 + 10, 72 + 7.5]


def test_a_car_that_works_nights_leaves_on_the_same_day() -> None:
    car = CAR.replace("18:00", "08:00").replace("07:30", "21:00")
    actions = timetable(parse_plan("[station]\nstart = 2026-01-05\ndays = 2\n" + car, "p"))
    assert of(actions, Kind.COMES_HOME) == [8, 32]
    assert of(actions, Kind.LEAVES) == [21, 45]


def test_the_first_drive_is_before_the_plan() -> None:
    actions = timetable(parse_plan("[station]\ndays = 3\n" + CAR, "p"))
    distances = [action.distance_km for action in actions if action.kind is Kind.COMES_HOME]
    assert distances[0] == 0
    assert all(distances[1:])


def test_a_plan_that_starts_at_noon_ends_at_noon() -> None:
    plan = parse_plan(
        "[station]\nstart = 2026-01-05T12:00:00\ndays = 1\n[[command]]\ndaily = '11:00'\nsend = '$GS'\n", "p"
    )
    assert span_of(plan) == (12 * HOUR_MS, 12 * HOUR_MS + DAY_MS)
    assert of(timetable(plan), Kind.COMMAND) == [35]


def test_faults_end_after_their_duration() -> None:
    actions = timetable(parse_plan("[[fault]]\nname = 'earth_lost'\nday = 2\nat = '10:00'\nminutes = 90\n", "p"))
    assert [(a.kind, a.at_ms / HOUR_MS) for a in actions] == [(Kind.FAULT_ON, 34), (Kind.FAULT_OFF, 35.5)]


def test_random_faults_come_as_often_as_asked() -> None:
    plan = parse_plan("[station]\ndays = 3000\n[[power_cut]]\nper_month = 2\n", "p")
    assert 160 <= len(of(timetable(plan), Kind.CUT_BEGINS)) <= 240


def test_another_fault_does_not_reshuffle_the_cars() -> None:
    base = "[station]\ndays = 20\n" + CAR.replace("jitter_minutes = 0", "jitter_minutes = 30")
    with_fault = base + "[[fault]]\nname = 'earth_lost'\nper_month = 9\n"
    cars = [Kind.COMES_HOME, Kind.LEAVES]
    before = [action for action in timetable(parse_plan(base, "p")) if action.kind in cars]
    assert before == [action for action in timetable(parse_plan(with_fault, "p")) if action.kind in cars]


@given(
    seed=st.integers(0, 1_000),
    plug_in=st.integers(0, 1_439),
    departure=st.integers(0, 1_439),
    jitter=st.integers(0, 240),
)
def test_a_car_comes_and_goes_in_turn(seed: int, plug_in: int, departure: int, jitter: int) -> None:
    home, away = (f'"{minute // 60:02d}:{minute % 60:02d}"' for minute in (plug_in, departure))
    car = f'[[car]]\nmodel = "vw-id3-pro"\njitter_minutes = {jitter}\n'
    times = f"weekday = {{ plug_in = {home}, departure = {away} }}\n"
    actions = timetable(parse_plan(f"[station]\ndays = 6\nseed = {seed}\n{car}{times}", "p"))
    assert actions == sorted(actions)
    kinds = [action.kind for action in actions]
    assert all(first is not second for first, second in pairwise(kinds))
    assert not kinds or kinds[0] is Kind.COMES_HOME
