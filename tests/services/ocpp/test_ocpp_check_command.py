"""``pilotwire check ocpp``, and the same for a running station."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from back_ends import BackEnd
from whole_host import WholeHost

from pilotwire.cli import app
from pilotwire.runtime.ocpp_check import check_host

KEY = "correct horse battery"


def test_the_command_tells_each_step_and_the_exit_code_the_outcome(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: str) -> tuple[object, list[str]]:
        line = ["check", "ocpp", "--data-dir", str(tmp_path), *arguments]
        code = app(line, result_action="return_value", exit_on_error=False)
        return code, capsys.readouterr().out.splitlines()

    with BackEnd("2.0.1", password=KEY.encode()) as back_end:
        monkeypatch.setenv("PILOTWIRE_OCPP_AUTHKEY", KEY)
        code, lines = run("--server", back_end.url, "--name", "GARAGE")
        assert code == 0
        assert [line.split()[:2] for line in lines] == [
            ["ok", step] for step in ("DNS", "TCP", "HTTP", "subprotocol", "Boot")
        ]
        assert back_end.paths[-1] == "/ocpp/GARAGE"
        monkeypatch.setenv("PILOTWIRE_OCPP_AUTHKEY", "wrong")
        code, lines = run("--server", back_end.url, "--name", "GARAGE")
        assert (code, lines[-1].split()[:2]) == (1, ["FAILED", "HTTP"])
    code, lines = run("--server", "http://back.end")
    assert (code, lines[-1].split()[:2]) == (1, ["FAILED", "settings"])


def test_a_running_station_tries_other_settings_and_keeps_its_own(tmp_path: Path) -> None:
    host = WholeHost(tmp_path, ocpp_server="ws://localhost:1/ocpp")
    try:
        with BackEnd("1.6") as back_end:
            report = asyncio.run(check_host(host, {"ocpp_server": back_end.url}))
            assert report.ok
            assert back_end.of("BootNotification")[0]["chargePointSerialNumber"] == "246F28AB7B2C"
        assert [step.name for step in asyncio.run(check_host(host, {})).steps if not step.ok] == ["TCP"]
        assert host.status.settings.ocpp_server == "ws://localhost:1/ocpp"
    finally:
        host.close()
