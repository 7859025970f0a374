"""The file a container is built from, as far as it can be held to the code without a container engine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pilotwire.cli import app

ROOT = Path(__file__).parents[2]
INSTRUCTIONS = [
    tuple(line.split(maxsplit=1))
    for line in re.sub(r"\\\n\s*", "", (ROOT / "Containerfile").read_text("utf-8")).splitlines()
    if line and not line.startswith("#")
]


def of(name: str) -> list[str]:
    return [words for instruction, words in INSTRUCTIONS if instruction == name]


def test_what_runs_is_not_root_and_keeps_its_state_in_a_volume() -> None:
    assert of("USER") == ["pilotwire"]
    assert of("VOLUME") == ["/var/lib/pilotwire"]
    last = [instruction for instruction, _ in INSTRUCTIONS]
    assert last.index("USER") > max(index for index, name in enumerate(last) if name == "RUN")


def test_the_sources_stay_in_the_stage_that_builds() -> None:
    stages = [index for index, (instruction, _) in enumerate(INSTRUCTIONS) if instruction == "FROM"]
    assert len(stages) == 2
    assert not [name for name, _ in INSTRUCTIONS[stages[1] :] if name in ("COPY", "ADD")]


@pytest.mark.parametrize("command", [of("ENTRYPOINT")[0], of("HEALTHCHECK")[0].partition("CMD ")[2]])
def test_commands_are_understood(command: str) -> None:
    program, *words = json.loads(command)
    assert program == "pilotwire"
    app.parse_args(words, exit_on_error=False, print_error=False)


def test_station_and_health_check_mean_the_same_station() -> None:
    run, check = (json.loads(of(name)[0].rpartition("CMD ")[2]) for name in ("ENTRYPOINT", "HEALTHCHECK"))
    for option in ("--data-dir", "--web"):
        assert run[run.index(option) + 1] == check[check.index(option) + 1]
    assert of("EXPOSE")[0].split()[0] == run[run.index("--web") + 1].removeprefix(":")


def test_what_the_build_copies_is_all_it_needs_and_nothing_that_was_built_elsewhere() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert {".git", ".venv", "**/node_modules", "src/pilotwire/services/http/static"} <= set(ignored)
    assert not {"pyproject.toml", "hatch_build.py", "constraints.txt", "web", "src", "README.md"} & set(ignored)
