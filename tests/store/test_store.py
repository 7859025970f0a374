"""Commits and what a start brings back; refusals; who may use a directory."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.energy import Registers
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.price_list import PriceList
from pilotwire.station.records import (
    Kept,
    PricesRecord,
    Record,
    RegistersRecord,
    ResetRecord,
    Scalar,
    ScheduleRecord,
    SessionRecord,
    SettingsRecord,
    Standing,
    StandingRecord,
    SunForecastRecord,
)
from pilotwire.station.schedule_values import ScheduleEvent
from pilotwire.station.sessions import Session
from pilotwire.station.sun_forecast import SunForecast
from pilotwire.store import retention
from pilotwire.store.certificates import Certificate, CertificateType
from pilotwire.store.errors import RefusedError, RegistersWentBackError, StoreError
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME, Store

from . import station_records as some

CERTIFICATE = Certificate(id="1f3a", type=CertificateType.CLIENT, name="web", certificate="PEM", key="SECRET-KEY")


def reopened(store: Store) -> Kept:
    store.close()
    with Store.open(store.path) as again:
        assert again.report == ""
        return again.load()


def test_an_empty_directory_gives_defaults_and_no_report(store: Store) -> None:
    assert store.load() == Kept()
    assert store.report == ""


def test_the_file_is_for_its_owner_only(store: Store) -> None:
    store.commit([some.registers(1.0)])
    files = list(store.path.parent.iterdir())
    assert sorted(file.name for file in files) == [FILE_NAME + end for end in ("", "-shm", "-wal", ".lock")]
    assert [file.stat().st_mode & 0o077 for file in files] == [0] * 4


@settings(max_examples=40)
@given(
    values=some.settings_values,
    factory=some.settings_values,
    schedule=st.lists(some.schedule_events, max_size=3),
    standing=some.standings,
    session=some.sessions,
    prices=st.none() | some.price_lists,
    sun_forecast=some.sun_forecasts,
)
def test_what_was_committed_comes_back_exactly(
    tmp_path_factory: pytest.TempPathFactory,
    values: dict[str, Scalar],
    factory: dict[str, Scalar],
    schedule: list[ScheduleEvent],
    standing: Standing,
    session: Session,
    prices: PriceList | None,
    sun_forecast: SunForecast,
) -> None:
    kept = Kept(
        settings=values,
        factory_settings=factory,
        registers=Registers(total_kwh=0.1 + 0.2, switches=7, day=some.NOON.date(), imported=True),
        schedule=tuple(schedule),
        standing=standing,
        session=session if session.ended is None else None,
        last_session_number=session.number,
        prices=prices,
        sun_forecast=sun_forecast,
    )
    with Store.open(tmp_path_factory.mktemp("data") / FILE_NAME) as store:
        store.commit(
            [
                SettingsRecord(values),
                SettingsRecord(factory, factory=True),
                RegistersRecord(kept.registers),
                ScheduleRecord(kept.schedule),
                StandingRecord(standing),
                SessionRecord(session),
                PricesRecord(prices),
                SunForecastRecord(sun_forecast),
            ]
        )
        assert store.load() == kept
        assert [type(value) for value in store.load().settings.values()] == [
            type(values[name]) for name in sorted(values)
        ]


def test_settings_are_replaced_by_area(store: Store) -> None:
    store.commit([SettingsRecord({"hostname": "garage", "ohm": "key"}), SettingsRecord({"solar": "x"}, factory=True)])
    store.commit([SettingsRecord({"hostname": "drive"})])
    kept = reopened(store)
    assert kept.settings == {"hostname": "drive"}
    assert kept.factory_settings == {"solar": "x"}


def test_what_stays_as_it_is_costs_no_write(store: Store) -> None:
    records: list[Record] = [
        SettingsRecord({"hostname": "garage"}),
        StandingRecord(Standing(Wish(ChargeState.DISABLED), Limit(LimitType.SOC, 80))),
        some.registers(1.0),
    ]
    store.commit(records)
    log = store.path.with_name(f"{FILE_NAME}-wal")
    size = log.stat().st_size
    store.commit(records)
    assert log.stat().st_size == size


def test_the_last_session_is_brought_back_unless_it_has_ended(store: Store) -> None:
    running = Session(3, some.NOON)
    store.commit([SessionRecord(Session(1, some.NOON)), some.session(2), SessionRecord(running)])
    assert (store.load().session, store.load().last_session_number) == (running, 3)
    store.commit([some.session(3)])
    assert (store.load().session, store.load().last_session_number) == (None, 3)


def test_all_records_of_a_commit_or_none(store: Store) -> None:
    store.commit([some.registers(5.0)])
    with pytest.raises(RegistersWentBackError):
        store.commit([SettingsRecord({"hostname": "garage"}), some.entry(), some.registers(4.0)])
    assert store.load() == Kept(registers=Registers(total_kwh=5.0))
    with Reader(store.path) as reader:
        assert reader.log() == []


@pytest.mark.parametrize(
    "lower", [Registers(total_kwh=4.999999, switches=9), Registers(total_kwh=6.0, switches=8), Registers(float("nan"))]
)
def test_registers_never_go_back(store: Store, lower: Registers) -> None:
    store.commit([RegistersRecord(Registers(total_kwh=5.0, switches=9))])
    with pytest.raises(RefusedError):
        store.commit([RegistersRecord(lower)])
    assert reopened(store).registers == Registers(total_kwh=5.0, switches=9)


def test_registers_that_were_reset_start_anew_and_go_on_from_there(store: Store) -> None:
    store.commit([some.registers(5.0)])
    store.commit([RegistersRecord(Registers(), reset=True), some.registers(0.5)])
    with pytest.raises(RegistersWentBackError, match=r"0\.5 to 0\.4 kWh"):
        store.commit([some.registers(0.4)])
    assert store.load().registers.total_kwh == 0.5


@pytest.mark.parametrize(
    "record",
    [
        SettingsRecord({"voltage": float("nan")}),
        SettingsRecord({"voltage": float("inf")}),
        SettingsRecord({"hostname": "\ud800"}),
        RegistersRecord(Registers(total_kwh=float("inf"))),
        SessionRecord(Session(2**70, some.NOON)),
        SessionRecord(Session(1, some.NOON, energy_wh=float("nan"))),
        some.entry(text="\udfff"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_loses_nothing(store: Store, record: Record) -> None:
    store.commit([some.registers(1.0)])
    with pytest.raises(RefusedError):
        store.commit([record])
    store.commit([some.registers(2.0)])
    assert reopened(store) == Kept(registers=Registers(total_kwh=2.0))


def test_a_factory_reset_leaves_only_the_factory_settings(store: Store) -> None:
    factory = SettingsRecord({"hostname": "made"}, factory=True)
    secret = SettingsRecord({"mqtt_pass": "SECRET-PASSWORD"})
    store.put_certificate(CERTIFICATE)
    store.commit(
        [
            PricesRecord(PriceList("GBP")),
            factory,
            secret,
            some.registers(5.0),
            some.session(1),
            some.entry(text="SECRET-TEXT"),
            some.sample(60),
        ]
    )
    store.commit([ResetRecord(), some.registers(0.25)])
    with Reader(store.path) as reader:
        assert (reader.log(), reader.sessions(), reader.samples(0, 10**12), reader.certificates()) == ([], [], [], [])
        assert reader.session_months() == []
    assert store.load() == Kept(factory_settings={"hostname": "made"}, registers=Registers(total_kwh=0.25))


def test_after_a_factory_reset_no_secret_is_left_on_the_disk(store: Store) -> None:
    for aside in ("damaged-1", "replaced"):
        store.path.with_name(f"{FILE_NAME}.{aside}").write_bytes(b"SECRET")
    store.put_certificate(CERTIFICATE)
    store.commit([SettingsRecord({"mqtt_pass": "SECRET-PASSWORD"}), some.entry(text="SECRET-TEXT")])
    store.commit([ResetRecord()])
    assert not [entry.name for entry in store.path.parent.iterdir() if b"SECRET" in entry.read_bytes()]


def test_certificates_are_kept_in_order_by_id(store: Store, reader: Reader) -> None:
    root = Certificate(id="0a", type=CertificateType.ROOT, name="ours", certificate="PEM", fingerprint="ab")
    assert store.put_certificate(CERTIFICATE)
    assert store.put_certificate(root)
    assert not store.put_certificate(Certificate(id="0a", type=CertificateType.ROOT, name="other", certificate="PEM"))
    assert reader.certificates() == [CERTIFICATE, root]
    assert store.delete_certificate("1f3a")
    assert not store.delete_certificate("1f3a")
    assert reader.certificates() == [root]


def test_a_private_key_is_not_in_the_representation_of_its_certificate() -> None:
    assert "SECRET" not in f"{CERTIFICATE!r} {CERTIFICATE}"


# -- the directory -------------------------------------------------------------------------------------------------


def test_two_stations_cannot_share_a_directory(store: Store) -> None:
    with pytest.raises(StoreError, match=rf"another station \(process {os.getpid()}\).*--data-dir"):
        Store.open(store.path)
    store.close()
    Store.open(store.path).close()


def test_another_process_cannot_share_a_directory(store: Store) -> None:
    opening = (
        f"from pathlib import Path; from pilotwire.store.store import Store; Store.open(Path({str(store.path)!r}))"
    )
    ended = subprocess.run([sys.executable, "-c", opening], capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode == 1
    assert "another station" in ended.stderr


def test_closing_twice_does_no_harm(store: Store) -> None:
    store.close()
    store.close()


def test_what_is_asked_of_a_closed_store_is_an_error_with_a_message(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="closed database"):
        store.commit([some.registers(1.0)])


def test_a_directory_that_cannot_be_made_is_an_error_with_a_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="--data-dir"):
        Store.open(tmp_path / "file" / "data" / FILE_NAME)


def test_a_directory_in_the_place_of_the_file_is_an_error_with_a_message(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreError, match="--data-dir"):
        Store.open(path)
    path.rmdir()
    Store.open(path).close()


def test_a_full_disk_loses_nothing_and_the_same_commit_succeeds_later(store: Store) -> None:
    store.commit([some.registers(1.0)])
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    records: list[Record] = [some.registers(2.0), *(some.entry(number, "x" * 2000) for number in range(10))]
    with pytest.raises(StoreError, match=r"full.*free some space") as raised:
        store.commit(records)
    assert not isinstance(raised.value, RefusedError)
    assert store.load().registers.total_kwh == 1.0
    store._connection.execute("PRAGMA max_page_count = 100000")
    store.commit(records)
    assert reopened(store).registers.total_kwh == 2.0


def test_a_file_locked_by_another_program_is_an_error_with_a_message(store: Store) -> None:
    store._connection.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="close that program"):
        store.commit([some.registers(1.0)])
    other.execute("ROLLBACK")
    other.close()
    store.commit([some.registers(1.0)])
    assert store.load().registers.total_kwh == 1.0


def test_a_value_that_cannot_be_read_any_more_costs_only_itself(store: Store) -> None:
    store.commit(
        [
            SettingsRecord({"hostname": "garage", "ohm": "key"}),
            some.registers(5.0),
            SessionRecord(Session(1, some.NOON)),
        ]
    )
    store._connection.execute("UPDATE settings SET value = '{' WHERE name = 'ohm'")
    store._connection.execute("INSERT INTO documents VALUES ('schedule', '[{\"id\": \"one\"}]')")
    store._connection.execute("UPDATE sessions SET stops = '[7]'")
    kept = store.load()
    assert kept == Kept(settings={"hostname": "garage"}, registers=Registers(total_kwh=5.0), last_session_number=1)
    assert [line.split(" cannot")[0] for line in store.report.splitlines()] == [
        "the stored setting ohm",
        "the stored schedule",
        "the session under way",
    ]


def test_a_session_that_became_part_of_the_totals_cannot_change(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "SESSIONS", 3)
    monkeypatch.setattr(retention, "SESSION_PORTION", 1)
    store.commit([some.session(number) for number in range(1, 8)])
    with pytest.raises(RefusedError, match="session 2"):
        store.commit([some.session(2)])
    store.commit([some.session(6, datetime.now(UTC) + timedelta(1))])
