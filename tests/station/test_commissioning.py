"""What an installation may charge with, and what is said about it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.runtime.commissioning import supplies
from pilotwire.station import commissioning
from pilotwire.station.commissioning import CONDUCTORS, Advice, Answers, CommissioningError, Step, supplies_in
from pilotwire.station.commissioning_warnings import Earthing, Protection, Region

SUPPLIES = supplies()
EUROPE, UK, AMERICA = Region.EUROPE, Region.UNITED_KINGDOM, Region.NORTH_AMERICA


def advise(answers: Answers) -> Advice:
    return commissioning.advise(answers, SUPPLIES)


def test_every_supply_is_offered_somewhere() -> None:
    assert {name for region in Region for name in supplies_in(region)} == SUPPLIES.keys()


@pytest.mark.parametrize(
    ("answers", "current_a", "level"),
    [
        (Answers(region=UK, supply="bs1363"), 10, 2),
        (Answers(region=EUROPE, supply="schuko"), 13, 2),
        (Answers(region=EUROPE, supply="schuko", breaker_a=10), 10, 2),
        (Answers(region=EUROPE, supply="iec60309-32-3ph", breaker_a=32), 32, 2),
        (Answers(region=EUROPE, supply="hardwired-eu-3ph", breaker_a=32, cable_a=20), 20, 2),
        (Answers(region=EUROPE, supply="hardwired-eu-1ph", breaker_a=32, cross_section_mm2=4), 30, 2),
        (Answers(region=EUROPE, supply="hardwired-eu-3ph", breaker_a=32, cross_section_mm2=4), 27, 2),
        (Answers(region=AMERICA, supply="nema-5-15"), 12, 1),
        (Answers(region=AMERICA, supply="nema-14-50", breaker_a=40), 32, 2),
        (Answers(region=AMERICA, supply="hardwired-us", breaker_a=60, conductor_a=50), 40, 2),
        (Answers(region=AMERICA, supply="hardwired-us", breaker_a=200), 80, 2),
    ],
)
def test_the_weakest_part_decides(answers: Answers, current_a: int, level: int) -> None:
    advice = advise(answers)
    assert (advice.current_a, advice.service_level) == (current_a, level)


def test_every_step_has_its_reason_in_words() -> None:
    steps = advise(Answers(region=AMERICA, supply="nema-14-50", breaker_a=40, cable_a=32)).steps
    assert [step.step for step in steps] == [Step.SUPPLY, Step.BREAKER, Step.CABLE]
    assert steps[1].words == "Continuous load: 80 % of the breaker's 40 A is 32 A."
    socket = advise(Answers(region=UK, supply="bs1363")).steps[0]
    assert socket.words == "British 13 A socket: it is not made for hours at its rating; for hours it gives 10 A."


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        (Answers(region=EUROPE, supply="bs1363"), "supply"),
        (Answers(region=EUROPE, supply="hardwired-eu-1ph"), "breaker_a"),
        (Answers(region=EUROPE, supply="hardwired-eu-1ph", breaker_a=5), "breaker_a"),
        (Answers(region=AMERICA, supply="hardwired-us", breaker_a=7), "breaker_a"),
        (Answers(region=EUROPE, supply="schuko", conductor_a=4), "conductor_a"),
        (Answers(region=EUROPE, supply="schuko", cross_section_mm2=3), "cross_section_mm2"),
        (Answers(region=EUROPE, supply="schuko", cross_section_mm2=4, conductor_a=20), "cross_section_mm2"),
        (Answers(region=AMERICA, supply="nema-6-20", cross_section_mm2=4), "cross_section_mm2"),
        (Answers(region=EUROPE, supply="schuko", cable_a=5), "cable_a"),
    ],
)
def test_answers_that_cannot_be_right_are_refused_by_name(answers: Answers, field: str) -> None:
    with pytest.raises(CommissioningError) as refused:
        advise(answers)
    assert refused.value.field == field
    assert refused.value.reason.endswith(".")


def keys(answers: Answers) -> list[str]:
    return [warned.key for warned in advise(answers).warnings]


def test_what_to_look_at_depends_on_the_installation() -> None:
    hardwired = Answers(
        region=UK, supply="hardwired-uk-1ph", breaker_a=32, protection=Protection.TYPE_B, earthing=Earthing.TT
    )
    assert keys(hardwired) == []
    assert keys(Answers(region=UK, supply="bs1363", protection=Protection.TYPE_A, earthing=Earthing.TN_C_S)) == [
        "residual-current",
        "pen-fault",
        "no-extension",
        "socket-heat",
    ]
    assert keys(Answers(region=AMERICA, supply="nema-14-50")) == ["gfci-receptacle", "no-extension"]
    wrong = msgspec.structs.replace(hardwired, cross_section_mm2=2.5)
    assert keys(wrong) == ["breaker-above-conductor"]


@given(st.data())
def test_advice_is_what_a_pilot_can_offer_and_never_above_any_part(data: st.DataObject) -> None:
    region = data.draw(st.sampled_from(Region))
    ratings = st.none() | st.integers(1, 400)
    answers = Answers(
        region=region,
        supply=data.draw(st.sampled_from(supplies_in(region))),
        breaker_a=data.draw(ratings),
        conductor_a=data.draw(ratings),
        cross_section_mm2=data.draw(st.none() | st.sampled_from(sorted(CONDUCTORS))),
        cable_a=data.draw(ratings),
    )
    try:
        advice = advise(answers)
    except CommissioningError:
        return
    ratings_a = [rating for rating in (answers.breaker_a, answers.conductor_a, answers.cable_a) if rating is not None]
    assert 6 <= advice.current_a <= min([80, *ratings_a])
    assert advice.current_a == min(step.current_a for step in advice.steps)
