"""Lets the controller supervise us: it offers only its fallback current once our pulses stay away.

Armed anew whenever the controller is found or restarts. A missed pulse is acknowledged; the controller then restores
its configured current, and ``controller_aim`` corrects it. RAPI ``$SY``, firmware 6.1.3 and later; an interval above
65 s overflows in the firmware.

Pure; ``controller_link`` asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilotwire.rapi.client_values import Heartbeat
from pilotwire.rapi.codes import HeartbeatTrigger

from .asks import Acknowledge, Answer, AskFailed, Due, Pulse, Rank
from .writes import SetHeartbeat

LONGEST_INTERVAL_S = 65
_RETRY_MS = 1_000
_REFUSED_MS = 30_000
_SOON_MS = 10_000
"""A miss so soon after an acknowledgement means the line is too slow; the next is acknowledged later and later."""
_LONGEST_WAIT_MS = 60_000
_MAX_DOUBLINGS = 10
_PULSES = 5
"""Pulses within one interval, so that losing a few does no harm; 1 s with the usual 5 s."""


class Supervision:
    """The controller's supervision of us."""

    def __init__(self) -> None:
        self._wanted = SetHeartbeat(interval_s=5, fallback_a=6)
        self._available = False
        self._arm_ms: int | None = None
        self._refused = False
        self._pulse_ms = 0
        self._period_ms = _RETRY_MS
        self._acknowledged_ms: int | None = None
        self._soon_again = 0
        self.armed = False
        """The controller supervises us."""
        self.missed = False
        """A pulse came too late and that has not been acknowledged yet."""

    @property
    def wanted(self) -> SetHeartbeat:
        """How we want to be supervised."""
        return self._wanted

    def want(self, heartbeat: SetHeartbeat, now_ms: int) -> None:
        """Be supervised like this from now on (interval in s, cut to what the firmware can count)."""
        interval_s = max(0, min(heartbeat.interval_s, LONGEST_INTERVAL_S))
        self._wanted = SetHeartbeat(interval_s, max(0, min(heartbeat.fallback_a, 255)))
        self._refused = False
        if self._available:
            self._arm_ms = now_ms

    def begin(self, now_ms: int, *, available: bool) -> None:
        """The controller was found or has restarted."""
        self._available = available
        self._arm_ms = now_ms if available else None
        self._refused = False
        self.armed = self.missed = False

    @property
    def arming(self) -> bool:
        """A change of the supervision waits to be sent."""
        return self._arm_ms is not None and not self._refused

    def dues(self) -> Iterator[Due]:
        """What has to be sent for the supervision."""
        if self._arm_ms is not None:
            yield Due(self._arm_ms, Rank.HEARTBEAT, self._wanted)
        elif self.missed:
            yield Due(self._pulse_ms, Rank.HEARTBEAT, Acknowledge())
        elif self.armed:
            yield Due(self._pulse_ms, Rank.HEARTBEAT, Pulse())

    def answered(self, ask: SetHeartbeat | Pulse | Acknowledge, answer: Answer, asked_ms: int, now_ms: int) -> bool:
        """Take the controller's answer; says whether it has just restored its configured current."""
        if isinstance(answer, AskFailed):
            self._failed(ask, answer, now_ms)
            return False
        if not isinstance(answer, Heartbeat):
            return False
        if ask == self._wanted:
            self._arm_ms = None
        was_missed, self.missed = self.missed, answer.trigger is HeartbeatTrigger.MISSED
        self.armed = answer.interval_s > 0
        self._period_ms = max(1, answer.interval_s) * 1000 // _PULSES
        if isinstance(ask, Acknowledge) and not self.missed:
            self._acknowledged_ms = now_ms
        if self.missed and not was_missed:
            self._pulse_ms = now_ms + self._wait_ms(now_ms)
        else:
            # An answer may take its time: others get their turn before the next pulse.
            self._pulse_ms = max(asked_ms + self._period_ms, now_ms + self._period_ms // 2)
        return was_missed and not self.missed and isinstance(ask, Acknowledge)

    def _wait_ms(self, now_ms: int) -> int:
        """How long to leave the controller at its safe current."""
        soon = self._acknowledged_ms is not None and now_ms - self._acknowledged_ms < _SOON_MS
        self._soon_again = min(self._soon_again + 1, _MAX_DOUBLINGS) if soon else 0
        return min(_RETRY_MS << (self._soon_again - 1), _LONGEST_WAIT_MS) if self._soon_again else 0

    def _failed(self, ask: SetHeartbeat | Pulse | Acknowledge, answer: AskFailed, now_ms: int) -> None:
        if isinstance(ask, SetHeartbeat):
            # It may be armed from before, and then it would miss us: never give up.
            self._arm_ms = now_ms + (_REFUSED_MS if answer.failure.final else _RETRY_MS)
            self._refused = answer.failure.final
        else:
            self._pulse_ms = now_ms + min(_RETRY_MS, self._period_ms)
