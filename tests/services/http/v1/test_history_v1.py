"""``/api/v1/energy``, ``/sessions``, ``/samples`` and ``/log``."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from http.client import IncompleteRead

import pytest
from v1_caller import Caller
from whole_host import NOON, NOON_S

from pilotwire.station.energy import Registers
from pilotwire.station.records import Record, RegistersRecord, SampleRecord, SessionRecord
from pilotwire.station.samples import Sample
from pilotwire.station.sessions import Session, Stop, StopReason
from pilotwire.store.errors import StoreError

pytest_plugins = ["whole_api"]


def sample(epoch_s: int, **values: float) -> Sample:
    known = {"current_a": 10.0, "voltage_v": 230.0, "power_w": 2300.0, "session_wh": 5.0, "total_kwh": 7.0}
    return Sample(epoch_s=epoch_s, pilot_a=16, state_code=3, temperature_dc=250, **known | values)  # type: ignore[arg-type]


def keep_minutes(caller: Caller, count: int) -> None:
    """Have samples of as many minutes up to noon, of 1 W, 2 W and so on."""
    first_s = NOON_S - 60 * count
    caller.host.keep([SampleRecord(sample(first_s + 60 * n, power_w=float(n + 1))) for n in range(count)])


def keep_sessions(caller: Caller, count: int, who: str = "") -> None:
    def session(number: int) -> Session:
        started = NOON - timedelta(days=count - number + 1)
        stops = (Stop(started + timedelta(hours=1), StopReason.VEHICLE, "the car stopped asking for energy"),)
        ended = started + timedelta(hours=2)
        return Session(number, started, ended=ended, energy_wh=100.0 * number, stops=stops, who=who)

    caller.host.keep([SessionRecord(session(number)) for number in range(1, count + 1)])


# -- energy ------------------------------------------------------------------------------------------------------------


def test_the_registers_are_told_in_watt_hours(caller: Caller) -> None:
    caller.do(caller.host.plug_in)
    caller.pass_s(5)
    registers = caller.get("/energy")
    assert registers["session_wh"] == registers["day_wh"] > 0
    assert registers["contactor_closures"] == 1
    assert registers == caller.get("/status")["registers"]


def test_registers_are_set_back_when_it_is_confirmed(caller: Caller) -> None:
    caller.do(caller.host.plug_in)
    caller.pass_s(5)
    total_wh = caller.get("/energy")["total_wh"]
    answered = caller.post("/energy/reset", {"registers": "calendar", "confirm": "reset"})
    assert (answered.status, answered.json["day_wh"], answered.json["total_wh"]) == (200, 0.0, total_wh)
    answered = caller.post("/energy/reset", {"registers": "all", "confirm": "reset"})
    assert (answered.json["total_wh"], answered.json["contactor_closures"]) == (0.0, 0)
    answered = caller.post("/energy/reset", {"registers": "all", "confirm": "reset", "add_controller_total": True})
    assert answered.json["total_wh"] == caller.get("/controller")["total_wh"] == 10


def test_registers_are_not_set_back_by_mistake(caller: Caller) -> None:
    total_wh = caller.get("/energy")["total_wh"]
    assert caller.refused("POST", "/energy/reset", {"registers": "all"}) == ("confirm", 'Use "reset".')
    assert caller.refused("POST", "/energy/reset", {"registers": "all", "confirm": "yes"})[0] == "confirm"
    assert caller.refused("POST", "/energy/reset", {"confirm": "reset"})[0] == "registers"
    caller.do(lambda: caller.host.lose_line("The cable was pulled."))
    asked = {"registers": "all", "confirm": "reset", "add_controller_total": True}
    assert caller.refused("POST", "/energy/reset", asked, 409)[0] == "add_controller_total"
    assert caller.get("/energy")["total_wh"] == total_wh


def test_energy_is_told_by_day_month_and_year(caller: Caller) -> None:
    days = [date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 5)]
    records: list[Record] = [
        RegistersRecord(Registers(total_kwh=2.0 * number, day_kwh=2.0, day=day, imported=True), reset=number == 1)
        for number, day in enumerate(days, 1)
    ]
    caller.host.keep(records)
    by_day = caller.get("/energy/history?since=2025-12-01&until=2026-07-05")
    assert by_day["by"] == "day"
    assert [(bucket["start"], bucket["energy_wh"]) for bucket in by_day["buckets"]] == [
        (day.isoformat(), 2000.0) for day in days[:-1]
    ]
    assert [bucket["start"] for bucket in caller.get("/energy/history")["buckets"]] == [
        day.isoformat() for day in days[1:]
    ]
    months = caller.get("/energy/history?by=month")["buckets"]
    assert [(bucket["start"], bucket["energy_wh"]) for bucket in months] == [
        ("2025-12-01", 2000.0),
        ("2026-06-01", 2000.0),
        ("2026-07-01", 4000.0),
    ]
    years = caller.get("/energy/history?by=year")["buckets"]
    assert [(bucket["start"], bucket["energy_wh"]) for bucket in years] == [
        ("2025-01-01", 2000.0),
        ("2026-01-01", 6000.0),
    ]


@pytest.mark.parametrize(
    ("query", "field"), [("by=week", "by"), ("since=yesterday", "since"), ("until=2026-13-01", "until")]
)
def test_a_calendar_that_cannot_be_is_refused(caller: Caller, query: str, field: str) -> None:
    assert caller.refused("GET", f"/energy/history?{query}")[0] == field


# -- sessions ----------------------------------------------------------------------------------------------------------


def test_sessions_are_read_page_by_page(caller: Caller) -> None:
    keep_sessions(caller, 5)
    page = caller.get("/sessions?limit=2")
    assert [session["number"] for session in page["sessions"]] == [5, 4]
    page = caller.get(f"/sessions?limit=2&before={page['next_before']}")
    assert [session["number"] for session in page["sessions"]] == [3, 2]
    page = caller.get(f"/sessions?limit=2&before={page['next_before']}")
    assert ([session["number"] for session in page["sessions"]], page["next_before"]) == ([1], None)


def test_sessions_are_read_by_time(caller: Caller) -> None:
    keep_sessions(caller, 5)
    page = caller.get("/sessions?since=2026-07-03T12:00:00Z&until=2026-07-05T12:00:00Z")
    assert [session["started"] for session in page["sessions"]] == ["2026-07-04T12:00:00Z", "2026-07-03T12:00:00Z"]


def test_one_session_is_read(caller: Caller) -> None:
    keep_sessions(caller, 2, who="Ada")
    session = caller.get("/sessions/2")
    assert session["stops"] == [
        {"at": "2026-07-05T13:00:00Z", "reason": "vehicle", "text": "the car stopped asking for energy"}
    ]
    assert (session["who"], session["energy_wh"], session["ended"]) == ("Ada", 200.0, "2026-07-05T14:00:00Z")
    assert caller.refused("GET", "/sessions/3", status=404)[0] == "number"
    assert caller.refused("GET", "/sessions/0")[0] == "number"


def test_the_session_under_way_is_told_up_to_now(caller: Caller) -> None:
    caller.do(caller.host.plug_in)
    caller.pass_s(5)
    session = caller.get("/sessions/1")
    assert session["ended"] is None
    assert session["energy_wh"] == caller.get("/energy")["session_wh"] > 0


def test_totals_by_month_and_person_are_read(caller: Caller) -> None:
    keep_sessions(caller, 2, who="Ada")
    assert caller.get("/sessions/months") == [
        {
            "month": "2026-07",
            "who": "Ada",
            "sessions": 2,
            "energy_wh": 300.0,
            "charging_s": 0.0,
            "charges": 0,
            "currency": "",
            "cost": None,
            "co2_g": None,
            "solar_wh": None,
        }
    ]


def test_all_sessions_are_read_as_a_table(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilotwire.services.http.v1.sessions.MAX_PAGE", 2)
    keep_sessions(caller, 5, who="=1+1")
    answered = caller.ask("GET", "/sessions.csv")
    assert (answered.status, answered.headers["content-type"]) == (200, "text/csv")
    assert answered.headers["content-disposition"] == 'attachment; filename="sessions.csv"'
    rows = list(csv.DictReader(io.StringIO(answered.text, newline="")))
    assert [row["number"] for row in rows] == ["5", "4", "3", "2", "1"]
    assert rows[0]["stops"] == "2026-07-05T13:00:00Z vehicle: the car stopped asking for energy"
    assert rows[0]["who"] == "'=1+1"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("before=0", "before"),
        ("before=x", "before"),
        ("since=2026-07-03T12:00:00", "since"),
        ("before=null", "before"),
        ("before=", "before"),
        ("befor=5", "befor"),
        ("before=5&before=6", "before"),
        ("before=%FF", None),
    ],
)
def test_a_page_that_cannot_be_is_refused(caller: Caller, query: str, field: str | None) -> None:
    assert caller.refused("GET", f"/sessions?{query}")[0] == field


# -- samples -----------------------------------------------------------------------------------------------------------


def test_samples_of_the_last_day_are_read(caller: Caller) -> None:
    keep_minutes(caller, 3)
    caller.host.keep([SampleRecord(sample(NOON_S - 90_000))])
    answered = caller.get("/samples")
    assert [sample["power_w"] for sample in answered["samples"]] == [1.0, 2.0, 3.0]
    assert answered["samples"][0] == {
        "start": "2026-07-06T11:57:00Z",
        "interval_s": 60,
        "current_a": 10.0,
        "voltage_v": 230.0,
        "power_w": 1.0,
        "pilot_a": 16,
        "state": "charging",
        "temperature_c": 25.0,
        "session_wh": 5.0,
        "total_wh": 7000.0,
        "solar_w": None,
        "grid_w": None,
        "live_power_w": None,
        "vehicle_soc_pct": None,
    }
    assert answered["next_until"] is None


def test_samples_of_a_period_are_read_page_by_page(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilotwire.services.http.v1.samples.MAX_SAMPLES", 2)
    keep_minutes(caller, 5)
    page = caller.get("/samples?since=2026-07-06T11:55:00Z")
    assert [sample["power_w"] for sample in page["samples"]] == [4.0, 5.0]
    page = caller.get(f"/samples?since=2026-07-06T11:55:00Z&until={page['next_until']}")
    assert [sample["power_w"] for sample in page["samples"]] == [2.0, 3.0]
    page = caller.get(f"/samples?since=2026-07-06T11:55:00Z&until={page['next_until']}")
    assert ([sample["power_w"] for sample in page["samples"]], page["next_until"]) == ([1.0], None)


def test_samples_are_combined(caller: Caller) -> None:
    keep_minutes(caller, 60)
    answered = caller.get("/samples?since=2026-07-06T11:00:00Z&until=2026-07-06T12:00:00Z&resolution_s=900")
    assert [(sample["start"], sample["power_w"]) for sample in answered["samples"]] == [
        ("2026-07-06T11:00:00Z", 8.0),
        ("2026-07-06T11:15:00Z", 23.0),
        ("2026-07-06T11:30:00Z", 38.0),
        ("2026-07-06T11:45:00Z", 53.0),
    ]
    assert {sample["interval_s"] for sample in answered["samples"]} == {900}


def test_all_samples_are_read_as_a_table(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilotwire.services.http.v1.samples.PAGE", 7)
    keep_minutes(caller, 50)
    caller.host.keep([SampleRecord(sample(NOON_S - 90_000, power_w=99.0))])
    answered = caller.ask("GET", "/samples.csv")
    assert answered.headers["content-type"] == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answered.text, newline="")))
    assert [float(row["power_w"]) for row in rows] == [*range(50, 0, -1), 99.0]
    assert (rows[0]["start"], rows[0]["state"], rows[0]["solar_w"]) == ("2026-07-06T11:59:00Z", "charging", "")


def test_a_table_of_samples_can_be_of_a_period_and_coarse(caller: Caller) -> None:
    keep_minutes(caller, 60)
    answered = caller.ask("GET", "/samples.csv?since=2026-07-06T11:30:00Z&until=2026-07-06T11:50:00Z&resolution_s=600")
    rows = list(csv.DictReader(io.StringIO(answered.text, newline="")))
    assert [(row["start"], row["power_w"]) for row in rows] == [
        ("2026-07-06T11:40:00Z", "45.5"),
        ("2026-07-06T11:30:00Z", "35.5"),
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=2026-07-06", "since"),
        ("until=2026-07-06T11:50:00", "until"),
        ("resolution_s=0", "resolution_s"),
        ("resolution_s=1", "resolution_s"),
        ("resolution_s=x", "resolution_s"),
    ],
)
def test_a_period_that_cannot_be_is_refused(caller: Caller, query: str, field: str) -> None:
    assert caller.refused("GET", f"/samples?{query}")[0] == field


def test_a_table_that_cannot_be_read_is_refused_before_it_begins(caller: Caller) -> None:
    caller.do(caller.host.reader.close)
    for path in ("/samples.csv", "/sessions.csv", "/sessions", "/samples", "/energy/history", "/sessions/1"):
        caller.refused("GET", path, status=503)


def test_a_table_that_breaks_off_does_not_look_like_a_whole_one(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pilotwire.services.http.v1.sessions.MAX_PAGE", 2)
    keep_sessions(caller, 5)
    read = caller.host.reader.sessions

    def fail_later(*, limit: int, before_number: int | None) -> list[Session]:
        if before_number is not None:
            raise StoreError("the card fails")
        return read(limit=limit, before_number=before_number)

    monkeypatch.setattr(caller.host.reader, "sessions", fail_later)
    with pytest.raises((IncompleteRead, ConnectionError)):
        caller.ask("GET", "/sessions.csv")


# -- log ---------------------------------------------------------------------------------------------------------------


def test_the_log_is_read_page_by_page(caller: Caller) -> None:
    caller.do(caller.host.plug_in)
    caller.do(caller.host.unplug)
    log = caller.get("/log")
    assert log["entries"][0]["text"] == "unplugged, not connected"
    assert log["entries"][1]["text"] == "plugged in, charging"
    assert (log["entries"][1]["state"], log["entries"][1]["kind"]) == ("charging", "information")
    page = caller.get("/log?limit=1")
    assert page["entries"] == log["entries"][:1]
    page = caller.get(f"/log?limit=1&before={page['next_before']}")
    assert page["entries"] == log["entries"][1:2]
    assert caller.refused("GET", "/log?limit=1000")[0] == "limit"
