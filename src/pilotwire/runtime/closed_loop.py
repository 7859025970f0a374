"""Controller and world in closed loop: each sees what the other does, event by event, whatever the clock.

The same object runs in virtual time, where ``run_to`` jumps from deadline to deadline as fast as it can, and in real
time, where ``live`` calls it with the present of a ``clock.WallClock`` and waits for the next deadline in between.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pilotwire.controller import Controller, Inputs, Outputs, Profile, Rtc, Settings

_MAX_EXCHANGES = 50


class World(Protocol):
    """What a controller can be connected to: the plant, or the board of the recordings."""

    def advance(self, now_ms: int, outputs: Outputs) -> None:
        """Bring the world to ``now_ms``; from then on ``outputs`` is driven."""

    @property
    def inputs(self) -> Inputs:
        """What the controller's board sees; the same object until something changes."""

    @property
    def next_deadline(self) -> int | None:
        """When something next changes by itself (ms)."""


class ClosedLoop:
    """One controller in its world."""

    def __init__(
        self,
        profile: Profile,
        world: World,
        settings: Settings | None = None,
        rtc: Rtc | None = None,
        now_ms: int = 0,
    ) -> None:
        self.world = world
        self.now_ms = now_ms
        self.controller = Controller(profile, settings, rtc, now_ms)
        self.on_event: Callable[[], None] = _nothing
        """Called after every instant at which something may have happened."""

    @property
    def next_deadline(self) -> int:
        """When ``run_to`` has something to do again, even if nobody acts on the world (ms)."""
        world = self.world.next_deadline
        own = self.controller.next_deadline
        return own if world is None or own < world else world

    def run_to(self, now_ms: int) -> None:
        """Let everything happen that is due up to and including ``now_ms``."""
        while (soonest := self.next_deadline) < now_ms:
            self._instant(max(soonest, self.now_ms))
        self._instant(now_ms)

    def touched(self) -> None:
        """Somebody acted on the world or the controller just now: let them see each other."""
        self._instant(self.now_ms)

    def power_cycle(self) -> None:
        """Power is lost and comes back: everything volatile is gone, settings and clock stay."""
        old = self.controller
        self.world.advance(self.now_ms, Outputs())
        self.controller = Controller(old.profile, old.settings, old.rtc, self.now_ms)
        self.touched()

    def _instant(self, now_ms: int) -> None:
        self.now_ms = now_ms
        world, controller = self.world, self.controller
        for _ in range(_MAX_EXCHANGES):
            outputs = controller.outputs
            world.advance(now_ms, outputs)
            controller.advance(now_ms, world.inputs)
            if controller.outputs is outputs:
                break
        else:
            msg = f"controller and world do not settle at {now_ms} ms"
            raise RuntimeError(msg)
        self.on_event()


def _nothing() -> None:
    return None
