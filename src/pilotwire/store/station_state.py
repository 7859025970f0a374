"""What a start brings back: settings, and the values that are replaced as a whole. Writing and reading them.

What cannot be read any more costs itself only: the rest is loaded, and the caller is told in a sentence.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Generic, TypeVar

import msgspec

from pilotwire.station.commissioning import Commissioned
from pilotwire.station.energy import Registers
from pilotwire.station.price_list import PriceList
from pilotwire.station.records import Kept, RegistersRecord, Scalar, ScheduleRecord, SettingsRecord, Standing
from pilotwire.station.schedule_values import ScheduleEvent
from pilotwire.station.sessions import Session
from pilotwire.station.sun_forecast import NO_FORECAST, SunForecast

from . import energy_days
from .errors import RegistersWentBackError
from .rows import encode, session_of

T = TypeVar("T")


class Document(Generic[T]):
    """A value that is stored as JSON under a name, and replaced as a whole."""

    def __init__(self, name: str, kind: type[T], default: T) -> None:
        self.name = name
        self.decoder = msgspec.json.Decoder(kind)
        self.default = default


REGISTERS = Document("registers", Registers, Registers())
SCHEDULE = Document[tuple[ScheduleEvent, ...]]("schedule", tuple[ScheduleEvent, ...], ())
STANDING = Document("standing", Standing, Standing())
PRICES = Document[PriceList | None]("prices", PriceList | None, None)  # type: ignore[arg-type]
SUN_FORECAST = Document("sun_forecast", SunForecast, NO_FORECAST)
COMMISSIONED = Document[Commissioned | None]("commissioning", Commissioned | None, None)  # type: ignore[arg-type]
_SETTING: msgspec.json.Decoder[Scalar] = msgspec.json.Decoder(Scalar)


def put_settings(connection: sqlite3.Connection, record: SettingsRecord) -> None:
    """Replace one area of settings; a setting that stays as it is costs no write."""
    area = (int(record.factory),)
    before = dict(connection.execute("SELECT name, value FROM settings WHERE factory = ?", area).fetchall())
    after = {name: encode(value, _SETTING) for name, value in record.values.items()}
    gone = [(*area, name) for name in before.keys() - after.keys()]
    changed = [(*area, name, value) for name, value in after.items() if before.get(name) != value]
    connection.executemany("DELETE FROM settings WHERE factory = ? AND name = ?", gone)
    connection.executemany("INSERT OR REPLACE INTO settings (factory, name, value) VALUES (?, ?, ?)", changed)


def put_registers(connection: sqlite3.Connection, record: RegistersRecord) -> None:
    """Replace the registers, and count what they grew by.

    Raises:
        RegistersWentBackError: total or closures are lower than they were, and nobody reset them.

    """
    before, after = _document(connection, REGISTERS, []), record.registers
    forward = after.total_kwh >= before.total_kwh and after.switches >= before.switches
    if not record.reset and not forward:
        raise RegistersWentBackError(
            f"the energy registers would go back (total {before.total_kwh} to {after.total_kwh} kWh, closures "
            f"{before.switches} to {after.switches}); the higher ones are kept, please report this defect"
        )
    _put_document(connection, REGISTERS, after)
    energy_days.count(connection, before, after, reset=record.reset)


def put_schedule(connection: sqlite3.Connection, record: ScheduleRecord) -> None:
    """Replace the schedule."""
    _put_document(connection, SCHEDULE, record.events)


def put_standing(connection: sqlite3.Connection, standing: Standing) -> None:
    """Replace what people have asked for."""
    _put_document(connection, STANDING, standing)


def put_prices(connection: sqlite3.Connection, prices: PriceList | None) -> None:
    """Replace the prices that were posted."""
    _put_document(connection, PRICES, prices)


def put_sun_forecast(connection: sqlite3.Connection, forecast: SunForecast) -> None:
    """Replace what the sun is expected to give."""
    _put_document(connection, SUN_FORECAST, forecast)


def put_commissioned(connection: sqlite3.Connection, commissioned: Commissioned) -> None:
    """Replace what is known of the installation."""
    _put_document(connection, COMMISSIONED, commissioned)


def load(connection: sqlite3.Connection) -> tuple[Kept, list[str]]:
    """Everything a start brings back, and a sentence about each value that could not be read."""
    problems: list[str] = []
    last = connection.execute("SELECT coalesce(max(number), 0) FROM sessions").fetchone()[0]
    kept = Kept(
        settings=_settings(connection, problems, factory=False),
        factory_settings=_settings(connection, problems, factory=True),
        registers=_document(connection, REGISTERS, problems),
        schedule=_document(connection, SCHEDULE, problems),
        standing=_document(connection, STANDING, problems),
        session=_open_session(connection, problems),
        last_session_number=last,
        prices=_document(connection, PRICES, problems),
        sun_forecast=_document(connection, SUN_FORECAST, problems),
        commissioned=_document(connection, COMMISSIONED, problems),
    )
    return kept, problems


def _put_document(connection: sqlite3.Connection, document: Document[T], value: T) -> None:
    connection.execute(
        "INSERT INTO documents (name, value) VALUES (?, ?) "
        "ON CONFLICT DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
        (document.name, encode(value, document.decoder)),
    )


def _document(connection: sqlite3.Connection, document: Document[T], problems: list[str]) -> T:
    row = connection.execute("SELECT value FROM documents WHERE name = ?", (document.name,)).fetchone()
    if row is None:
        return document.default
    try:
        return document.decoder.decode(row[0])
    except msgspec.DecodeError as error:
        problems.append(f"the stored {document.name} cannot be read ({error}) and starts anew")
        return document.default


def _settings(connection: sqlite3.Connection, problems: list[str], *, factory: bool) -> Mapping[str, Scalar]:
    settings: dict[str, Scalar] = {}
    for name, value in connection.execute("SELECT name, value FROM settings WHERE factory = ?", (int(factory),)):
        try:
            settings[name] = _SETTING.decode(value)
        except msgspec.DecodeError as error:
            problems.append(f"the stored setting {name} cannot be read ({error}) and is set to its default")
    return settings


def _open_session(connection: sqlite3.Connection, problems: list[str]) -> Session | None:
    rows = connection.execute(
        "SELECT * FROM sessions WHERE number = (SELECT max(number) FROM sessions) AND ended_us IS NULL"
    )
    names = [column[0] for column in rows.description]
    row = rows.fetchone()
    if row is None:
        return None
    try:
        return session_of(dict(zip(names, row, strict=True)))
    except (ValueError, OverflowError) as error:
        problems.append(f"the session under way cannot be read ({error}) and is given up")
        return None
