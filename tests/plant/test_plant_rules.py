"""Rules that hold for the plant whatever happens to it: closed form, conservation, limits, truthful deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simple_station import DAY_MS, HOUR_MS, IDLE, SimpleStation, closed, pwm

from pilotwire.controller.board import PILOT_HIGH, PILOT_LOW, Outputs
from pilotwire.plant import (
    CATALOGUE,
    FAULTS,
    INSTALLATIONS,
    Ambient,
    Cable,
    CarState,
    Enclosure,
    Fault,
    Plant,
    PlantStatus,
    Sensor,
)

if TYPE_CHECKING:
    from collections.abc import Callable

CARS = sorted(CATALOGUE)
DRIVEN = [
    IDLE,
    Outputs(pilot=PILOT_LOW),
    Outputs(pilot=pwm(6)),
    Outputs(pilot=pwm(16)),
    closed(6),
    closed(10),
    closed(16),
    closed(32),
    Outputs(pilot=PILOT_HIGH, relay_1=True, relay_2=True),
    Outputs(pilot=pwm(16), relay_1=True),
    Outputs(pilot=pwm(16), gfci_test=True),
]


@dataclass(frozen=True)
class Step:
    """Some time passes, then something is done."""

    elapsed_ms: int
    name: str
    action: Callable[[Plant, int], object]


def _toggle_plug(plant: Plant, now_ms: int) -> None:
    if plant.status.plugged:
        plant.unplug(now_ms)
    else:
        plant.plug_in(now_ms)


def _switch(fault: Fault, *, active: bool) -> Callable[[Plant, int], object]:
    return lambda plant, now_ms: plant.set_fault(now_ms, fault, active=active)


def _wish(*, wanted: bool) -> Callable[[Plant, int], object]:
    return lambda plant, now_ms: plant.request_charge(now_ms, wanted=wanted)


ACTIONS: dict[str, Callable[[Plant, int], object]] = {
    "plug": _toggle_plug,
    "wanted": _wish(wanted=True),
    "unwanted": _wish(wanted=False),
    "preheat": lambda plant, now_ms: plant.preheat(now_ms, wanted=True),
    "departure": lambda plant, now_ms: plant.set_departure(now_ms, now_ms + HOUR_MS),
    "limit": lambda plant, now_ms: plant.set_charge_limit(now_ms, 90),
    "button": lambda plant, now_ms: plant.press_button(now_ms),
    "ambient": lambda plant, now_ms: plant.set_ambient(now_ms, Ambient(mean_c=12, swing_c=5)),
    "supply": lambda plant, now_ms: plant.set_supply(now_ms, INSTALLATIONS["eu-3"]),
}
ELAPSED = st.one_of(st.integers(0, 100), st.integers(0, 20_000), st.integers(0, 8 * HOUR_MS))


def _drive(index: int) -> Callable[[Plant, int], object]:
    return lambda plant, now_ms: plant.advance(now_ms, DRIVEN[index])


def steps(*, faults: bool) -> st.SearchStrategy[list[Step]]:
    drives = st.integers(0, len(DRIVEN) - 1).map(lambda index: (f"drive {index}", _drive(index)))
    actions = st.sampled_from(sorted(ACTIONS)).map(lambda name: (name, ACTIONS[name]))
    choices = [drives, drives, actions, st.just(("plug", _toggle_plug))]
    if faults:
        choices.append(
            st.tuples(st.sampled_from(list(Fault)), st.booleans()).map(
                lambda chosen: (f"{chosen[0].value} {chosen[1]}", _switch(chosen[0], active=chosen[1]))
            )
        )
    step = st.tuples(ELAPSED, st.one_of(choices)).map(lambda drawn: Step(drawn[0], *drawn[1]))
    return st.lists(step, max_size=30)


def plant_for(car: str, supply: str, seed: int = 0, soc_percent: float = 40) -> Plant:
    enclosure = Enclosure(ambient=Ambient(mean_c=18, swing_c=4), mcp9808=Sensor(step_dc=5))
    return Plant(CATALOGUE[car], Cable(), INSTALLATIONS[supply], enclosure, seed, soc_percent=soc_percent)


def play(plant: Plant, course: list[Step], between: Callable[[Plant, int, int, Outputs], None]) -> PlantStatus:
    """Carry out the steps and let a day pass; ``between`` is called over every stretch of time."""
    now_ms, driven = 0, Outputs()
    for step in course:
        between(plant, now_ms, now_ms + step.elapsed_ms, driven)
        now_ms += step.elapsed_ms
        plant.advance(now_ms, driven)
        step.action(plant, now_ms)
        if step.name.startswith("drive"):
            driven = DRIVEN[int(step.name.split()[1])]
    between(plant, now_ms, now_ms + DAY_MS, driven)
    plant.advance(now_ms + DAY_MS, driven)
    return plant.status


def jump(plant: Plant, start_ms: int, end_ms: int, driven: Outputs) -> None:
    """Pass over the stretch without a call."""


@settings(max_examples=150)
@given(
    st.sampled_from(CARS),
    st.sampled_from(sorted(INSTALLATIONS)),
    steps(faults=True),
    st.lists(st.floats(0, 1), min_size=1, max_size=6),
)
def test_many_small_steps_give_exactly_what_one_gives(
    car: str, supply: str, course: list[Step], cuts: list[float]
) -> None:
    def creep(plant: Plant, start_ms: int, end_ms: int, driven: Outputs) -> None:
        for cut in sorted(cuts):
            copy = Outputs(driven.pilot, driven.relay_1, driven.relay_2, driven.gfci_test, driven.lock)
            plant.advance(start_ms + int(cut * (end_ms - start_ms)), copy)

    one, many = plant_for(car, supply), plant_for(car, supply)
    assert play(one, course, jump) == play(many, course, creep)
    assert one.inputs == many.inputs
    assert one.next_deadline == many.next_deadline


@settings(max_examples=100)
@given(st.sampled_from(CARS), st.sampled_from(sorted(INSTALLATIONS)), steps(faults=True))
def test_deadlines_lie_ahead_and_nothing_is_seen_to_change_before_them(
    car: str, supply: str, course: list[Step]
) -> None:
    def from_event_to_event(plant: Plant, start_ms: int, end_ms: int, driven: Outputs) -> None:
        now_ms = start_ms
        while (deadline := plant.next_deadline) is not None and deadline <= end_ms:
            assert deadline > now_ms
            before = plant.inputs
            plant.advance(deadline - 1, driven)
            assert plant.inputs is before
            plant.advance(deadline, driven)
            now_ms = deadline
        before = plant.inputs
        plant.advance(end_ms, driven)
        assert plant.inputs is before

    play(plant_for(car, supply), course, from_event_to_event)


@settings(max_examples=100)
@given(st.sampled_from(CARS), st.sampled_from(sorted(INSTALLATIONS)), st.integers(0, 99), steps(faults=True))
def test_equal_seeds_give_equal_runs(car: str, supply: str, seed: int, course: list[Step]) -> None:
    assert play(plant_for(car, supply, seed), course, jump) == play(plant_for(car, supply, seed), course, jump)


@settings(max_examples=150)
@given(st.sampled_from(CARS), st.sampled_from(sorted(INSTALLATIONS)), st.floats(0, 100), steps(faults=True))
def test_energy_is_conserved_and_ends_in_the_battery(
    car: str, supply: str, soc_percent: float, course: list[Step]
) -> None:
    plant = plant_for(car, supply, soc_percent=soc_percent)
    status = play(plant, course, jump)
    spent = status.energies
    assert 0 <= status.soc_percent <= 100
    parts = (spent.cable_wh, spent.preheat_wh, spent.battery_wh, spent.charger_wh)
    assert min(parts) >= -1e-6
    assert sum(parts) == pytest.approx(spent.grid_wh, abs=1e-6)
    gained_wh = (status.soc_percent - soc_percent) / 100 * CATALOGUE[car].battery.capacity_wh
    assert gained_wh == pytest.approx(spent.battery_wh, abs=0.01)


@settings(max_examples=100)
@given(st.sampled_from(CARS), st.sampled_from(sorted(INSTALLATIONS)), steps(faults=True))
def test_no_current_flows_through_an_open_contactor(car: str, supply: str, course: list[Step]) -> None:
    def look(plant: Plant, start_ms: int, end_ms: int, driven: Outputs) -> None:
        status = plant.status
        if not status.contactor_closed or not status.plugged:
            assert status.current_a == (0, 0, 0)
            assert plant.inputs.current_ma == (0, 0, 0)
        if status.car_state is not CarState.CHARGING:
            assert status.grid_w == 0
        if not driven.contactor_closed and not status.contactor_welded:
            assert not status.contactor_closed

    play(plant_for(car, supply), course, look)


@settings(max_examples=100)
@given(
    st.sampled_from(CARS),
    st.sampled_from(sorted(INSTALLATIONS)),
    st.lists(st.tuples(st.integers(1, 30_000), st.sampled_from([0.0, 6.0, 8.0, 10.0, 13.0, 16.0, 32.0])), max_size=30),
)
def test_a_healthy_car_draws_no_more_than_it_was_offered_within_its_reaction_and_stop_times(
    car: str, supply: str, offers: list[tuple[int, float]]
) -> None:
    behaviour = CATALOGUE[car].behaviour
    patience_ms = behaviour.reaction_ms + behaviour.stop_ms
    plant = plant_for(car, supply)
    station = SimpleStation(plant, 16)
    history = [(0, 16.0)]

    def check() -> None:
        since = station.now_ms - patience_ms
        recent = [amps for at, amps in history if at >= since]
        before = [amps for at, amps in history if at < since][-1:]
        assert max(plant.status.current_a) <= max(recent + before) + 1e-6

    station.watch = check
    plant.plug_in(0)
    now_ms = 60_000
    station.run(now_ms)
    for elapsed_ms, amps in offers:
        station.offer(amps)
        history.append((now_ms, amps))
        now_ms += elapsed_ms
        station.run(now_ms)


@settings(max_examples=60)
@given(st.sampled_from(CARS), st.sampled_from(["eu-1", "eu-3", "us-l2"]), st.floats(0, 100))
def test_every_car_charges_to_its_limit_and_no_further(car: str, supply: str, soc_percent: float) -> None:
    model = CATALOGUE[car]
    plant = plant_for(car, supply, soc_percent=soc_percent)
    station = SimpleStation(plant, 16 if not model.needs_ventilation else 13)
    plant.plug_in(0)
    station.run(3 * DAY_MS)
    assert plant.status.car_state is CarState.FULL
    assert plant.soc_percent == pytest.approx(max(soc_percent, model.charge_limit_percent), abs=0.01)
    assert station.events < 400


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_can_be_switched_on_and_off_without_a_trace(fault: Fault) -> None:
    plant = plant_for("kia-e-niro-64", "eu-3")
    plant.advance(0, IDLE)
    before = plant.inputs
    plant.set_fault(1_000, fault, FAULTS[fault].usual)
    assert plant.status.faults == {fault.value: FAULTS[fault].usual}
    plant.set_fault(1_000, fault, active=False)
    assert plant.inputs == before
    assert plant.status.faults == {}
