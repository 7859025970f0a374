"""What each record does to the tables. Inside one transaction of ``store.Store.commit``; order matters."""

from __future__ import annotations

import sqlite3
from typing import assert_never

from pilotwire.station.eventlog import LogEntry
from pilotwire.station.records import (
    BackEndRecord,
    CommissioningRecord,
    LogRecord,
    PricesRecord,
    Record,
    RegistersRecord,
    ResetRecord,
    SampleRecord,
    ScheduleRecord,
    SessionRecord,
    SettingsRecord,
    StandingRecord,
    SunForecastRecord,
)
from pilotwire.station.samples import Sample
from pilotwire.station.sessions import Session

from . import back_end, energy_days, log_blocks, rows, station_state
from .errors import RefusedError


def apply(connection: sqlite3.Connection, record: Record) -> None:
    """Carry out one record.

    Raises:
        RefusedError: it cannot be.

    """
    match record:
        case (
            SettingsRecord()
            | RegistersRecord()
            | ScheduleRecord()
            | StandingRecord()
            | PricesRecord()
            | SunForecastRecord()
            | CommissioningRecord()
        ):
            _replace(connection, record)
        case SessionRecord():
            _put_session(connection, record.session)
        case LogRecord():
            _add_log_entry(connection, record.entry)
        case SampleRecord():
            _add_sample(connection, record.sample)
        case BackEndRecord():
            back_end.put(connection, record)
        case ResetRecord():
            _forget(connection)
        case _:
            assert_never(record)


def _replace(
    connection: sqlite3.Connection,
    record: SettingsRecord
    | RegistersRecord
    | ScheduleRecord
    | StandingRecord
    | PricesRecord
    | SunForecastRecord
    | CommissioningRecord,
) -> None:
    match record:
        case SettingsRecord():
            station_state.put_settings(connection, record)
        case RegistersRecord():
            station_state.put_registers(connection, record)
        case ScheduleRecord():
            station_state.put_schedule(connection, record)
        case StandingRecord():
            station_state.put_standing(connection, record.standing)
        case PricesRecord():
            station_state.put_prices(connection, record.prices)
        case SunForecastRecord():
            station_state.put_sun_forecast(connection, record.forecast)
        case CommissioningRecord():
            station_state.put_commissioned(connection, record.commissioned)
        case _:
            assert_never(record)


def _put_session(connection: sqlite3.Connection, session: Session) -> None:
    (oldest,) = connection.execute("SELECT min(number) FROM sessions").fetchone()
    (folded,) = connection.execute("SELECT EXISTS (SELECT 1 FROM session_months)").fetchone()
    if folded and oldest is not None and session.number < oldest:
        raise RefusedError(f"session {session.number} is already part of the monthly totals; please report this defect")
    connection.execute(
        "INSERT OR REPLACE INTO sessions VALUES (:number, :started_us, :started_trusted, :ended_us, :energy_wh, "
        ":charging_s, :peak_w, :peak_a, :charges, :stops, :who, :resumed, :cost, :currency, :co2_g, :solar_wh)",
        rows.session_columns(session),
    )


def _add_log_entry(connection: sqlite3.Connection, entry: LogEntry) -> None:
    block = {"block": log_blocks.NO_BLOCK, "line_bytes": 0}
    if entry.explanation is None:
        block = {"block": log_blocks.next_block(connection), "line_bytes": log_blocks.line_bytes(entry)}
    connection.execute(
        "INSERT INTO log VALUES (NULL, :block, :line_bytes, :at_us, :kind, :target, :state_code, :flags, :pilot_a, "
        ":session_wh, :session_elapsed_s, :temperature_dc, :temperature_max_dc, :divert_active, :shaper_active, :text, "
        ":explanation)",
        rows.log_columns(entry) | block,
    )


def _add_sample(connection: sqlite3.Connection, sample: Sample) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO samples VALUES (:bucket_s, :epoch_s, :current_a, :voltage_v, :power_w, :pilot_a, "
        ":state_code, :temperature_dc, :session_wh, :total_kwh, :solar_w, :grid_w, :live_power_w, :vehicle_soc_pct, "
        ":measured_s, :utc_offset_s)",
        rows.sample_columns(sample),
    )
    energy_days.note_temperature(connection, sample)


def _forget(connection: sqlite3.Connection) -> None:
    for statement in (
        "DELETE FROM settings WHERE NOT factory",
        "DELETE FROM documents",
        "DELETE FROM sessions",
        "DELETE FROM session_months",
        "DELETE FROM log",
        "DELETE FROM samples",
        "DELETE FROM energy_days",
        "DELETE FROM certificates",
        "DELETE FROM back_end_documents",
        "DELETE FROM back_end_queue",
        "DELETE FROM back_end_numbers",
    ):
        connection.execute(statement)
