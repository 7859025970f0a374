"""The doctor looks at a machine; here at folders that stand for machines in all conditions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pilotwire.deploy import machine_checks
from pilotwire.deploy.findings import Finding, Grade, bad, doubtful, exit_code, good
from pilotwire.deploy.machine_checks import Ground, machine_findings


def put(root: Path, path: str, text: str) -> None:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def look(root: Path, data_dir: Path | None = None, clock: str | None = "yes\n") -> dict[str, Finding]:
    def ask(words: Sequence[str]) -> str | None:
        return clock

    ground = Ground(root=root, data_dir=data_dir or root, ask=ask)
    return {finding.name: finding for finding in machine_findings(ground)}


def test_a_machine_in_good_health_is_told_so(tmp_path: Path) -> None:
    put(tmp_path, "proc/meminfo", "MemTotal: 1000000 kB\nMemAvailable:  500000 kB\n")
    put(tmp_path, "proc/self/mounts", "/dev/root / ext4 rw,noatime 0 0\n")
    put(tmp_path, "sys/class/thermal/thermal_zone0/temp", "51000\n")
    put(tmp_path, "sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    put(tmp_path, "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n")
    put(tmp_path, "run/avahi-daemon/socket", "")
    put(tmp_path, "run/NetworkManager/x", "")
    put(tmp_path, "etc/polkit-1/rules.d/50-pilotwire.rules", "")
    put(tmp_path, "usr/sbin/dnsmasq", "")
    (tmp_path / "etc/localtime").symlink_to("/usr/share/zoneinfo/Europe/Berlin")
    found = look(tmp_path)
    assert {finding.grade for finding in found.values()} == {Grade.OK}
    assert len(found) == 9
    assert "Europe/Berlin" in found["time zone"].words


@pytest.mark.parametrize(
    ("path", "text", "name", "grade", "words"),
    [
        ("proc/meminfo", "MemAvailable: 30000 kB\n", "memory", Grade.WARNING, "29 MB"),
        ("sys/class/thermal/thermal_zone0/temp", "78000", "temperature", Grade.WARNING, "78 °C"),
        ("sys/class/thermal/thermal_zone0/temp", "85500", "temperature", Grade.PROBLEM, "slows itself down"),
        ("proc/self/mounts", "/dev/root / ext4 ro,noatime 0 0\n", "card", Grade.PROBLEM, "can only be read"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    tmp_path: Path, path: str, text: str, name: str, grade: Grade, words: str
) -> None:
    put(tmp_path, path, text)
    finding = look(tmp_path)[name]
    assert finding.grade is grade
    assert words in finding.words


def test_the_mount_that_counts_is_the_innermost(tmp_path: Path) -> None:
    put(tmp_path, "proc/self/mounts", f"/dev/root / ext4 ro 0 0\n/dev/sda1 {tmp_path} ext4 rw 0 0\n")
    assert look(tmp_path)["card"].grade is Grade.OK


def test_too_weak_a_supply_is_told(tmp_path: Path) -> None:
    put(tmp_path, "sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    put(tmp_path, "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n")
    assert look(tmp_path)["power"].grade is Grade.PROBLEM


@pytest.mark.parametrize(("told", "grade"), [("no\n", Grade.WARNING), (None, Grade.WARNING), ("yes\n", Grade.OK)])
def test_a_clock_nobody_sets_is_told(tmp_path: Path, told: str | None, grade: Grade) -> None:
    assert look(tmp_path, clock=told)["clock"].grade is grade


def test_a_full_card_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_checks, "_FREE_LEAST", 2**62)
    assert look(tmp_path)["card"].grade is Grade.PROBLEM


def test_a_machine_that_tells_nothing_is_no_failure(tmp_path: Path) -> None:
    found = look(tmp_path, data_dir=tmp_path / "nothing")
    assert found["state"].grade is Grade.WARNING
    assert all(finding.words.endswith((".", "`", "are.")) for finding in found.values())


def test_network_manager_without_its_rule_is_told(tmp_path: Path) -> None:
    put(tmp_path, "run/NetworkManager/x", "")
    assert "pilotwire install" in look(tmp_path)["network"].words


def test_what_gives_the_visitors_of_an_access_point_addresses_is_missed(tmp_path: Path) -> None:
    put(tmp_path, "run/NetworkManager/x", "")
    put(tmp_path, "etc/polkit-1/rules.d/50-pilotwire.rules", "")
    assert "apt install dnsmasq-base" in look(tmp_path)["network"].words
    put(tmp_path, "usr/sbin/dnsmasq", "")
    assert look(tmp_path)["network"].grade is Grade.OK


def test_the_worst_finding_decides_the_exit_code() -> None:
    assert exit_code([]) == exit_code([good("a", "")]) == 0
    assert exit_code([good("a", ""), doubtful("b", "")]) == 1
    assert exit_code([bad("a", ""), doubtful("b", "")]) == 2
