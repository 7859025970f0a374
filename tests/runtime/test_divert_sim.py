from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.runtime.divert_plot import divert_svg
from pilotwire.runtime.divert_sim import (
    Recording,
    RecordingError,
    divert_sim_command,
    load_recording,
    parse_recording,
)
from pilotwire.station.divert_presets import PROFILES
from pilotwire.station.divert_replay import FeedRow, replay

RECORDINGS = Path(__file__).parents[1] / "station" / "recordings" / "divert"
DAYS = sorted(path.name for path in (RECORDINGS / "inputs").glob("*.csv"))
SUNNY = "time,solar\n" + "".join(f"2026-07-06T12:{minute:02}:00Z,{1000 + 100 * minute}\n" for minute in range(30))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def sunny(tmp_path: Path) -> Path:
    path = tmp_path / "sunny.csv"
    path.write_text(SUNNY, encoding="utf-8")
    return path


def read(text: str, **options: str | bool) -> Recording:
    columns = options.get("columns")
    return parse_recording(
        text,
        "day.csv",
        columns=columns if isinstance(columns, str) else None,
        kilowatts=bool(options.get("kilowatts")),
    )


# -- the command --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", sorted(PROFILES))
@pytest.mark.parametrize("name", DAYS)
def test_what_is_written_is_what_the_gateways_simulator_wrote(name: str, profile: str, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    assert divert_sim_command(RECORDINGS / "inputs" / name, profile=profile, output=output) == 0
    recorded = RECORDINGS / "current" / f"{name.removesuffix('.csv')}_{profile}.csv"
    assert output.read_bytes() == recorded.read_bytes()


@pytest.mark.parametrize("name", DAYS)
def test_old_firmware_is_replayed_too(name: str, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    assert divert_sim_command(RECORDINGS / "inputs" / name, legacy=True, output=output) == 0
    assert output.read_bytes() == (RECORDINGS / "legacy" / name).read_bytes()


def test_the_summary_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert divert_sim_command(RECORDINGS / "inputs" / "day1_grid_ie.csv") == 0
    out, err = capsys.readouterr()
    assert err == ""
    for said in ("day1_grid_ie, default", "the grid", "15.13 kWh", "8.48 kWh", "0.26 kWh (3 %)", "2 h 5 min"):
        assert said in out


def test_without_an_output_nothing_is_written(sunny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert divert_sim_command(sunny) == 0
    assert [path.name for path in sunny.parent.iterdir()] == ["sunny.csv"]
    assert "Written" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["day1.csv", "day1_grid_ie.csv"])
def test_the_picture_is_a_document(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = tmp_path / "day.svg"
    assert divert_sim_command(RECORDINGS / "inputs" / name, plot=plot) == 0
    texts = [element.text for element in ET.parse(plot).getroot().iter(f"{SVG}text")]  # noqa: S314 -- our own file
    assert f"{name.removesuffix('.csv')}, default" in texts
    assert ("grid, import positive" in texts) is ("grid" in name)
    assert str(plot) in capsys.readouterr().out.replace("\n", "")


def test_a_picture_of_one_measurement_is_a_document_too() -> None:
    rows = list(replay([FeedRow(datetime(2026, 7, 6, tzinfo=UTC), 0)], PROFILES["default"]))
    ET.fromstring(divert_svg(rows, "one", "", by_grid=False))  # noqa: S314 -- our own text


def test_what_cannot_be_written_is_named(sunny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert divert_sim_command(sunny, output=tmp_path / "missing" / "out.csv") == 1
    assert "out.csv: cannot be written: No such file or directory" in capsys.readouterr().err.replace("\n", "")


def test_nothing_is_written_over_the_recording(sunny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    linked = sunny.with_name("linked.csv")
    linked.symlink_to(sunny)
    same = sunny.with_name("same")
    for output, plot in ((sunny, None), (None, linked), (same, same)):
        assert divert_sim_command(sunny, output=output, plot=plot) == 2
        assert "as well; choose another name for the" in capsys.readouterr().err
    assert sunny.read_text(encoding="utf-8") == SUNNY


def test_a_folder_is_no_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert divert_sim_command(tmp_path) == 2
    assert capsys.readouterr().err == f"{tmp_path}: cannot be read: Is a directory\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"\xff\xfe\x00", "is not a text file in UTF-8"),
        (b"", "has no line with date,solar W"),
        (b"x" * 200_000, "has no line with date,solar W"),
        (b"time,solar\n", "has no line with date,solar W"),
        (b"time,solar\n2026-07-06 12:00:00,x\n", "day.csv, line 2: cannot be read as date,solar W"),
        (b"2026-07-06 12:00:00,5\nyesterday,5\n", "day.csv, line 2: cannot be read as date,solar W: 'yesterday,5'"),
    ],
)
def test_a_recording_that_is_none_is_named(
    content: bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "day.csv"
    if content is not None:
        path.write_bytes(content)
    assert divert_sim_command(path) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "day.csv" in err
    assert said in err


# -- reading ------------------------------------------------------------------------------------------------------


def test_columns_are_found_by_their_names() -> None:
    recording = read("when;mains voltage;grid W;PV W\n2026-07-06 12:00:00;231.9;-300;2000\n")
    assert recording.rows == (FeedRow(datetime(2026, 7, 6, 12, tzinfo=UTC), 2000, -300, 231),)
    assert recording.by_grid


def test_columns_can_be_told() -> None:
    recording = read("2026-07-06 12:00:00\tx\t2\t0.5\n", columns="date, -, solar, grid", kilowatts=True)
    assert recording.rows[0].solar_w == 2000
    assert recording.rows[0].grid_w == 500


def test_columns_told_are_stronger_than_their_names() -> None:
    recording = read("time,solar,grid\n2026-07-06 12:00:00,5,6\n", columns="date,solar,-")
    assert not recording.by_grid
    assert (recording.rows[0].solar_w, recording.rows[0].grid_w) == (5, 0)


def test_kilowatts_are_told_by_the_name_of_the_column() -> None:
    assert read("time,solar [kW]\n2026-07-06 12:00:00,1.5\n").rows[0].solar_w == 1500
    assert read("time,solar [kWp plant]\n2026-07-06 12:00:00,1.5\n").rows[0].solar_w == 2


@pytest.mark.parametrize("columns", ["", "solar", "date,date,solar", "date,sun", "date,solar,x"])
def test_columns_that_make_no_sense_are_explained(columns: str) -> None:
    with pytest.raises(RecordingError, match="--columns: name date and solar"):
        read(SUNNY, columns=columns)


@pytest.mark.parametrize("cell", ["", " ", "null", "NaN", "unavailable"])
def test_a_missing_measurement_is_left_out_and_counted(cell: str) -> None:
    recording = read(f"time,solar\n2026-07-06 12:00:00,5\n2026-07-06 12:01:00,{cell}\n\n2026-07-06 12:03:00,7\n")
    assert [row.solar_w for row in recording.rows] == [5, 7]
    assert recording.left_out == 2


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(RecordingError, match="line 3: is earlier than the line before"):
        read("time,solar\n2026-07-06 12:01:00,5\n2026-07-06 12:00:00,5\n")


def said_of(text: str) -> str:
    """The error, if there is one."""
    try:
        return "" if parse_recording(text, "day.csv").rows else "nothing"
    except RecordingError as error:
        return str(error)


CELLS = ["2026-07-06 12:00:00", "1:00 PM", "5", "-5.5", "1e99", "", "x", ",", ";", "\n", "kW", '"']


@given(st.text() | st.lists(st.sampled_from(CELLS)).map("".join))
def test_any_text_is_a_recording_or_an_error_that_names_the_file(text: str) -> None:
    said = said_of(text)
    assert not said or said.startswith("day.csv")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "day.csv"
    path.write_bytes("\ufefftime,solar\r\n2026-07-06 12:00:00,5\r\n".encode())
    assert load_recording(path).rows[0].solar_w == 5
