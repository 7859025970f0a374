from __future__ import annotations

from datetime import UTC, date, timedelta
from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from sources_around import MONDAY, later, moment_at

from pilotwire.station.hold_budget import Held, HoldBudget
from pilotwire.station.moment import Moment
from pilotwire.station.records import Standing
from pilotwire.station.zone import zone_of

HOUR_MS = 3_600_000
LONDON = zone_of("Europe/London")


def after(budget: HoldBudget, moment: Moment, hours: float) -> Moment:
    then = later(moment, round(hours * HOUR_MS))
    budget.advance(then, UTC)
    return then


def begun(kept: Held | None = None, *, trusted: bool = True) -> tuple[HoldBudget, Moment]:
    budget, moment = HoldBudget(kept), moment_at(MONDAY, trusted=trusted)
    budget.advance(moment, UTC)
    return budget, moment


def test_what_flows_is_counted() -> None:
    budget, moment = begun()
    budget.draw(1440)
    moment = after(budget, moment, 0.25)
    assert budget.used_wh == 360
    assert budget.left_wh(1000) == 640
    assert budget.lasts_ms(1000) == 1_600_000
    budget.draw(0)
    after(budget, moment, 1)
    assert budget.used_wh == 360
    assert budget.lasts_ms(1000) is None


def test_the_calendar_is_that_of_the_zone() -> None:
    budget = HoldBudget()
    evening = moment_at(MONDAY.replace(hour=22, minute=0))
    budget.advance(evening, LONDON)
    budget.draw(1000)
    budget.advance(later(evening, HOUR_MS // 2), LONDON)
    assert budget.used_wh == 500
    budget.advance(later(evening, HOUR_MS + 2_000), LONDON)
    assert budget.used_wh == 0


def test_without_a_trusted_clock_a_day_is_24_hours() -> None:
    budget, moment = begun(trusted=False)
    budget.draw(10)
    moment = after(budget, moment, 23.9)
    assert budget.used_wh == 239
    moment = after(budget, moment, 0.1)
    assert budget.used_wh == 0
    after(budget, moment, 23.9)
    assert budget.used_wh == 239


def test_when_the_clock_becomes_known_nothing_is_forgotten() -> None:
    budget, moment = begun(trusted=False)
    budget.draw(100)
    moment = after(budget, moment, 1)
    known = Moment(moment.elapsed_ms, moment.utc + timedelta(days=9000), trusted=True)
    budget.advance(known, UTC)
    assert budget.used_wh == 100


def test_a_clock_that_was_years_ahead_does_not_keep_a_budget_for_years() -> None:
    budget = HoldBudget()
    budget.advance(moment_at(MONDAY + timedelta(days=4000)), UTC)
    budget.draw(100)
    moment = moment_at(MONDAY, elapsed_ms=HOUR_MS)
    budget.advance(moment, UTC)
    budget.draw(100)
    moment = after(budget, moment, 21)
    assert budget.used_wh <= 2100
    after(budget, moment, 24)
    assert budget.used_wh <= 2400


def test_what_was_used_survives_a_restart_rounded_up() -> None:
    budget, moment = begun()
    assert budget.kept is None
    budget.draw(1440)
    after(budget, moment, 0.25)
    assert budget.kept == Held(400, date(2026, 7, 6))
    again, _ = begun(budget.kept)
    assert again.used_wh == 400
    assert again.left_wh(300) == 0


def test_a_restart_on_the_next_day_begins_anew() -> None:
    budget = HoldBudget(Held(400, date(2026, 7, 5)))
    budget.advance(moment_at(MONDAY, trusted=False), UTC)
    assert budget.used_wh == 400
    budget.advance(moment_at(MONDAY), UTC)
    assert budget.used_wh == 0


def test_it_is_kept_as_json() -> None:
    standing = Standing(held=Held(400, date(2026, 7, 5)))
    assert msgspec.json.decode(msgspec.json.encode(standing), type=Standing) == standing
    assert msgspec.json.decode(b"{}", type=Standing).held is None


@given(
    st.lists(
        st.tuples(st.floats(0, 5), st.integers(-500, 500), st.booleans(), st.floats(0, 50_000)),
        max_size=60,
    )
)
def test_whatever_the_clock_does_20_hours_bring_two_budgets_at_most(
    story: list[tuple[float, int, bool, float]],
) -> None:
    budget, now_ms, renewals_ms = HoldBudget(), 0, list[int]()
    for hours, days, trusted, power_w in story:
        before_wh = budget.used_wh
        budget.advance(Moment(now_ms, MONDAY + timedelta(days=days), trusted), UTC)
        if budget.used_wh < before_wh:
            renewals_ms.append(now_ms)
        assert budget.used_wh >= 0
        budget.draw(power_w)
        now_ms += round(hours * HOUR_MS)
    apart = [after - before for before, after in pairwise(renewals_ms)]
    assert all(ms >= 20 * HOUR_MS for ms in apart)
