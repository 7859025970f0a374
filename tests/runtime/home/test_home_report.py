"""What is written of a comparison."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pilotwire.runtime.home.books import Closures
from pilotwire.runtime.home.compare import Comparison, compare, sample_days
from pilotwire.runtime.home.plot import comparison_svg
from pilotwire.runtime.home.report import COLUMNS, comparison_text, strategies_csv, strategy_rows
from pilotwire.runtime.home.world import world_of
from pilotwire.runtime.plan_file import load_plan, parse_plan
from pilotwire.runtime.simulate import simulate_command

PLAN = """
[station]
start = 2026-05-04
days = 3
[[car]]
model = "vw-id3-pro"
weekday = { plug_in = "10:00", departure = "08:00" }
[house]
[roof]
peak_kw = 5
latitude = 51.5
[[strategy]]
name = "at <once>"
mode = "fast"
[[strategy]]
mode = "eco"
"""
MONEY = "[battery]\ncapacity_kwh = 5\n[tariff]\npeak_per_kwh = 0.3\nfeed_in_per_kwh = 0.1\nco2_g_per_kwh = 100\n"
SVG = "{http://www.w3.org/2000/svg}"


def comparison(text: str) -> Comparison:
    plan = parse_plan(text, "my plan.toml")
    assert plan.home is not None
    return compare(plan, plan.home)


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return comparison(PLAN + MONEY)


def test_the_table_has_a_column_for_each_strategy(compared: Comparison) -> None:
    rows = dict(strategy_rows(compared))
    fast, eco = compared.results
    assert rows["Charged"] == [f"{one.energies.car_wh / 1_000:,.0f} kWh" for one in (fast, eco)]
    assert rows["Cost of the home"] == [f"{one.cost:,.2f} EUR" for one in (fast, eco)]
    assert rows["Departures short"][0].endswith("of 2")
    text = comparison_text(compared)
    assert "at <once>" in text
    assert "3 days from 4 May 2026" in text


def test_what_nobody_knows_is_left_out() -> None:
    rows = dict(strategy_rows(comparison(PLAN)))
    assert {"Cost of the home", "Cost of the car", "CO2 of the import", "  from the battery", "Faults"}.isdisjoint(rows)


def test_the_file_has_a_line_for_each_strategy(compared: Comparison) -> None:
    rows = list(csv.DictReader(strategies_csv(compared).splitlines()))
    assert [row["strategy"] for row in rows] == ["at <once>", "eco"]
    assert set(rows[0]) == set(COLUMNS)
    for row in rows:
        came = sum(float(row[name]) for name in ("sun_kwh", "import_kwh", "battery_discharged_kwh"))
        went = sum(float(row[name]) for name in ("house_kwh", "car_kwh", "export_kwh", "battery_charged_kwh"))
        assert came == pytest.approx(went, abs=0.01)
        parts = sum(float(row[f"car_from_{source}_kwh"]) for source in ("sun", "battery", "grid"))
        assert parts == pytest.approx(float(row["car_kwh"]), abs=0.002)


def test_money_follows_the_energies(compared: Comparison) -> None:
    for result in compared.results:
        books = result.energies
        assert result.cost == pytest.approx(0.3 * books.import_wh / 1_000 - 0.1 * books.export_wh / 1_000)
        own_wh = books.car_from_sun_wh + books.car_from_battery_wh
        assert result.car_cost == pytest.approx(0.3 * books.car_from_grid_wh / 1_000 + 0.1 * own_wh / 1_000)
        assert result.co2_kg == pytest.approx(0.1 * books.import_wh / 1_000)


@pytest.mark.parametrize("text", [PLAN, PLAN + MONEY, "[station]\ndays = 1\n[house]\n"])
def test_the_plot_is_xml_with_everything_inside_the_picture(text: str) -> None:
    drawn = comparison_svg(comparison(text))
    assert len(drawn) < 300_000
    root = ET.fromstring(drawn)  # noqa: S314  our own text
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    labels = root.findall(f"{SVG}text")
    assert any("Charged" in (label.text or "") for label in labels)
    for label in labels:
        assert 0 <= float(label.get("x", -1)) <= width
        assert 0 <= float(label.get("y", -1)) <= height


def test_the_days_that_are_drawn_are_those_that_differ_most() -> None:
    plan = load_plan(Path("examples:house-with-roof"))
    assert plan.home is not None
    world = world_of(plan, plan.home)
    first, count = sample_days(world, plan.station.days)
    sums = [sum(world.sun_w[day * 1_440 : (day + 1) * 1_440]) for day in range(plan.station.days)]
    chosen = sums[first : first + count]
    assert count == 4
    others = [sums[day : day + 4] for day in range(1, 11)]
    assert max(chosen) - min(chosen) == max(max(stretch) - min(stretch) for stretch in others)
    assert sample_days(world, 2) == (0, 2)


def test_closures_are_counted_in_every_hour() -> None:
    closures = Closures()
    for minute in (0, 10, 59, 61, 200, 259, 261):
        closures.closed(minute * 60_000)
    assert (closures.count, closures.most_in_an_hour) == (7, 3)


# -- the command -------------------------------------------------------------------------------------------------


def test_the_command_writes_the_comparison_and_the_same_bytes_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN + MONEY, encoding="utf-8")
    for folder in ("one", "two"):
        assert simulate_command(path, tmp_path / folder) == 0
    assert {found.name for found in (tmp_path / "one").iterdir()} == {"summary.txt", "strategies.csv", "plot.svg"}
    for name in ("summary.txt", "strategies.csv", "plot.svg"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    out, err = capsys.readouterr()
    assert "at <once>" in out
    assert "Import of the home" in out
    assert err == ""


def test_the_picture_can_be_a_png(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text("[station]\ndays = 1\n[house]\n", encoding="utf-8")
    assert simulate_command(path, tmp_path / "out", plot="png", quiet=True) == 0
    assert (tmp_path / "out" / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_a_wrong_house_is_refused_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('[house]\nfile = "nowhere.csv"\n', encoding="utf-8")
    assert simulate_command(path, tmp_path / "out") == 2
    assert f"{path}:2: file cannot be used: {tmp_path / 'nowhere.csv'}: cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_example_of_the_readme_compares_four_strategies(tmp_path: Path) -> None:
    assert simulate_command(Path("examples:house-with-roof"), tmp_path, quiet=True) == 0
    rows = {row["strategy"]: row for row in csv.DictReader((tmp_path / "strategies.csv").read_text().splitlines())}
    assert list(rows) == ["at once", "at night", "sun only", "sun, and ready at 7"]
    assert float(rows["sun only"]["car_sun_share_percent"]) > 70
    assert float(rows["at night"]["car_cost"]) < 0.5 * float(rows["at once"]["car_cost"])
    assert float(rows["sun, and ready at 7"]["car_cost"]) < 0.5 * float(rows["at once"]["car_cost"])
    assert float(rows["sun only"]["co2_kg"]) < 0.5 * float(rows["at once"]["co2_kg"])
    assert {row["short_departures"] for name, row in rows.items() if name != "sun only"} == {"0"}
    assert all(int(row["most_closures_in_an_hour"]) <= 12 for row in rows.values())
