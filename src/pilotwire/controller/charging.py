"""The charging state machine, as data.

How to read it with the standard in hand (SAE J1772, IEC 61851-1 Annex A):

The station drives the control pilot; the car answers by loading it. 12 V means nobody there (A), 9 V a car (B), 6 V a
car that wants power (C), 3 V one that wants power and ventilation (D), 0 V a short (E). The station offers current by
switching the pilot to a 1 kHz square wave (PWM) and closes the contactor in C only. So a charge walks A -> B -> C and
back, and every other state below is a way of saying no.

``TRANSITIONS`` says where a pilot reading leads: from which states, under which condition, after being held for how
long. The first row that fits wins. ``COMMANDS`` says where a request of a person, a gateway or a timer leads.
``ENTRY`` says what the station does on entering a state. Faults come from ``protections``; they enter through
``ENTRY`` like everything else, and leave through ``FAULT_EXIT``.

Two rules stand above the tables and are enforced in ``safety``, whatever state the machine is in:

* a closed contactor opens ``pilot.FAST_OPEN_MS`` after the pilot stops permitting power, without waiting for the
  longer hold that the change of state needs;
* the contactor closes only at the end of the closing sequence, and only if power was permitted throughout.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from .codes import EvseState as S
from .pilot import HOLD_A_MS, HOLD_MS, Reading


class Condition(Enum):
    """What must hold besides the reading."""

    ALWAYS = "always"
    PWM_ON = "PWM on"
    PWM_OFF = "PWM off"
    VENT_CHECK_ON = "ventilation check on"
    VENT_CHECK_OFF = "ventilation check off"

    __hash__ = object.__hash__


class Transition(msgspec.Struct, frozen=True):
    """One row: in any of ``sources``, ``reading`` held for ``hold_ms`` under ``condition`` leads to ``target``."""

    sources: tuple[S, ...]
    reading: Reading
    condition: Condition
    hold_ms: int
    target: S
    standard: str
    """Where the row comes from."""


_NORMAL = (S.STARTING, S.A, S.B, S.C)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_NORMAL, Reading.NO_DIODE, Condition.PWM_ON, HOLD_MS, S.DIODE_FAILED, "SAE J1772: diode check"),
    Transition(_NORMAL, Reading.E, Condition.ALWAYS, HOLD_MS, S.E, "IEC 61851-1 A.6 state E"),
    Transition(_NORMAL, Reading.A, Condition.ALWAYS, HOLD_A_MS, S.A, "IEC 61851-1 Table A.6: 2"),
    Transition(_NORMAL, Reading.B, Condition.ALWAYS, HOLD_MS, S.B, "IEC 61851-1 Table A.6: 1, 7, 8"),
    Transition(_NORMAL, Reading.C, Condition.PWM_OFF, HOLD_MS, S.B, "open_evse: no power without an offer"),
    Transition(_NORMAL, Reading.C, Condition.PWM_ON, HOLD_MS, S.C, "IEC 61851-1 Table A.6: 4"),
    Transition(_NORMAL, Reading.D, Condition.VENT_CHECK_ON, HOLD_MS, S.D, "IEC 61851-1 Table A.6: 4, no ventilation"),
    Transition(_NORMAL, Reading.D, Condition.VENT_CHECK_OFF, HOLD_MS, S.C, "IEC 61851-1 Table A.6: 4, ventilated"),
)
"""Where a pilot reading leads. Rows that stay in the same state are not listed twice: staying needs no row."""


class Command(Enum):
    """Requests that change the state without the car."""

    ENABLE = "enable"
    SLEEP = "sleep"
    DISABLE = "disable"

    __hash__ = object.__hash__


_FAULTS_THAT_RETRY = (S.GFCI_TRIP, S.NO_GROUND)

COMMANDS: dict[Command, tuple[tuple[S, ...], S]] = {
    Command.ENABLE: ((S.SLEEPING, S.DISABLED), S.STARTING),
    Command.SLEEP: ((*_NORMAL, *_FAULTS_THAT_RETRY, S.DISABLED), S.SLEEPING),
    Command.DISABLE: ((*_NORMAL, *_FAULTS_THAT_RETRY, S.SLEEPING), S.DISABLED),
}
"""From which states a request is followed, and where it leads. Elsewhere it is accepted and does nothing: above all a
latched fault stays what it is (the firmware lets ``$FS``, ``$FE`` and ``$FD`` paint over it)."""


class Pilot(Enum):
    """What to put on the control pilot on entering a state."""

    HIGH = "+12 V"
    LOW = "-12 V"
    OFFER = "PWM"
    KEEP = "unchanged"


class Contactor(Enum):
    """What to do with the contactor on entering a state."""

    OPEN = "open now"
    CLOSE = "self-test, then close"
    STOP_CAR_1S = "ask the car to stop, open within 1 s"
    STOP_CAR_5S = "ask the car to stop, open within 3 s, wait 5 s"
    GRACE = "ask the car to stop, open within 3 s"


class Latch(Enum):
    """How a fault ends."""

    NONE = "no fault"
    RETRY = "retries by itself, or unplug"
    UNPLUG = "unplug"
    RESET = "power cycle"


class Entry(msgspec.Struct, frozen=True):
    """What the station does on entering a state."""

    pilot: Pilot
    contactor: Contactor
    latch: Latch = Latch.NONE


ENTRY: dict[S, Entry] = {
    S.STARTING: Entry(Pilot.HIGH, Contactor.OPEN),
    S.A: Entry(Pilot.HIGH, Contactor.OPEN),
    S.B: Entry(Pilot.OFFER, Contactor.OPEN),
    S.C: Entry(Pilot.OFFER, Contactor.CLOSE),
    S.D: Entry(Pilot.HIGH, Contactor.OPEN, Latch.UNPLUG),
    S.E: Entry(Pilot.HIGH, Contactor.OPEN, Latch.UNPLUG),
    S.DIODE_FAILED: Entry(Pilot.HIGH, Contactor.OPEN, Latch.UNPLUG),
    S.GFCI_TRIP: Entry(Pilot.HIGH, Contactor.OPEN, Latch.RETRY),
    S.NO_GROUND: Entry(Pilot.HIGH, Contactor.OPEN, Latch.RETRY),
    S.STUCK_RELAY: Entry(Pilot.KEEP, Contactor.OPEN, Latch.RESET),
    S.SELF_TEST_FAILED: Entry(Pilot.HIGH, Contactor.OPEN, Latch.UNPLUG),
    S.OVER_TEMPERATURE: Entry(Pilot.HIGH, Contactor.STOP_CAR_5S, Latch.UNPLUG),
    S.OVER_CURRENT: Entry(Pilot.HIGH, Contactor.STOP_CAR_1S, Latch.UNPLUG),
    S.RELAY_OPEN: Entry(Pilot.HIGH, Contactor.OPEN, Latch.UNPLUG),
    S.SLEEPING: Entry(Pilot.HIGH, Contactor.GRACE),
    S.DISABLED: Entry(Pilot.LOW, Contactor.OPEN),
}
"""Every state has an entry; a test holds that."""

FAULT_EXIT = S.STARTING
"""Where a fault leads when it ends: the car is classified afresh, and every check is made again."""


def target(state: S, reading: Reading, *, pwm_on: bool, vent_check: bool) -> Transition | None:
    """The first row that fits, or None when the state does not listen to the pilot."""
    for row in _ROWS.get((state, reading), ()):
        condition = row.condition
        if (
            condition is Condition.ALWAYS
            or (condition is Condition.PWM_ON and pwm_on)
            or (condition is Condition.PWM_OFF and not pwm_on)
            or (condition is Condition.VENT_CHECK_ON and vent_check)
            or (condition is Condition.VENT_CHECK_OFF and not vent_check)
        ):
            return row
    return None


_ROWS: dict[tuple[S, Reading], tuple[Transition, ...]] = {
    (state, reading): tuple(row for row in TRANSITIONS if state in row.sources and row.reading is reading)
    for state in _NORMAL
    for reading in Reading
}


def permits_power(reading: Reading | None, *, vent_check: bool) -> bool:
    """Whether this pilot reading allows a closed contactor (state C, or D where ventilation is not asked for)."""
    return reading is Reading.C or (reading is Reading.D and not vent_check)


def table() -> str:
    """The transitions with their sources as a Markdown table, for the documentation."""
    lines = ["| reading | condition | held for | leads to | source |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.reading.value} | {row.condition.value} | {row.hold_ms} ms | {row.target.name} | {row.standard} |"
        for row in TRANSITIONS
    ]
    return "\n".join(lines) + "\n"


def diagram() -> str:
    """The state machine as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", "    [*] --> STARTING: power-on self-tests passed"]
    for row in TRANSITIONS:
        label = (
            row.reading.value if row.condition is Condition.ALWAYS else f"{row.reading.value}, {row.condition.value}"
        )
        lines += [
            f"    {source.name} --> {row.target.name}: {label}" for source in row.sources if source is not row.target
        ]
    for command, (sources, to) in COMMANDS.items():
        lines += [f"    {source.name} --> {to.name}: {command.value}" for source in sources if source is not to]
    for state, entry in ENTRY.items():
        if entry.latch in (Latch.UNPLUG, Latch.RETRY):
            lines.append(f"    {state.name} --> {FAULT_EXIT.name}: {entry.latch.value}")
    return "\n".join(lines) + "\n"
