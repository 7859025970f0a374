from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from pilotwire.plant import Fault
from pilotwire.runtime.plan_file import example_names, load_plan, parse_plan
from pilotwire.runtime.plan_table import PlanError

CAR = '[[car]]\nmodel = "vw-id3-pro"\n'


def test_the_shipped_examples_are_valid_plans() -> None:
    assert set(example_names()) >= {"commuter", "faults", "year-two-cars"}
    for name in example_names():
        assert load_plan(Path(f"examples:{name}")).name == name


def test_the_faults_example_has_every_fault() -> None:
    assert {planned.fault for planned in load_plan(Path("examples:faults")).faults} == set(Fault)


def test_an_empty_plan_is_a_month_of_an_idle_station() -> None:
    plan = parse_plan("", "plan.toml")
    assert (plan.station.days, plan.station.start, plan.cars) == (30, datetime(2026, 1, 5), ())
    assert plan.station.max_current_a is None


def test_a_car_keeps_the_limit_it_comes_with_unless_told_otherwise() -> None:
    assert parse_plan(CAR, "p").cars[0].model.charge_limit_percent == 80
    assert parse_plan(CAR + "charge_limit_percent = 60\n", "p").cars[0].model.charge_limit_percent == 60


def test_times_may_be_quoted_or_toml_times() -> None:
    timer = parse_plan('[timer]\nstart = 23:30:00\nstop = "6:05"\n', "p").timer
    assert timer is not None
    assert (timer.start_min, timer.stop_min) == (23 * 60 + 30, 365)


def test_a_command_may_leave_out_the_dollar() -> None:
    assert parse_plan('[[command]]\ndaily = "08:00"\nsend = "SC 10 V"\n', "p").commands[0].text == "$SC 10 V"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[station]\ndays = 0\n", 2, ["days", "from 1 to 3660", "not 0"]),
        ("[station]\ndays = true\n", 2, ["whole number", "not true"]),
        ("[station]\n\nprofil = 'eu'\n", 3, ["profil", "[station]", "did you mean profile?"]),
        ("[station]\nprofile = 'mars'\n", 2, ["eu, us", '"mars"']),
        ("[station]\nmax_current_a = 99\n", 2, ["6 to 32 A"]),
        ("[station]\nstart = 2026-01-05T00:00:00Z\n", 2, ["without zone"]),
        ("[station]\nstart = 'today'\n", 2, ["2026-01-05T18:00:00"]),
        ("\n[moon]\n", 2, ["moon", "known are"]),
        ("station = 3\n", 1, ["must be a table"]),
        (CAR + CAR.replace("vw-id3-pro", "vw-beetle"), 4, ["vw-beetle", "vw-id3-pro"]),
        (CAR + CAR, 4, ["second car", "vw-id3-pro"]),
        ("[[car]]\nsoc_percent = 3\n", 1, ["[car]", "needs model"]),
        (CAR + "weekday = { plug_in = '25:00' }\n", 3, ["plug_in", "time of day", '"25:00"']),
        (CAR + "[car.weekend]\nplug_out = '18:00'\n", 4, ["plug_out", "plug_in, departure"]),
        ("[car]\nmodel = 'vw-id3-pro'\n", 1, ["[[car]]"]),
        ("[timer]\nstart = '10:00'\nstop = '10:00'\n", 3, ["must differ"]),
        ("[tariff]\ncurrency = 'EUR'\n", 1, ["needs peak_per_kwh"]),
        ("[[fault]]\nname = 'gremlin'\nday = 1\n", 2, ["gremlin", "earth_lost"]),
        ("[[fault]]\nname = 'overheat'\nday = 1\nvalue = 900\n", 4, ["value", "0 to 200"]),
        ("[[fault]]\nname = 'overheat'\n", 1, ["day and at"]),
        ("[[fault]]\nname = 'overheat'\nday = 1\ndaily = '10:00'\n", 1, ["either"]),
        ("[station]\ndays = 2\n[[power_cut]]\nday = 3\n", 4, ["1 to 2"]),
        ("[station]\nstart = 2026-01-05T12:00:00\n[[power_cut]]\nday = 1\nat = '11:00'\n", 5, ["before", "12:00"]),
        ("[[command]]\nper_month = 1\nsend = '$GS'\n", 1, ["day and at, or daily"]),
        ("[[command]]\ndaily = '10:00'\nsend = '$FP 0 0 much too long for the firmware'\n", 3, ["31 ASCII characters"]),
        ("days = = 3\n", 1, ["not valid TOML"]),
        ("[station]\ndays = 'x\n", 2, ["not valid TOML"]),
    ],
)
def test_errors_name_file_line_and_what_was_expected(text: str, line: int, words: list[str]) -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(text, "my-plan.toml")
    message = str(caught.value)
    assert message.startswith(f"my-plan.toml:{line}: ")
    for word in words:
        assert word in message


def test_a_missing_plan_says_which_ones_come_along(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="examples:commuter"):
        load_plan(tmp_path / "none.toml")
    with pytest.raises(PlanError, match="there are: commuter"):
        load_plan(Path("examples:nope"))


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlanError, match="not a text file"):
        load_plan(path)
