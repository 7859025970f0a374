"""The anti-chatter guard: one place that keeps automatic sources from wearing the contactor out.

It stands between arbitration and what the controller is told. What a source wants is decided by the source; who wins
is decided by arbitration; how the controller is told is decided in ``station_core``.
"""

from typing import Final

REARM_MARGIN_A: Final = 0.5
"""How far above the level at which a source stops there has to be, in amperes, before it starts again."""
