from __future__ import annotations

from datetime import date, timedelta

import pytest
from serving import Served
from stored_host import NOON_S, StoredHost

from pilotwire.station.energy import Registers
from pilotwire.station.records import Record, RegistersRecord, SampleRecord
from pilotwire.station.samples import Sample

pytest_plugins = ["stored_api"]

TODAY = date(2026, 7, 6)
HOUR_S = 3600


def sample(epoch_s: int, *, temperature_dc: int | None = 250, soc_pct: int | None = None) -> SampleRecord:
    return SampleRecord(
        Sample(
            epoch_s=epoch_s,
            current_a=15.84,
            voltage_v=230.04,
            power_w=3643.83,
            pilot_a=16,
            state_code=3,
            temperature_dc=temperature_dc,
            session_wh=15.819214,
            total_kwh=1.0,
            vehicle_soc_pct=soc_pct,
            utc_offset_s=3600,
        )
    )


def charged(days: dict[date, float]) -> list[Record]:
    """Records of a station that charged so much (kWh) on these days."""
    total, records = 0.0, list[Record]()
    for day, kwh in sorted(days.items()):
        records.append(RegistersRecord(Registers(total_kwh=total, day=day)))
        total += kwh
        records.append(RegistersRecord(Registers(total_kwh=total, day_kwh=kwh, day=day)))
    return records


@pytest.mark.parametrize("name", ["daily", "weekly", "monthly", "annual"])
def test_a_fresh_station_has_no_history(served: Served, name: str) -> None:
    answer = served.get(f"/energy/{name}")
    assert (answer.status, answer.text) == (200, f'{{"{name}":[]}}')
    assert served.get("/energy/raw").text == '{"samples":[]}'


def test_a_sample_is_told_in_the_gateways_letters(served: Served, stored: StoredHost) -> None:
    stored.keep([sample(NOON_S - 60), sample(NOON_S, temperature_dc=None, soc_pct=61)])
    assert served.get("/energy/raw").json["samples"] == [
        {"ts": NOON_S - 60, "a": 15.84, "t": 25, "e": 15.819214, "v": 230.04, "p": 3643.8, "pilot": 16},
        {"ts": NOON_S, "a": 15.84, "t": 0, "e": 15.819214, "s": 61, "v": 230.04, "p": 3643.8, "pilot": 16},
    ]


def test_three_hours_are_told_at_a_time_and_paged_without_repetition(served: Served, stored: StoredHost) -> None:
    stored.keep([sample(NOON_S - minutes * 60) for minutes in range(500)])
    newest = served.get("/energy/raw").json["samples"]
    assert (newest[0]["ts"], newest[-1]["ts"]) == (NOON_S - 3 * HOUR_S + 60, NOON_S)
    older = served.get(f"/energy/raw?before={newest[0]['ts']}").json["samples"]
    assert older[-1]["ts"] == newest[0]["ts"] - 60
    assert len(older) == 180


def test_of_too_many_samples_the_newest_are_told(served: Served, stored: StoredHost) -> None:
    stored.keep([sample(NOON_S - minutes * 60) for minutes in range(100)])
    assert [told["ts"] for told in served.get("/energy/raw?max=2").json["samples"]] == [NOON_S - 60, NOON_S]
    assert len(served.get("/energy/raw?max=0&before=0").json["samples"]) == 100


def test_days_are_told_when_they_are_over(served: Served, stored: StoredHost) -> None:
    yesterday = TODAY - timedelta(days=1)
    stored.keep([*charged({yesterday: 7.5, TODAY: 3.0})])
    assert served.get("/energy/daily").json["daily"] == [{"dt": "2026-07-05", "pk": 0, "mn": 0, "en": 7500}]


def test_a_day_has_its_highest_and_lowest_temperature(served: Served, stored: StoredHost) -> None:
    yesterday_s = NOON_S - 24 * HOUR_S
    stored.keep([sample(yesterday_s, temperature_dc=215), sample(yesterday_s + 60, temperature_dc=-40)])
    assert served.get("/energy/daily").json["daily"] == [{"dt": "2026-07-05", "pk": 21.5, "mn": -4, "en": 0}]


