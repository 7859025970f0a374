"""The command ``pilotwire play``: a scenario's trace on the standard output. How it is made is in ``scenario``."""

from __future__ import annotations

import sys
from pathlib import Path

from pilotwire.controller import PROFILES

from .scenario import Player, ScenarioError, load_scenario
from .world_scenario import WorldPlayer

PLAYED, CANNOT_PLAY = 0, 2
"""Exit codes."""


def play_command(path: Path, profile_name: str | None) -> int:
    """Play the scenario at ``path``; ``profile_name`` overrides the profile its first line names.

    Returns 0, or 2 after one sentence on the standard error output.
    """
    try:
        scenario = load_scenario(path)
    except ScenarioError as error:
        return _complain(str(error))
    profile = scenario.profile
    if profile_name is not None:
        profile = PROFILES.get(profile_name)
        if profile is None:
            return _complain(f"There is no profile called {profile_name!r}. Choose one of: {', '.join(PROFILES)}.")
    if profile is None:
        return _complain(f"{path} names no controller: begin it with a line '# image eu', or say --profile eu.")
    if scenario.world is None:
        trace = Player(scenario, profile).play()
    else:
        stimuli = ((round(one.at_ms), one.command, one.args) for one in scenario.stimuli)
        trace = WorldPlayer(profile, scenario.world).play(stimuli)
    for line in trace:
        sys.stdout.write(f"{line}\n")
    return PLAYED


def _complain(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return CANNOT_PLAY
