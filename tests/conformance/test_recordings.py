"""Every recording of the firmware is played and compared; only lines named in docs/deviations.md may differ."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from compare_trace import compare

from pilotwire.runtime.scenario import Player, load_scenario

RECORDINGS = Path(__file__).parent / "recordings"
DEVIATIONS = Path(__file__).parents[2] / "docs" / "deviations.md"


def named_deviations() -> dict[str, set[str]]:
    """Lines of the form ``- `NAME` `LINE``` in the document: recording and the start of the differing line."""
    named: dict[str, set[str]] = {}
    for name, line in re.findall(r"^- `([\w-]+)` `(.+?)`", DEVIATIONS.read_text(encoding="utf-8"), re.MULTILINE):
        named.setdefault(name, set()).add(line)
    return named


@pytest.mark.parametrize("scenario_path", sorted(RECORDINGS.glob("*.txt")), ids=lambda path: path.stem)
def test_agrees_with_the_recording_except_where_named(scenario_path: Path) -> None:
    scenario = load_scenario(scenario_path)
    assert scenario.profile is not None
    trace = "\n".join(Player(scenario, scenario.profile).play())
    differences = compare(scenario_path.with_suffix(".trace").read_text(encoding="utf-8", errors="replace"), trace)
    named = named_deviations().get(scenario_path.stem, set())
    unnamed = [line for line in differences if not line.startswith(tuple(named))]
    assert unnamed == []
    no_longer_true = {prefix for prefix in named if not any(line.startswith(prefix) for line in differences)}
    assert no_longer_true == set()


def test_deviations_name_existing_recordings() -> None:
    assert set(named_deviations()) <= {path.stem for path in RECORDINGS.glob("*.txt")}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda trace: trace.replace("rx $AT 03 03 32 0540^31", "rx $AT 03 03 16 0540^37"), "rx"),
        (lambda trace: trace.replace("relay 11", "relay 10"), "contactor"),
        (lambda trace: trace.replace("pwm 53.20%", "pwm 40.00%"), "pilot"),
        (lambda trace: trace.replace("Charging", "Sleeping"), "lcd"),
    ],
)
def test_comparison_sees_a_difference_of_each_kind(change: Callable[[str], str], kind: str) -> None:
    recorded = (RECORDINGS / "charge-session.trace").read_text(encoding="utf-8", errors="replace")
    assert compare(recorded, recorded) == []
    assert any(f" {kind} " in f" {line}" or line.startswith(kind) for line in compare(recorded, change(recorded)))