def test_thirty_days_are_told_unless_others_are_asked_for(served: Served, stored: StoredHost) -> None:
    days = {TODAY - timedelta(days=back): 1.0 for back in range(1, 200)}
    stored.keep(charged(days))

    def told(query: str = "") -> tuple[int, str, str]:
        daily = [day["dt"] for day in served.get(f"/energy/daily{query}").json["daily"]]
        return len(daily), daily[0], daily[-1]

    assert told() == (30, "2026-06-06", "2026-07-05")
    assert told("?days=2") == (2, "2026-07-04", "2026-07-05")
    assert told("?year=2026&quarter=2") == (91, "2026-04-01", "2026-06-30")
    assert told("?quarter=1") == (90, "2026-01-01", "2026-03-31")
    assert told("?year=2026") == (5, "2026-07-01", "2026-07-05")
    assert served.get("/energy/daily?year=2027&quarter=4").json == {"daily": []}


def test_a_week_is_the_seven_days_that_end_yesterday(served: Served, stored: StoredHost) -> None:
    days = {TODAY - timedelta(days=back): 1.0 for back in (1, 7, 8, 15)}
    noon_s = NOON_S - 24 * HOUR_S
    stored.keep([*charged(days), sample(noon_s, temperature_dc=300), sample(noon_s - 24 * HOUR_S, temperature_dc=100)])
    assert served.get("/energy/weekly").json["weekly"] == [
        {"dt": "2026-06-15", "pk": 0, "mn": 0, "en": 1000},
        {"dt": "2026-06-22", "pk": 0, "mn": 0, "en": 1000},
        {"dt": "2026-06-29", "pk": 30, "mn": 10, "en": 2000},
    ]
    assert len(served.get("/energy/weekly?weeks=2").json["weekly"]) == 2


def test_months_and_years_are_summed_up_in_kwh(served: Served, stored: StoredHost) -> None:
    days = {date(2025, 12, 31): 10.0, date(2026, 1, 1): 1.25, date(2026, 1, 31): 2.0, date(2026, 7, 5): 4.0, TODAY: 9.0}
    stored.keep(charged(days))
    assert [(month["mo"], month["en"]) for month in served.get("/energy/monthly").json["monthly"]] == [
        ("2026-01", 3.25),
        ("2026-07", 4.0),
    ]
    assert [month["mo"] for month in served.get("/energy/monthly?year=2025").json["monthly"]] == ["2025-12"]
    assert [(year["yr"], year["en"]) for year in served.get("/energy/annual").json["annual"]] == [
        (2025, 10.0),
        (2026, 7.25),
    ]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("raw?max=x", "max"),
        ("raw?max=", "max"),
        ("raw?max=-1", "max"),
        ("raw?max=99999999999999999999", "max"),
        ("raw?before=tomorrow", "before"),
        ("raw?before=%D9%A3", "before"),
        ("raw?max=1e400", "max"),
        ("raw?max=inf", "max"),
        ("raw?max=nan", "max"),
        ("raw?max=1.5", "max"),
        ("daily?year=26", "year"),
        ("daily?year=9999", "year"),
        ("daily?quarter=5", "quarter"),
        ("daily?days=0", "days"),
        ("weekly?weeks=521", "weeks"),
        ("monthly?year=1e9", "year"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused_by_its_name(served: Served, path: str, names: str) -> None:
    answer = served.get(f"/energy/{path}")
    assert answer.status == 400
    assert answer.json["msg"].startswith(f"{names}: ")


def test_the_ends_of_the_calendar_can_be_asked_for(served: Served) -> None:
    for path in ("daily?year=1970&quarter=1", "daily?year=9998&quarter=4", "monthly?year=9998", "daily?days=3660"):
        assert served.get(f"/energy/{path}").status == 200


@pytest.mark.parametrize("name", ["raw", "daily", "weekly", "monthly", "annual"])
def test_other_methods_are_refused_without_a_word(served: Served, name: str) -> None:
    answer = served.post(f"/energy/{name}")
    assert (answer.status, answer.body) == (405, b"")
