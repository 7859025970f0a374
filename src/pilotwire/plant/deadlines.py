"""How the parts of the plant say "nothing more happens by itself".

Every part keeps its next moment as a plain integer so that the earliest of them is one ``min``; only the public
``next_deadline`` turns "never" into ``None``. No part's own timing lives here.
"""

from __future__ import annotations

from typing import Final

NEVER: Final = 1 << 62
"""A moment (ms) later than any other."""

MS_PER_HOUR: Final = 3_600_000


def or_none(deadline_ms: int) -> int | None:
    """The deadline as the seams between rooms state it: ``None`` when nothing is due."""
    return None if deadline_ms >= NEVER else deadline_ms
