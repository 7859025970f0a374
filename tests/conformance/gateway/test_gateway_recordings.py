"""Every recording of the real gateway is played and compared; only what docs/deviations.md names may differ."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from gateway_compare import Difference, compare
from gateway_player import play
from gateway_recording import load_recording, recording_names
from named_differences import DOCUMENT, named_rules, unnamed, unused
from recorded_world import stimulus

NAMES = recording_names()


@cache
def differences(name: str) -> tuple[Difference, ...]:
    recording = load_recording(name)
    with TemporaryDirectory() as folder:
        return tuple(compare(name, recording, play(recording, Path(folder))))


@pytest.mark.parametrize("name", NAMES)
def test_answers_and_tells_what_was_recorded_except_where_named(name: str) -> None:
    rules = named_rules(DOCUMENT.read_text(encoding="utf-8"))
    assert [str(difference) for difference in unnamed(differences(name), rules)] == []


def test_what_is_named_still_differs() -> None:
    found = [difference for name in NAMES for difference in differences(name)]
    assert unused(found, named_rules(DOCUMENT.read_text(encoding="utf-8"))) == []


def test_a_recording_is_played_the_same_every_time() -> None:
    recording = load_recording("charge-session")
    runs = []
    for _ in range(2):
        with TemporaryDirectory() as folder:
            seen = play(recording, Path(folder))
        runs.append([[(frame.at_s, frame.kind) for frame in step.frames if frame.kind == "text"] for step in seen])
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("event", "command"),
    [
        ("16 A flow", "amps 16000"),
        ("16000 mA flow", "amps 16000"),
        ("temperature 41.2 C", "temp 412"),
        ("idle 40 s", ""),
    ],
)
def test_events_are_what_the_board_sees(event: str, command: str) -> None:
    assert stimulus(event) == command
