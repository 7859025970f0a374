"""The board of the firmware recordings: stimuli set its inputs directly, with no car or physics behind them.

Scenarios are lines of a command and its argument (:meth:`ScriptedBoard.command`). Only two things react to what the
controller drives: the contactor, which welds as `contactor` says, and the residual-current sensor's answer to the test
coil (`gfci`). The current is what the scenario says, whatever the contactor and the pilot do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pilotwire.controller.board import Inputs, Outputs

from .contactor import Contactor
from .deadlines import or_none
from .faults import BOTH_CONTACTS
from .gfci import CoilAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

PILOT_OF_STATE: Final[dict[str, tuple[int, int]]] = {
    "A": (12_000, -12_000),
    "B": (9_000, -12_000),
    "C": (6_000, -12_000),
    "D": (3_000, -12_000),
    "E": (0, 0),
}
"""Pilot line driven high and low (mV) for the letters of the ``ev`` command; E is a pilot shorted to earth."""


class ScriptError(ValueError):
    """A command the board does not know or cannot carry out; the message says what is wrong with it."""


class ScriptedBoard:
    """A board whose inputs are set by commands. It has the plant's ``advance``, ``inputs`` and ``next_deadline``.

    It starts with nothing plugged in (12 V pilot, proximity open at 5000 mV), earth present, a sensor that answers its
    self-test, 25.0 °C, and both contacts free.
    """

    __slots__ = (
        "_answers",
        "_coil",
        "_commands",
        "_contactor",
        "_earthed",
        "_gfi",
        "_inputs",
        "_now",
        "_outputs",
        "_stuck",
    )

    def __init__(self, start_ms: int = 0) -> None:
        self._inputs = Inputs()
        self._outputs = Outputs()
        self._now = start_ms
        self._contactor = Contactor()
        self._coil = CoilAnswer()
        self._gfi = False
        self._answers = True
        self._earthed = True
        self._stuck = False
        self._commands: dict[str, tuple[int, Callable[..., None]]] = {
            "ev": (1, self._ev),
            "pilot": (2, self._pilot),
            "amps": (1, self._amps),
            "gfi": (1, self._residual_current),
            "gfitest": (1, self._self_test),
            "gnd": (1, self._ground),
            "stuck": (1, self._weld),
            "pp": (1, self._proximity),
            "temp": (1, self._temperature),
            "btn": (1, self._button),
        }

    def advance(self, now_ms: int, outputs: Outputs) -> None:
        """Let time pass to ``now_ms`` under what was driven until now; from then on ``outputs`` is driven.

        Raises:
            ScriptError: ``now_ms`` is before an earlier call.
        """
        self._run(now_ms)
        if outputs is not self._outputs:
            self._outputs = outputs
            self._settle(now_ms)

    @property
    def inputs(self) -> Inputs:
        """What the controller's board sees; the same object until something in it changes."""
        return self._inputs

    @property
    def next_deadline(self) -> int | None:
        """When the answer to the test coil begins or ends (ms); None when nothing changes by itself."""
        return or_none(self._coil.deadline)

    def command(self, now_ms: int, line: str) -> None:
        """Carry out one stimulus of a recording, for example ``ev C``, ``pilot 9000 -12000`` or ``temp 655``.

        Raises:
            ScriptError: the command is not known, or its arguments are wrong.
        """
        name, *arguments = line.split() or [""]
        count, action = self._commands.get(name, (0, None))
        if action is None:
            known = ", ".join(self._commands)
            raise ScriptError(f"There is no stimulus {name!r}. Known are: {known}.")
        if len(arguments) != count:
            raise ScriptError(f"{name} takes {count} argument(s); got {line!r}.")
        self._run(now_ms)
        action(*arguments)
        self._settle(now_ms)

    def _run(self, now_ms: int) -> None:
        if now_ms < self._now:
            raise ScriptError(f"Time runs forwards only: asked for {now_ms} ms after {self._now} ms.")
        while self._coil.deadline <= now_ms:
            self._settle(self._coil.deadline)
        self._now = now_ms

    def _settle(self, now_ms: int) -> None:
        outputs, contactor = self._outputs, self._contactor
        self._coil.settle(now_ms, driven=outputs.gfci_test, answers=self._answers)
        contactor.command(relay_1=outputs.relay_1, relay_2=outputs.relay_2, welding=BOTH_CONTACTS if self._stuck else 0)
        self._see(
            ac_sense_1=self._earthed and contactor.closed_1,
            ac_sense_2=self._earthed and contactor.closed_2,
            gfci_trip=self._gfi or self._coil.tripped,
        )

    def _see(self, **changes: object) -> None:
        seen = msgspec.structs.replace(self._inputs, **changes)
        if seen != self._inputs:
            self._inputs = seen

    def _ev(self, letter: str) -> None:
        if letter not in PILOT_OF_STATE:
            raise ScriptError(f"ev takes A, B, C, D or E; got {letter!r}.")
        high_mv, low_mv = PILOT_OF_STATE[letter]
        self._see(pilot_high_mv=high_mv, pilot_low_mv=low_mv)

    def _pilot(self, high_mv: str, low_mv: str) -> None:
        self._see(pilot_high_mv=_whole(high_mv), pilot_low_mv=_whole(low_mv))

    def _amps(self, milliamps: str) -> None:
        self._see(current_ma=(_whole(milliamps), 0, 0))

    def _residual_current(self, level: str) -> None:
        self._gfi = _switch(level)

    def _self_test(self, answers: str) -> None:
        self._answers = _switch(answers)

    def _ground(self, present: str) -> None:
        self._earthed = _switch(present)

    def _weld(self, stuck: str) -> None:
        self._stuck = _switch(stuck)

    def _proximity(self, millivolts: str) -> None:
        self._see(proximity_mv=_whole(millivolts))

    def _temperature(self, tenths: str) -> None:
        # The recordings' clock chip drops the fraction of its two's-complement register: -0.5 °C reads -1 °C.
        self._see(temperature_ds3231_dc=_whole(tenths) // 10 * 10)

    def _button(self, held: str) -> None:
        self._see(button=_switch(held))


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ScriptError(f"Expected a whole number; got {text!r}.") from None


def _switch(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ScriptError(f"Expected 0 or 1; got {text!r}.")
    return text == "1"
