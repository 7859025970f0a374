"""Reading a house from a plan file: ``[house]``, ``[roof]``, ``[battery]`` and what ``[tariff]`` has for a house.

The keys of a house are here, those of its strategies in ``strategy_file``; how single values are checked is in
``plan_table``.
"""

from __future__ import annotations

from pathlib import Path

from pilotwire.plant.home import Clouds, LoadProfile, LoadProfileError, Place, Roof, StorageModel
from pilotwire.runtime.plan_table import Table

from .plan import HomeBattery, ModelledRoof, Recorded
from .recording import CARBON, PRICE, WATTS, Column, RecordingError, read_recording

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SOUTHERN_ENGLAND = (0.76, 0.72, 0.66, 0.57, 0.56, 0.57, 0.55, 0.54, 0.59, 0.65, 0.73, 0.79)
"""Cloudiness by month: one minus sunshine hours (about 1,670 a year near London) through hours of daylight."""
_FULL_WEEK = tuple(range(7))


def read_load(table: Table, folder: Path | None, *, seed: int, southern: bool) -> LoadProfile | Recorded:
    """Read ``[house]``."""
    if "file" in table:
        (recorded,) = _recorded(table, folder, (WATTS,))
        table.finish()
        return recorded
    yearly_kwh = table.number("yearly_kwh", 0, 1_000_000, 3_500, unit="kWh")
    base_w = table.number("base_w", 0, 100_000, round(yearly_kwh / 8.76 * 0.3), unit="W")
    table.known("file")
    table.finish()
    try:
        return LoadProfile(yearly_wh=yearly_kwh * 1_000, base_w=base_w, seed=f"{seed}/load", southern=southern)
    except LoadProfileError as error:
        raise table.error("base_w", f"is too much for yearly_kwh: {error}") from error


def read_sun(table: Table, folder: Path | None, *, seed: int) -> ModelledRoof | Recorded:
    """Read ``[roof]``."""
    if "file" in table:
        (recorded,) = _recorded(table, folder, (WATTS,))
        table.finish()
        return recorded
    longitude_deg = table.number("longitude", -180, 180, 0, unit="degrees east")
    peak_kw = table.number("peak_kw", 0, 1_000, unit="kW")
    roof = Roof(
        place=Place(table.number("latitude", -90, 90, unit="degrees north"), longitude_deg),
        peak_w=peak_kw * 1_000,
        tilt_deg=table.number("tilt", 0, 90, 35, unit="degrees"),
        azimuth_deg=table.number("azimuth", 0, 360, 180, unit="degrees from north by east"),
        losses=table.number("losses_percent", 0, 99, 14) / 100,
        inverter_w=table.number("inverter_kw", 0, 1_000, unit="kW") * 1_000 if "inverter_kw" in table else None,
    )
    clouds = Clouds(tuple(table.numbers("cloudiness", 12, 0, 1, SOUTHERN_ENGLAND)), f"{seed}/sky")
    utc_offset_h = table.number("utc_offset_hours", -12, 14, round(longitude_deg / 15), unit="hours")
    table.known("inverter_kw", "file")
    table.finish()
    return ModelledRoof(roof, clouds, utc_offset_h)


def read_battery(table: Table) -> HomeBattery:
    """Read ``[battery]``."""
    charge_kw = table.number("charge_kw", 0, 1_000, 3, unit="kW")
    model = StorageModel(
        capacity_wh=table.number("capacity_kwh", 0.1, 10_000, unit="kWh") * 1_000,
        charge_w=charge_kw * 1_000,
        discharge_w=table.number("discharge_kw", 0, 1_000, charge_kw, unit="kW") * 1_000,
        efficiency=table.number("efficiency_percent", 1, 100, 90) / 100,
        reserve=table.number("reserve_percent", 0, 100, 10) / 100,
        feeds_car=table.switch("feeds_car", default=True),
    )
    battery = HomeBattery(model, table.number("soc_percent", 0, 100, 50) / 100)
    table.finish()
    return battery


def read_prices(table: Table, folder: Path | None) -> tuple[Recorded, Recorded | None] | None:
    """Read the recorded prices of ``[tariff]``, and the carbon intensity if it is there too."""
    if "file" not in table:
        return None
    price, *carbon = _recorded(table, folder, (PRICE, CARBON))
    return price, carbon[0] if carbon else None


def weekdays(table: Table, key: str) -> tuple[int, ...]:
    """Days of the week by their names, Monday is 0; all of them when there are none."""
    if key not in table:
        table.known(key)
        return _FULL_WEEK
    return tuple(sorted({DAYS.index(name) for name in table.choices(key, DAYS, DAYS)}))


def _recorded(table: Table, folder: Path | None, columns: tuple[Column, ...]) -> tuple[Recorded, ...]:
    name = table.text("file")
    if folder is None:
        raise table.error("file", "cannot be used here: this plan is not in a folder")
    try:
        return read_recording(folder / name, columns)
    except RecordingError as error:
        raise table.error("file", f"cannot be used: {error}") from error
