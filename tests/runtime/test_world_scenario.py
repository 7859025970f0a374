"""What is done at the bench is recorded and, played, happens again."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotwire.plant import Fault
from pilotwire.runtime.bench import SimulatedBoard
from pilotwire.runtime.live import LiveStation
from pilotwire.runtime.rapi_port import RapiPort
from pilotwire.runtime.scenario import ScenarioError, parse_scenario
from pilotwire.runtime.settings_keeper import SettingsKeeper
from pilotwire.runtime.station_options import station_options
from pilotwire.runtime.world_scenario import LEAD_MS, WorldPlayer
from pilotwire.services.board import BenchChange
from pilotwire_process import run

NOON = datetime(2026, 7, 6, 12)
PHASE_MS = 1_500
"""The controller does things once a second from its start on, and a replay starts at another instant."""


def recorded(folder: Path, deeds: list[tuple[int, str]]) -> tuple[str, list[tuple[int, str]], float]:
    """Do things to a live station while it is recorded: the file, contactor and states, the energy meanwhile."""

    async def main() -> tuple[str, list[tuple[int, str]], float]:
        options = station_options(data_dir=folder)
        station = LiveStation(options, SettingsKeeper.open(options.settings_path, lambda _: None), NOON)
        # Time passes only by hand.
        clock_ms = [float(station.loop.now_ms)]
        station.clock.now_ms = lambda: int(clock_ms[0])  # type: ignore[method-assign]
        board, port = SimulatedBoard(station), RapiPort(station)
        port.attach(lambda _: None)
        board.record(on=True)
        began_ms, began_wh = station.loop.now_ms, station.plant.energies.grid_wh
        seen: list[tuple[int, str]] = []
        before = [(station.controller.state, station.controller.outputs.contactor_closed)]

        look = station.on_instant

        def watch() -> None:
            look()
            now = (station.controller.state, station.controller.outputs.contactor_closed)
            if now[0] is not before[0][0]:
                seen.append((station.loop.now_ms - began_ms, f"state {now[0].label}"))
            if now[1] is not before[0][1]:
                seen.append((station.loop.now_ms - began_ms, f"contactor {now[1]}"))
            before[0] = now

        station.on_instant = watch
        for pause_ms, deed in deeds:
            clock_ms[0] += pause_ms
            station.catch_up()
            do(board, port, deed)
        clock_ms[0] += 20_000
        board.record(on=False)
        wh = station.plant.energies.grid_wh - began_wh
        text, happened = board.recording, list(seen)
        station.shut_down()
        return text, happened, wh

    return asyncio.run(main())


def do(board: SimulatedBoard, port: RapiPort, deed: str) -> None:
    plugged = board.bench.plugged
    match deed.split():
        case ["plug"] if not plugged:
            board.plug(None, plugged=True)
        case ["unplug"] if plugged:
            board.plug(None, plugged=False)
        case ["charge", wanted] if plugged:
            board.change(BenchChange(charge_wanted=wanted == "1"))
        case ["fault", name, active]:
            board.change(BenchChange(faults={name: active == "1"}))
        case ["tx", *_]:
            port.receive(deed.removeprefix("tx ").encode("latin-1") + b"\r")


def played(text: str) -> tuple[list[tuple[int, str]], float]:
    """The same of a replay, from where the recording began."""
    scenario = parse_scenario(text, "a recording")
    assert scenario.profile is not None
    assert scenario.world is not None
    player = WorldPlayer(scenario.profile, scenario.world)
    seen: list[tuple[int, str]] = []
    before = [(player.controller.state, player.controller.outputs.contactor_closed)]
    look = player.loop.on_event

    def watch() -> None:
        look()
        now = (player.controller.state, player.controller.outputs.contactor_closed)
        at_ms = player.loop.now_ms - LEAD_MS
        if at_ms >= 0 and now[0] is not before[0][0]:
            seen.append((at_ms, f"state {now[0].label}"))
        if at_ms >= 0 and now[1] is not before[0][1]:
            seen.append((at_ms, f"contactor {now[1]}"))
        before[0] = now

    player.loop.on_event = watch
    list(player.play((round(one.at_ms), one.command, one.args) for one in scenario.stimuli))
    return seen, player.plant.energies.grid_wh


DEEDS = ["plug", "unplug", "charge 0", "charge 1", "tx $SC 10 V", "tx $SC 16 V", "tx $FS", "tx $FE"] + [
    f"fault {fault.value} {active}" for fault in (Fault.EARTH_LOST, Fault.DIODE_SHORTED) for active in (0, 1)
]


@settings(max_examples=12)
@given(deeds=st.lists(st.tuples(st.integers(6_000, 20_000), st.sampled_from(DEEDS)), max_size=8))
def test_a_replay_does_what_was_done(tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[int, str]]) -> None:
    text, happened, wh = recorded(tmp_path_factory.mktemp("station"), [(6_000, "plug"), *deeds])
    again, wh_again = played(text)
    assert [what for _, what in again] == [what for _, what in happened]
    assert all(abs(one[0] - other[0]) <= PHASE_MS for one, other in zip(again, happened, strict=True))
    assert wh_again == pytest.approx(wh, abs=5)


def test_what_no_controller_would_know_does_not_spoil_the_recording(tmp_path: Path) -> None:
    text, _, _ = recorded(tmp_path, [(1_000, "plug"), (7_000, "tx $SC\n16 V"), (7_000, "tx $SC \x8516 V")])
    assert "16 V" not in text
    parse_scenario(text, "a recording")


def test_the_command_plays_what_was_recorded(tmp_path: Path) -> None:
    text, _, _ = recorded(tmp_path, [(1_000, "plug"), (15_000, "unplug")])
    file = tmp_path / "scenario.txt"
    file.write_text(text, encoding="utf-8")
    done = run("play", str(file))
    assert done.returncode == 0, done.stderr
    assert "contactor closed" in done.stdout
    assert "contactor open" in done.stdout


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("# world supply=moon", "1: the supply is one of"),
        ("# world supply=eu-1 seed=x", "1: the seed"),
        ("# world supply=eu-1 cable=7", "1: the cable"),
        ("# world supply=eu-1 ambient=nan", "1: the air"),
        ("# world supply=eu-1 ambient=1e9", "1: the air"),
        ("# world supply=eu-1\n# settings {", "2: these are no settings"),
        ("# world supply=eu-1\n10 dance", "2: unknown command 'dance'"),
        ("# world supply=eu-1\n10 plug lada", "2: plug cannot be 'lada'"),
        ("# world supply=eu-1\n10 soc 101", "2: soc cannot be '101'"),
        ("# world supply=eu-1\n10 fault earth_lost", "2: fault cannot be"),
        ("# world supply=eu-1\n10 unplug\n5 unplug", "3: time 5 is before"),
    ],
)
def test_what_cannot_be_played_is_named_with_its_line(line: str, reason: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        parse_scenario(line, "file")
    assert reason in str(refusal.value)
