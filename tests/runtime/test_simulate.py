from __future__ import annotations

import csv
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pilotwire.runtime.plan_file import parse_plan
from pilotwire.runtime.plot import PngUnavailableError, plot_png, plot_svg
from pilotwire.runtime.simulate import simulate_command
from pilotwire.runtime.simulation import Simulation

FILES = {"summary.txt", "samples.csv", "sessions.csv", "plot.svg"}
PLAN = '[station]\nstart = 2026-01-05\ndays = 2\n[[car]]\nname = "R&D <van>"\nmodel = "vw-id3-pro"\n'
SVG = "{http://www.w3.org/2000/svg}"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "my plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_all_results_are_written(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "new" / "folder"
    assert simulate_command(plan, output) == 0
    assert {path.name for path in output.iterdir()} == FILES
    out, err = capsys.readouterr()
    assert "Energy from the wall" in out
    assert err == ""
    assert "Energy from the wall" in (output / "summary.txt").read_text(encoding="utf-8")
    samples = rows(output / "samples.csv")
    assert samples[0]["local_time"] == "2026-01-05T00:00:00.000"
    assert samples[-1]["local_time"] == "2026-01-07T00:00:00.000"
    sessions = rows(output / "sessions.csv")
    assert sessions[0]["car"] == "R&D <van>"
    assert float(sessions[0]["wall_kwh"]) > 10


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert simulate_command(Path("examples:faults"), tmp_path / folder, quiet=True) == 0
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_quiet_says_nothing(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate_command(plan, tmp_path / "out", quiet=True) == 0
    assert capsys.readouterr() == ("", "")


def test_a_wrong_plan_is_refused_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.toml"
    path.write_text("[station]\ndays = -1\n", encoding="utf-8")
    assert simulate_command(path, tmp_path / "out") == 2
    assert f"{path}:2: days must be" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert simulate_command(path, tmp_path / "out", plot="gif") == 2


def test_a_folder_that_cannot_be_written_gives_code_1(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert simulate_command(plan, tmp_path / "file" / "out", quiet=True) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_png_is_rendered_with_the_optional_dependency(plan: Path, tmp_path: Path) -> None:
    assert simulate_command(plan, tmp_path / "out", plot="png", quiet=True) == 0
    assert (tmp_path / "out" / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_without_the_renderer_one_sentence_says_what_to_install(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    assert simulate_command(plan, tmp_path / "out", plot="png", quiet=True) == 1
    assert "pilotwire[png]" in capsys.readouterr().err
    with pytest.raises(PngUnavailableError):
        plot_png(Simulation(parse_plan("[station]\ndays = 1\n", "p")).run())


@pytest.mark.parametrize("days", [1, 20, 120])
def test_the_plot_is_xml_with_everything_inside_the_picture(days: int) -> None:
    result = Simulation(parse_plan(PLAN.replace("days = 2", f"days = {days}"), "p")).run()
    root = ET.fromstring(plot_svg(result))  # noqa: S314  our own text
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    labels = root.findall(f"{SVG}text")
    assert any("State of charge" in (label.text or "") for label in labels)
    assert any("R&D <van>" in (label.text or "") for label in labels)
    for label in labels:
        assert 0 <= float(label.get("x", -1)) <= width
        assert 0 <= float(label.get("y", -1)) <= height


def test_a_long_run_is_thinned_in_the_plot() -> None:
    long = Simulation(parse_plan(PLAN.replace("days = 2", "days = 1000"), "p")).run()
    assert len(long.samples) > 20_000
    assert len(plot_svg(long)) < 500_000


def test_a_station_without_cars_has_a_plot_too() -> None:
    assert "<svg" in plot_svg(Simulation(parse_plan("[station]\ndays = 1\n", "p")).run())
