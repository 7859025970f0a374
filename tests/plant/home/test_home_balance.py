"""The house's books: whatever happens, what comes in is what goes out."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.plant.home import House, HouseEnergies, Storage, StorageModel

POWERS_W = st.floats(0, 30_000)
MODELS = st.builds(
    StorageModel,
    capacity_wh=st.floats(100, 50_000),
    charge_w=st.floats(0, 20_000),
    discharge_w=st.floats(0, 20_000),
    efficiency=st.floats(0.3, 1),
    reserve=st.floats(0, 1),
    feeds_car=st.booleans(),
)
STEPS = st.lists(st.tuples(POWERS_W, POWERS_W, POWERS_W, st.floats(0.001, 2)), min_size=1, max_size=40)


def unexplained_wh(books: HouseEnergies, stored_wh: float) -> tuple[float, float, float]:
    came = books.sun_wh + books.import_wh + books.discharged_wh
    went = books.load_wh + books.car_wh + books.export_wh + books.charged_wh
    battery = books.charged_wh - books.discharged_wh - books.battery_loss_wh - stored_wh
    car = books.car_wh - books.car_from_sun_wh - books.car_from_battery_wh - books.car_from_grid_wh
    return came - went, battery, car


@given(model=st.none() | MODELS, soc=st.floats(0, 1), steps=STEPS)
def test_energy_balances_in_every_step_and_in_sum(
    model: StorageModel | None, soc: float, steps: list[tuple[float, float, float, float]]
) -> None:
    storage = None if model is None else Storage(model, soc)
    house = House(storage)
    first_wh = 0.0 if storage is None else storage.energy_wh
    for sun_w, load_w, car_w, hours in steps:
        before = msgspec.structs.replace(house.energies)
        imported_wh = house.run(sun_w, load_w, car_w, hours)
        after = house.energies
        assert unexplained_wh(after, 0.0 if storage is None else storage.energy_wh - first_wh) == pytest.approx(
            (0, 0, 0), abs=0.01
        )
        step_wh = after.import_wh - before.import_wh - (after.export_wh - before.export_wh)
        assert step_wh == pytest.approx(imported_wh, abs=0.01)
        names = HouseEnergies.__struct_fields__
        assert all(getattr(after, name) >= getattr(before, name) - 1e-6 for name in names), "books only grow"


@given(model=MODELS, soc=st.floats(0, 1), steps=STEPS)
def test_a_battery_keeps_within_its_capacity_its_reserve_and_its_powers(
    model: StorageModel, soc: float, steps: list[tuple[float, float, float, float]]
) -> None:
    storage = Storage(model, soc)
    house = House(storage)
    for sun_w, load_w, car_w, hours in steps:
        before_wh, before = storage.energy_wh, msgspec.structs.replace(house.energies)
        house.run(sun_w, load_w, car_w, hours)
        assert storage.energy_wh <= model.capacity_wh + 1e-6
        assert storage.energy_wh >= min(before_wh, model.capacity_wh * model.reserve) - 1e-6
        charged_wh = house.energies.charged_wh - before.charged_wh
        discharged_wh = house.energies.discharged_wh - before.discharged_wh
        assert charged_wh <= model.charge_w * hours + 1e-6
        assert discharged_wh <= model.discharge_w * hours + 1e-6
        assert charged_wh <= max(0.0, sun_w - load_w - car_w) * hours + 1e-6, "never from the grid"
        if not model.feeds_car:
            assert discharged_wh <= max(0.0, load_w - sun_w) * hours + 1e-6, "never into the car"


@given(model=st.none() | MODELS, soc=st.floats(0, 1), sun_w=POWERS_W, load_w=POWERS_W, car_w=POWERS_W)
def test_the_meters_show_what_is_booked_while_the_battery_is_neither_full_nor_empty(
    model: StorageModel | None, soc: float, sun_w: float, load_w: float, car_w: float
) -> None:
    house = House(None if model is None else Storage(model, soc))
    shown = house.power(sun_w, load_w, car_w)
    assert shown.sun_w + shown.grid_w == pytest.approx(shown.load_w + shown.car_w + shown.battery_w, abs=1e-6)
    before_wh = 0.0 if house.storage is None else house.storage.energy_wh
    booked_wh = house.run(sun_w, load_w, car_w, 1e-9)
    if model is None or model.capacity_wh * model.reserve + 0.1 < before_wh < model.capacity_wh - 0.1:
        assert booked_wh * 1e9 == pytest.approx(shown.grid_w, abs=0.1)


def test_a_round_trip_loses_what_the_efficiency_says() -> None:
    model = StorageModel(capacity_wh=10_000, charge_w=5_000, discharge_w=5_000, efficiency=0.81, reserve=0)
    house = House(Storage(model, 0))
    house.run(5_000, 0, 0, 1)
    assert house.storage is not None
    assert house.storage.soc_percent == pytest.approx(45)
    house.run(0, 4_050, 0, 1)
    assert house.energies.import_wh == pytest.approx(0, abs=1e-6)
    assert house.storage.energy_wh == pytest.approx(0, abs=1e-6)
    assert house.energies.battery_loss_wh == pytest.approx(950)


def test_the_sun_goes_to_the_house_first_then_to_the_car_then_into_the_battery() -> None:
    house = House(Storage(StorageModel(capacity_wh=9_000, charge_w=9_000, discharge_w=9_000, efficiency=1), 0.5))
    house.run(sun_w=4_000, load_w=1_000, car_w=2_000, hours=1)
    books = house.energies
    assert (books.car_from_sun_wh, books.charged_wh, books.import_wh) == (2_000, 1_000, 0)
    house.run(sun_w=0, load_w=1_000, car_w=2_000, hours=1)
    assert (books.car_from_battery_wh, books.discharged_wh) == (2_000, 3_000)


def test_a_battery_that_does_not_feed_the_car_leaves_it_to_the_grid() -> None:
    model = StorageModel(capacity_wh=9_000, charge_w=9_000, discharge_w=9_000, efficiency=1, feeds_car=False)
    house = House(Storage(model, 0.9))
    house.run(sun_w=0, load_w=1_000, car_w=2_000, hours=1)
    books = house.energies
    assert (books.discharged_wh, books.car_from_battery_wh, books.car_from_grid_wh) == (1_000, 0, 2_000)


@given(sun_w=st.lists(POWERS_W, min_size=2, max_size=20), model=MODELS)
def test_more_sun_never_means_more_import(sun_w: list[float], model: StorageModel) -> None:
    houses = [House(Storage(model, 0.5)) for _ in range(3)]
    for power_w in sun_w:
        for house, factor in zip(houses, (1.0, 1.3, 2.0), strict=True):
            house.run(power_w * factor, 3_000, 0, 0.25)
    imports_wh = [house.energies.import_wh for house in houses]
    assert all(more <= less + 1e-6 for less, more in pairwise(imports_wh))
