"""What an installation consists of, and what its files say to the system."""

from __future__ import annotations

import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path, PurePosixPath

from pilotwire.deploy.plan import OPTIONS, UNIT, InstallOptions, Plan, Whose, installation
from pilotwire.deploy.system_files import ACCOUNTS, CAPTIVE_PORTAL, DEVICE_RULE, NETWORK_RULE
from pilotwire.deploy.unit_file import WATCHDOG_S
from pilotwire.runtime.serial_devices import Adapter

ADAPTER = Adapter(name="ttyUSB0", vendor="0403", product="6001", serial_number="A1B2", maker="FTDI")


def text_of(path: PurePosixPath, plan: Plan) -> str:
    return next(file.content for file in plan.files if file.path == path)


def run(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - written here


class _Unit(ConfigParser):
    """A unit as a parser of INI files reads it: keys keep their case, and those that come again are joined."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit() -> _Unit:
    # Lists that are given in several lines are the parser's enemy, and looked at in the text.
    kept = [
        line
        for line in text_of(UNIT, installation(InstallOptions())).splitlines()
        if not line.startswith(("DeviceAllow=", "ExecStartPre=", "SystemCallFilter="))
    ]
    parsed = _Unit(interpolation=None)
    parsed.read_string("\n".join(kept))
    return parsed


def test_the_service_is_watched_and_always_started_anew() -> None:
    service = unit()["Service"]
    assert service["Type"] == "notify"
    assert service["WatchdogSec"] == str(WATCHDOG_S)
    assert service["Restart"] == "always"
    assert unit()["Unit"]["StartLimitIntervalSec"] == "0"
    assert unit()["Install"]["WantedBy"] == "multi-user.target"


def test_the_service_may_touch_its_state_serial_devices_and_the_network_only() -> None:
    service = unit()["Service"]
    assert service["User"] == "pilotwire"
    assert service["ProtectSystem"] == "strict"
    assert service["StateDirectory"] == "pilotwire"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == service["AmbientCapabilities"] == "CAP_NET_BIND_SERVICE"
    assert service["RestrictAddressFamilies"].split() == ["AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK"]
    text = text_of(UNIT, installation(InstallOptions()))
    assert "DevicePolicy=closed\n" in text
    assert "DeviceAllow=char-ttyUSB rw\n" in text
    assert "DeviceAllow=char-input r\n" in text


def test_the_service_runs_what_the_options_say() -> None:
    plan = installation(InstallOptions(web="127.0.0.1:8000"))
    options = dict(
        line.split("=", 1) for line in text_of(OPTIONS, plan).splitlines() if line and not line.startswith("#")
    )
    assert options["PILOTWIRE_WEB"] == "127.0.0.1:8000"
    for name in options:
        assert f"${{{name}}}" in text_of(UNIT, plan)
    assert next(file for file in plan.files if file.path == OPTIONS).whose is Whose.YOURS


def test_systemd_understands_the_unit_and_finds_it_well_closed(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return  # What it would judge is looked at above, line by line.
    path = tmp_path / UNIT.name
    text = text_of(UNIT, installation(InstallOptions()))
    path.write_text(text.replace("/opt/pilotwire/current/bin/pilotwire", "/bin/true"))
    verified = run([analyze, "verify", "--man=no", str(path)])
    assert (verified.returncode, verified.stderr) == (0, "")
    judged = run([analyze, "security", "--offline=yes", "--threshold=20", "--no-pager", str(path)])
    assert judged.returncode == 0, judged.stdout[-200:] + judged.stderr


def test_the_device_of_a_usb_adapter_is_known_by_what_never_changes() -> None:
    rule = text_of(DEVICE_RULE, installation(InstallOptions(adapter=ADAPTER)))
    assert 'ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", ATTRS{serial}=="A1B2"' in rule
    assert 'SYMLINK+="openevse"' in rule
    assert "ttyUSB0" not in rule


def test_the_device_of_the_board_is_known_by_its_name() -> None:
    rule = text_of(DEVICE_RULE, installation(InstallOptions(adapter=Adapter(name="ttyAMA0"))))
    assert 'KERNEL=="ttyAMA0", SYMLINK+="openevse"' in rule


def test_without_an_adapter_no_rule_is_made() -> None:
    assert DEVICE_RULE not in {file.path for file in installation(InstallOptions()).files}


def test_the_user_is_in_the_groups_of_the_devices() -> None:
    lines = text_of(ACCOUNTS, installation(InstallOptions())).splitlines()
    assert {"m pilotwire dialout", "m pilotwire input", "m pilotwire netdev"} <= set(lines)


def test_names_in_its_own_network_lead_to_the_station_and_only_its_user_may_set_it_up() -> None:
    plan = installation(InstallOptions())
    assert "address=/#/192.168.4.1\n" in text_of(CAPTIVE_PORTAL, plan)
    assert 'subject.user == "pilotwire"' in text_of(NETWORK_RULE, plan)


def test_a_command_follows_only_from_files_of_the_plan_or_the_program() -> None:
    plan = installation(InstallOptions(adapter=ADAPTER))
    paths = {file.path for file in plan.files} | {PurePosixPath("/opt/pilotwire/current")}
    assert all(set(command.after) <= paths for command in (*plan.accounts, *plan.commands))
