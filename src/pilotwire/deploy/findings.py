"""What a check of a set-up finds: how bad it is, in words that say what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import msgspec


class Grade(Enum):
    """How a finding is; the best first."""

    OK = "ok"
    WARNING = "warning"
    """It works, and somebody should look at it."""
    PROBLEM = "problem"
    """Something does not work."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    grade: Grade
    words: str
    """What was found and, unless it is well, what to do: sentences."""


def good(name: str, words: str) -> Finding:
    """All is well."""
    return Finding(name, Grade.OK, words)


def doubtful(name: str, words: str) -> Finding:
    """It works, and somebody should look at it."""
    return Finding(name, Grade.WARNING, words)


def bad(name: str, words: str) -> Finding:
    """Something does not work."""
    return Finding(name, Grade.PROBLEM, words)


def exit_code(findings: Iterable[Finding]) -> int:
    """0: all is well; 1: there are warnings; 2: there are problems."""
    return max((list(Grade).index(finding.grade) for finding in findings), default=0)
