"""The socket's lock motor (open_evse 8.2.3)."""

from __future__ import annotations

import pytest

from controller.scripted_station import Station
from pilotwire.controller import EvseState, LockDrive


def pulses(station: Station, start_ms: int) -> list[tuple[LockDrive, int]]:
    """Direction and length of every pulse after ``start_ms``."""
    found = []
    for drive in (LockDrive.LOCK, LockDrive.UNLOCK):
        begins = station.changes_after(start_ms, lambda outputs, drive=drive: outputs.lock is drive)  # type: ignore[misc]
        ends = station.changes_after(start_ms, lambda outputs: outputs.lock is LockDrive.IDLE)
        found += [(begin, drive, next(end for end in ends if end > begin) - begin) for begin in begins]
    return [(drive, length) for _, drive, length in sorted(found, key=lambda pulse: pulse[0])]


def test_it_locks_with_the_car_and_unlocks_without() -> None:
    station = Station()
    start_ms = station.now
    station.connect()
    assert station.data("$G5") == ["1", "A"]
    station.unplug()
    assert station.data("$G5") == ["0", "A"]
    assert pulses(station, start_ms) == [(LockDrive.LOCK, 300), (LockDrive.UNLOCK, 300)]


def test_nothing_is_answered_during_a_pulse() -> None:
    station = Station()
    station.do("ev B")
    station.wait_until(lambda: station.controller.outputs.lock is LockDrive.LOCK, 200, step_ms=1)
    start_ms = station.now
    station.ask("$GV")
    assert 290 <= station.now - start_ms <= 320


def test_asleep_it_stays_locked_while_the_car_is_connected() -> None:
    station = Station()
    station.charge(16)
    station.ask("$FS")
    station.wait(10_000)
    assert station.data("$G5") == ["1", "A"]
    station.unplug()
    assert station.data("$G5") == ["0", "A"]
    assert station.state() is EvseState.SLEEPING


def test_asleep_it_locks_a_car_that_comes() -> None:
    station = Station()
    station.ask("$FS")
    station.do("ev B")
    station.wait(1_000)
    assert station.data("$G5") == ["1", "A"]


def test_disabling_unlocks() -> None:
    station = Station()
    station.connect()
    start_ms = station.now
    assert station.ask("$FD") == "$OK^20"
    assert 290 <= station.now - start_ms <= 320
    assert station.data("$G5") == ["0", "A"]


def test_manual_it_only_moves_when_told_to() -> None:
    station = Station()
    assert station.ask("$S5 M^2F") == "$OK^20"
    assert station.flags & 0x8000
    start_ms = station.now
    station.connect()
    station.ask("$FD")
    station.ask("$FE")
    station.unplug()
    assert pulses(station, start_ms) == []
    assert station.data("$G5") == ["0", "M"]
    station.ask("$S5 1")
    assert station.data("$G5") == ["1", "M"]
    station.ask("$S5 0")
    assert station.data("$G5") == ["0", "M"]
    assert pulses(station, start_ms) == [(LockDrive.LOCK, 300), (LockDrive.UNLOCK, 300)]


def test_back_in_automatic_it_follows_the_car() -> None:
    station = Station()
    station.ask("$S5 M")
    station.connect()
    assert station.ask("$S5 A") == "$OK^20"
    station.wait(1_000)
    assert station.data("$G5") == ["1", "A"]
    assert not station.flags & 0x8000


def test_in_automatic_the_next_reading_overrides_a_command() -> None:
    station = Station()
    station.ask("$S5 1")
    station.wait(1_000)
    assert station.data("$G5") == ["0", "A"]


def test_manual_is_forgotten_by_a_reset() -> None:
    station = Station()
    station.ask("$S5 M")
    station.send("$FR")
    station.wait(10_000)
    assert station.data("$G5") == ["0", "A"]


def test_the_bolt_is_not_drawn_under_load() -> None:
    station = Station()
    station.charge(16)
    station.wait(5_000)
    start_ms = station.now
    station.do("ev A")
    station.wait(1_000)
    opened_ms = station.opened_after(start_ms)
    drawn_ms = station.changes_after(start_ms, lambda outputs: outputs.lock is LockDrive.UNLOCK)[0]
    assert opened_ms <= drawn_ms


@pytest.mark.parametrize("command", ["$S5 A", "$S5 1", "$G5"])
@pytest.mark.parametrize("profile", ["menu", "limits"])
def test_builds_without_it_refuse(profile: str, command: str) -> None:
    assert Station(profile).ask(command) == "$NK^21"


def test_the_lock_follows_the_car_in_a_latched_fault() -> None:
    station = Station()
    station.connect()
    station.do("ev D")
    station.wait(1_000)
    station.do("ev A")
    station.wait(1_000)
    assert station.data("$G5") == ["0", "A"]
