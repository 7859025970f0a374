"""How a charging car follows the offer: a reaction time, then at once downwards and in steps upwards.

Whether it charges at all is `behaviour`; what the charger makes of the permitted current is `charger`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .deadlines import NEVER

if TYPE_CHECKING:
    from .behaviour import Behaviour

RAMP_STEP_MS: Final = 500


class Follower:
    """The current a car allows itself (``cap_a``, A per phase) while it charges.

    ``followed_a`` is the offer it goes by; it lags the real one by the reaction time.
    """

    __slots__ = ("_follow_ms", "_ramp_ms", "_reaction_ms", "_step_a", "cap_a", "deadline", "followed_a")

    def __init__(self, behaviour: Behaviour) -> None:
        self._reaction_ms = behaviour.reaction_ms
        self._step_a = behaviour.ramp_a_per_s * RAMP_STEP_MS / 1_000
        self.stop()

    def stop(self) -> None:
        """The car draws nothing."""
        self.cap_a = 0.0
        self.followed_a = 0.0
        self._follow_ms = NEVER
        self._ramp_ms = NEVER
        self.deadline = NEVER

    def start(self, now_ms: int, offer_a: float) -> None:
        """The car begins to draw, from nothing, towards this offer."""
        self.followed_a = offer_a
        self._follow_ms = NEVER
        self._ramp_ms = now_ms

    def settle(self, now_ms: int, offer_a: float, ceiling_a: float) -> None:
        """Take the offer and the most the charger can use (A) from ``now_ms`` on.

        An offer of 0 is a withdrawn one: the car carries on as it did until its behaviour makes it stop. If an offer
        comes back before that, the reaction time counts from the withdrawal.
        """
        if offer_a == self.followed_a:
            self._follow_ms = NEVER
        elif self._follow_ms == NEVER:
            self._follow_ms = now_ms + self._reaction_ms
        offered = offer_a > 0
        if offered and now_ms >= self._follow_ms:
            self.followed_a = offer_a
            self._follow_ms = NEVER
        self._climb(now_ms, min(self.followed_a, ceiling_a))
        self.deadline = min(self._follow_ms, self._ramp_ms) if offered else self._ramp_ms

    def _climb(self, now_ms: int, target_a: float) -> None:
        if target_a <= self.cap_a:
            self.cap_a = target_a
            self._ramp_ms = NEVER
            return
        if self._ramp_ms == NEVER:
            self._ramp_ms = now_ms
        if now_ms >= self._ramp_ms:
            self.cap_a = min(target_a, self.cap_a + self._step_a)
            self._ramp_ms = NEVER if self.cap_a == target_a else now_ms + RAMP_STEP_MS
