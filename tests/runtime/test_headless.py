"""The station as a background process: lines, persistence, the end."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest
from station_process import RapiLine, StationProcess, wait_until

from pilotwire.runtime.line_writer import LineWriter
from pilotwire_process import PATIENCE_S, run, start


def test_answers_on_a_pseudo_terminal_whose_name_is_the_first_line(tmp_path: Path) -> None:
    with StationProcess(data_dir=tmp_path) as station:
        with RapiLine(station.address()) as line:
            assert line.ask("$GS") == "$OK 01 0 01 0200"
        assert station.lines[0].startswith("RAPI: /dev/")


def test_two_tcp_clients_and_a_terminal_each_get_their_own_answers_and_all_reports(tmp_path: Path) -> None:
    with StationProcess("--rapi", "tcp:127.0.0.1:0", "--rapi", "pty:", data_dir=tmp_path) as station:
        tcp, terminal = station.address(), station.address()
        with RapiLine(tcp) as one, RapiLine(tcp) as other, RapiLine(terminal) as third:
            assert one.ask("$GE").startswith("$OK 32 ")
            assert other.ask("$SC 16 V").startswith("$OK 16")
            assert third.ask("$GE").startswith("$OK 16 ")
            assert one.ask("$FD") == "$OK"
            for line in (one, other, third):
                line.read_until("$AT ff")


def test_the_rapi_command_speaks_to_a_running_station(tmp_path: Path) -> None:
    with StationProcess("--rapi", "tcp:127.0.0.1:0", data_dir=tmp_path) as station:
        asked = run("rapi", station.address(), "GS")
        assert asked.returncode == 0, asked.stderr
        assert "$OK 01" in asked.stdout


def test_says_what_happens_line_by_line(tmp_path: Path) -> None:
    with StationProcess("--plugged", "--speed", "10", data_dir=tmp_path) as station:
        station.wait_for("station: C, charging")
        station.wait_for("contactor closed")
        station.wait_for("car: charging")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_with_the_contactor_open_and_says_so(tmp_path: Path, number: signal.Signals) -> None:
    with StationProcess("--plugged", "--speed", "10", data_dir=tmp_path) as station:
        station.wait_for("car: charging")
        code, last, complaints = station.stop(number)
        assert code == 0
        assert complaints == ""
        assert any(line.endswith("contactor open") for line in last[:-1])
        assert last[-1].startswith("Stopped: contactor open, settings saved in ")


def test_energy_of_a_session_survives_a_clean_end(tmp_path: Path) -> None:
    with StationProcess("--plugged", "--speed", "1000", data_dir=tmp_path) as station:
        with RapiLine(station.address()) as line:
            station.wait_for("car: charging")
            delivered_ws = 0
            while delivered_ws < 3_600 * 100:
                delivered_ws = int(line.ask("$GU").split()[1])
        station.stop()
    with StationProcess(data_dir=tmp_path) as again, RapiLine(again.address()) as line:
        total_wh = int(line.ask("$GU").split()[2])
        assert total_wh >= delivered_ws // 3_600


def test_settings_survive_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "controller-eu.toml"
    with StationProcess(data_dir=tmp_path) as station:
        with RapiLine(station.address()) as line:
            assert line.ask("$SC 10").startswith("$OK 10")
        wait_until(lambda: file.exists() and "capacity_l2_a = 10" in file.read_text())
        station.kill()
    with StationProcess(data_dir=tmp_path) as again, RapiLine(again.address()) as line:
        assert line.ask("$GE").startswith("$OK 10 ")


def test_a_damaged_settings_file_costs_a_warning_and_what_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "controller-eu.toml"
    file.write_text("capacity_l2_a = 999\ngfci_trips = 3\n\x00garbage")
    with StationProcess(data_dir=tmp_path) as station:
        with RapiLine(station.address()) as line:
            assert line.ask("$GE").startswith("$OK 32 ")
            assert line.ask("$GF").startswith("$OK 3 ")
        _, _, complaints = station.stop()
        assert "capacity_l2_a" in complaints
        assert "damaged" in complaints


def test_a_second_station_on_the_same_folder_leaves_the_settings_alone(tmp_path: Path) -> None:
    with StationProcess(data_dir=tmp_path) as station:
        station.address()
        with StationProcess(data_dir=tmp_path) as second:
            with RapiLine(second.address()) as line:
                line.ask("$SC 10")
            _, last, complaints = second.stop()
        assert "in use by another station" in complaints
        assert last[-1].endswith("settings not saved.")
        station.stop()
    assert "capacity_l2_a" not in (tmp_path / "controller-eu.toml").read_text()


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("run", "--headless", "--web", "off", "--data-dir", str(tmp_path), "--rapi", f"tcp:127.0.0.1:{port}")
    assert ended.returncode == 2
    assert "is in use" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = run("run", "--headless", "--data-dir", str(tmp_path / "file" / "state"))
    assert ended.returncode == 2
    assert "--data-dir" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_a_terminal_it_says_so_and_runs_headless(tmp_path: Path) -> None:
    with start("run", "--web", "off", "--data-dir", str(tmp_path)) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("RAPI: ")
        process.terminate()
        _, complaints = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert "headless" in complaints


def test_ends_in_order_when_nobody_reads_its_lines_any_more(tmp_path: Path) -> None:
    with start(
        "run", "--headless", "--web", "off", "--plugged", "--speed", "100", "--data-dir", str(tmp_path)
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=PATIENCE_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert (tmp_path / "controller-eu.toml").exists()


def test_a_reader_that_does_not_read_cannot_hold_up_the_station() -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing)
    writer.start(lambda: None)
    for number in range(20_000):
        writer.write(f"line {number}")
    received = b""
    while b"lines lost" not in received:
        received += os.read(reading, 65_536)
        writer.write("one more")
    writer.finish()
    os.close(writing)
    os.close(reading)
    assert received.startswith(b"line 0\nline 1\n")


def test_without_skipping_the_boot_the_controller_reports_it(tmp_path: Path) -> None:
    with (
        StationProcess("--no-skip-boot", "--rapi", "tcp:127.0.0.1:0", data_dir=tmp_path) as station,
        RapiLine(station.address()) as line,
    ):
        assert line.read_until("$AB").startswith("$AB 00 8.2.3.EU")
