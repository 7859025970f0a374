"""Deadlines at the seam."""

from __future__ import annotations

from pilotwire.plant.deadlines import NEVER, or_none


def test_never_is_none_at_the_seam() -> None:
    assert or_none(NEVER) is None


def test_a_moment_stays_a_moment() -> None:
    assert or_none(0) == 0
    assert or_none(86_400_000) == 86_400_000
