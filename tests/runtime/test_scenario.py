"""Scenario files: errors that name file, line and expectation; playing them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.controller import PROFILES
from pilotwire.runtime.scenario import Player, ScenarioError, Stimulus, load_scenario, parse_scenario


def play(text: str) -> list[str]:
    scenario = parse_scenario(text, "test.txt")
    assert scenario.profile is not None
    return list(Player(scenario, scenario.profile).play())


def times(lines: list[str]) -> list[float]:
    return [float(line.split(" ")[0]) for line in lines]


# -- reading -----------------------------------------------------------------------------------------------------------


def test_a_scenario_is_a_profile_and_stimuli_in_order() -> None:
    scenario = parse_scenario("# image us\n# a note\n\n1000 tx $GS\n1000.5 ev C\n2000 end\n", "test.txt")
    assert scenario.profile is PROFILES["us"]
    assert scenario.stimuli == (Stimulus(1000.0, "tx", "$GS"), Stimulus(1000.5, "ev", "C"), Stimulus(2000.0, "end", ""))


def test_spaces_inside_a_command_are_kept() -> None:
    (stimulus,) = parse_scenario("5 tx $FP 0 0 a b  c", "test.txt").stimuli
    assert stimulus.args == "$FP 0 0 a b  c"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# image xx\n", 1, ["unknown image 'xx'", *PROFILES]),
        ("# image eu\nhello\n", 2, ["expected TIME_MS COMMAND ARGS", "'hello'"]),
        ("# image eu\n10\n", 2, ["expected TIME_MS COMMAND ARGS"]),
        ("# image eu\n-5 ev A\n", 2, ["expected TIME_MS COMMAND ARGS"]),
        ("# image eu\n\n100 ev A\n99 ev B\n", 4, ["time 99", "100", "order"]),
        ("# image eu\n1 ev X\n", 2, ["A, B, C, D", "'X'"]),
        ("# image eu\n1 fly away\n", 2, ["'fly'", "ev", "amps", "tx"]),
        ("# image eu\n1 amps\n", 2, ["amps takes 1"]),
        ("# image eu\n1 amps lots\n", 2, ["whole number", "'lots'"]),
        ("# image eu\n1 btn 2\n", 2, ["0 or 1", "'2'"]),
        ("# image eu\n1 raw 2g\n", 2, ["hexadecimal", "'2g'"]),
    ],
)
def test_an_error_names_file_line_and_expectation(text: str, line: int, words: list[str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "scenarios/test.txt")
    message = str(caught.value)
    assert message.startswith(f"scenarios/test.txt:{line}: ")
    for word in words:
        assert word in message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=re.escape(str(tmp_path / "none.txt"))):
        load_scenario(tmp_path / "none.txt")


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match=r"picture\.txt: is not a text file"):
        load_scenario(path)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "good.txt"
    path.write_text("# image eu\n5 end\n", encoding="utf-8")
    assert load_scenario(path).profile is PROFILES["eu"]


@given(st.text(max_size=100))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    try:
        parse_scenario(text, "test.txt")
    except ScenarioError as error:
        assert str(error).startswith("test.txt:")  # noqa: PT017  either outcome is right, so raises() does not fit


# -- playing -----------------------------------------------------------------------------------------------------------


def test_the_trace_of_a_charge() -> None:
    lines = play("# image eu\n6000 ev C\n12000 tx $GS^30\n13000 ev A\n15000 end\n")
    assert times(lines) == sorted(times(lines))
    assert any(line.endswith("> ev C") for line in lines)
    kinds = [line.split(" ")[1] for line in lines]
    for kind in ("rx", "lcd", "pilot", "relay", "lockA", "lockB", ">"):
        assert kind in kinds
    relays = [line.split(" ", 1)[1] for line in lines if " relay " in line]
    assert relays == ["relay 11", "relay 00"]
    assert lines[-1] == "15000.0 end 0"
    assert any(" rx $OK 03 " in line for line in lines)


def test_custom_characters_are_printed_as_letters() -> None:
    lines = play("# image eu\n6000 tx $FP 0 0 \x03\n8000 end\n")
    assert any("|deady" in line for line in lines if " lcd " in line)


def test_raw_bytes_go_on_the_line_as_they_are() -> None:
    lines = play("# image us\n6000 raw 24 47 56 0d\n7000 end\n")
    assert any(line.endswith("rx $OK 8.2.3 5.2.1^2F") for line in lines)


def test_nothing_happens_after_the_end() -> None:
    lines = play("# image eu\n6000 end\n7000 ev C\n")
    assert not any("ev C" in line for line in lines)


def test_playing_twice_gives_the_same() -> None:
    text = "# image full\n6000 tx $S4 0\n6500 ev B\n7000 ev C\n9000 amps 20000\n30000 temp 680\n60000 ev A\n65000 end\n"
    assert play(text) == play(text)
