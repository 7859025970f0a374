"""The least station that closes the loop: it offers a current, and closes the contactor while the car asks for it.

It has none of the controller's debounce, checks or faults, so that tests of the plant fail for the plant's reasons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pilotwire.controller.board import PILOT_HIGH, Inputs, Outputs, PilotDrive, PilotLevel

if TYPE_CHECKING:
    from collections.abc import Callable

    from pilotwire.plant import Plant

IDLE = Outputs(pilot=PILOT_HIGH)
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

STATE_A_MV = 10_500
STATE_B_MV = 7_500


def pwm(amps: float) -> PilotDrive:
    """The duty cycle that offers this current (6-51 A)."""
    return PilotDrive(PilotLevel.PWM, amps / 0.6)


def closed(amps: float) -> Outputs:
    """The contactor closed while this current is offered."""
    return Outputs(pilot=pwm(amps), relay_1=True, relay_2=True)


class SimpleStation:
    """Drives a plant from event to event; ``amps`` of 0 withdraws the offer and opens when the car lets go."""

    def __init__(self, plant: Plant, amps: float = 16.0, start_ms: int = 0) -> None:
        self.plant = plant
        self.amps = amps
        self.now_ms = start_ms
        self.outputs = IDLE
        self.events = 0
        self.watch: Callable[[], None] = lambda: None
        self._react()

    def run(self, until_ms: int) -> None:
        """Let time pass to ``until_ms``, stopping wherever the plant changes by itself."""
        self._react()
        while True:
            deadline = self.plant.next_deadline
            self.now_ms = until_ms if deadline is None else min(deadline, until_ms)
            self.plant.advance(self.now_ms, self.outputs)
            self._react()
            self.events += 1
            self.watch()
            if self.now_ms >= until_ms:
                return

    def offer(self, amps: float) -> None:
        """Offer another current from now on."""
        self.amps = amps
        self._react()

    def _react(self) -> None:
        for _ in range(10):
            wanted = self._outputs_for(self.plant.inputs)
            if wanted == self.outputs:
                return
            self.outputs = wanted
            self.plant.advance(self.now_ms, wanted)
        raise AssertionError("station and plant do not come to rest")

    def _outputs_for(self, inputs: Inputs) -> Outputs:
        if inputs.pilot_high_mv >= STATE_A_MV:
            return IDLE
        pilot = pwm(self.amps) if self.amps else PILOT_HIGH
        asked = inputs.pilot_high_mv < STATE_B_MV and (self.amps > 0 or self.outputs.contactor_closed)
        return Outputs(pilot=pilot, relay_1=asked, relay_2=asked)
