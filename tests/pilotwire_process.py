"""``pilotwire`` as a process of its own, with this very source, for tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pilotwire

PATIENCE_S = 60.0
"""Far longer than anything takes on a machine that is not broken."""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pilotwire.cli", *arguments]


def environment(**extra: str) -> dict[str, str]:
    """What a child needs to find the source."""
    return {**os.environ, "PYTHONPATH": str(Path(pilotwire.__file__).parents[1]), **extra}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(  # noqa: S603 -- our own program
        command(*arguments),
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start a command that is read from while it runs; the caller ends it."""
    return subprocess.Popen(  # noqa: S603 -- our own program
        command(*arguments),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
