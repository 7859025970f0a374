"""The protections: every way the controller notices that charging is not safe, in one list.

Each is a small object with the same shape. ``check`` is asked in every pass and answers with a verdict; how the fault
it names is entered and how it ends is in ``charging.ENTRY``. Later protections in ``PROTECTIONS`` win over earlier
ones. Residual current does not wait to be asked: the trip itself opens the contactor at once (``safety``).

| protection | fault | reaction | ends | counter |
|---|---|---|---|---|
| Ground | NO_GROUND | closed > 1 s without mains on either sense input for 20 ms | retry after 5 min, unplug | ground |
| Ground (CGMI) | NO_GROUND | earth input lost for 20 ms, in any state | earth is back | ground |
| Closure (CGMI) | RELAY_OPEN | closed > 1 s without mains on its output | unplug | - |
| Weld | STUCK_RELAY | mains seen > 1 s behind a contactor open > 1 s | power cycle | stuck relay |
| Residual current | GFCI_TRIP | at once | retry after 5 min, unplug | gfci |
| Temperature | OVER_TEMPERATURE | any sensor at the panic level | unplug, when cool | - |
| Over-current | OVER_CURRENT | capacity + 5 A for 10 s | unplug | - |
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from .codes import EvseState, SettingsFlag
from .machine import Machine

SENSE_MS = 20
"""One period of 50 Hz: mains is not seen when it is missing for this long."""
SENSE_DELAY_MS = 1_000
"""Contacts and sensing settle before the sense inputs are believed."""
RETRY_AFTER_MS = 300_000
RETRIES = 6


class Verdict(Enum):
    """A protection's answer."""

    OK = "nothing to say"
    FAULT = "the fault is present"
    LATCH = "the fault is present and does not retry any more"
    OVER = "the fault it raised has ended: classify the car afresh"


class Protection(Protocol):
    """The shape of a protection."""

    fault: EvseState
    """The state it leads to."""

    def check(self, m: Machine, previous: EvseState) -> Verdict:
        """Judge the board as it is now; ``previous`` is the state before this pass."""

    def deadline(self, m: Machine) -> int | None:
        """When to check again although nothing changed (ms)."""


class _Since:
    """How long a condition has held."""

    __slots__ = ("since_ms",)

    def __init__(self) -> None:
        self.since_ms: int | None = None

    def see(self, now_ms: int, *, present: bool) -> int:
        """Note the condition; returns for how long it has held (ms), -1 when it does not."""
        if not present:
            self.since_ms = None
            return -1
        if self.since_ms is None:
            self.since_ms = now_ms
        return now_ms - self.since_ms

    def reaches(self, duration_ms: int) -> int | None:
        """When it will have held that long (ms)."""
        return None if self.since_ms is None else self.since_ms + duration_ms


def _closed_long(m: Machine) -> bool:
    return m.contactor_closed and m.now - m.closed_at_ms > SENSE_DELAY_MS


class Ground:
    """Earth, seen through the closed contactor: no mains towards earth on either output means no earth."""

    fault = EvseState.NO_GROUND

    def __init__(self) -> None:
        self._dead = _Since()
        self._started_ms = 0
        self._retries = 0

    def reset_retries(self) -> None:
        """Ground check switched off: the budget of retries starts again."""
        self._retries = 0

    def check(self, m: Machine, previous: EvseState) -> Verdict:
        """See ``Protection``."""
        if m.contactor_closed:
            dead = not (m.inputs.ac_sense_1 or m.inputs.ac_sense_2)
            dead_ms = self._dead.see(m.now, present=dead and _closed_long(m))
            if dead_ms < SENSE_MS or m.setting(SettingsFlag.GROUND_CHECK_OFF):
                return Verdict.OK
            m.open_contactor()
            if previous is not self.fault:
                m.count_trip("ground_trips")
            self._started_ms = m.now
            return Verdict.FAULT
        self._dead.see(m.now, present=False)
        if previous is not self.fault:
            return Verdict.OK
        if not m.ev_connected:
            return Verdict.OVER
        if self._retries < RETRIES and m.now - self._started_ms > RETRY_AFTER_MS:
            self._retries += 1
            return Verdict.OK
        return Verdict.FAULT

    def deadline(self, m: Machine) -> int | None:
        """See ``Protection``."""
        if m.contactor_closed:
            if self._dead.since_ms is not None:
                return self._dead.reaches(SENSE_MS)
            return None if _closed_long(m) else m.closed_at_ms + SENSE_DELAY_MS + 1
        if m.state is self.fault and self._retries < RETRIES:
            return self._started_ms + RETRY_AFTER_MS + 1
        return None

    def retry_in_ms(self, m: Machine) -> int:
        """Countdown for the display (ms)."""
        return RETRY_AFTER_MS - (m.now - self._started_ms)


class ContinuousGround:
    """Earth on CGMI boards: a sense input of its own, watched in every state."""

    fault = EvseState.NO_GROUND

    def __init__(self) -> None:
        self._dead = _Since()

    def reset_retries(self) -> None:
        """There is no budget here: the fault ends when earth returns."""

    def check(self, m: Machine, previous: EvseState) -> Verdict:
        """See ``Protection``."""
        dead_ms = self._dead.see(m.now, present=not m.inputs.ac_sense_2)
        if dead_ms < SENSE_MS or m.setting(SettingsFlag.GROUND_CHECK_OFF):
            return Verdict.OK
        m.open_contactor()
        if previous is not self.fault:
            m.count_trip("ground_trips")
        return Verdict.FAULT

    def deadline(self, m: Machine) -> int | None:  # noqa: ARG002  same shape as the others
        """See ``Protection``."""
        return self._dead.reaches(SENSE_MS)

    def retry_in_ms(self, m: Machine) -> int:  # noqa: ARG002  same shape as Ground
        """No timer: the fault ends as soon as earth is back."""
        return 0


class Closure:
    """CGMI boards see whether the contactor really closed."""

    fault = EvseState.RELAY_OPEN

    def __init__(self) -> None:
        self._dead = _Since()

    def check(self, m: Machine, previous: EvseState) -> Verdict:  # noqa: ARG002  same shape as the others
        """See ``Protection``."""
        dead_ms = self._dead.see(m.now, present=_closed_long(m) and not m.inputs.ac_sense_1)
        if dead_ms < SENSE_MS or m.setting(SettingsFlag.STUCK_RELAY_CHECK_OFF):
            return Verdict.OK
        m.open_contactor()
        return Verdict.FAULT

    def deadline(self, m: Machine) -> int | None:
        """See ``Protection``."""
        if not m.contactor_closed:
            return None
        return self._dead.reaches(SENSE_MS) if _closed_long(m) else m.closed_at_ms + SENSE_DELAY_MS + 1


class Weld:
    """Mains behind an open contactor: a contact is welded."""

    fault = EvseState.STUCK_RELAY

    def __init__(self) -> None:
        self._live = _Since()

    def _mains_seen(self, m: Machine) -> bool:
        return m.inputs.ac_sense_1 or (m.inputs.ac_sense_2 and not m.profile.cgmi)

    def check(self, m: Machine, previous: EvseState) -> Verdict:
        """See ``Protection``."""
        if previous is self.fault:
            return Verdict.FAULT
        live = not m.contactor_closed and self._mains_seen(m) and not m.setting(SettingsFlag.STUCK_RELAY_CHECK_OFF)
        live_ms = self._live.see(m.now, present=live)
        if live_ms <= SENSE_DELAY_MS or m.now - m.opened_at_ms <= SENSE_DELAY_MS:
            return Verdict.OK
        m.count_trip("stuck_relay_trips")
        return Verdict.FAULT

    def deadline(self, m: Machine) -> int | None:
        """See ``Protection``."""
        if self._live.since_ms is None:
            return None
        return max(self._live.since_ms, m.opened_at_ms) + SENSE_DELAY_MS + 1


class ResidualCurrent:
    """A latched trip: counted here, retried after five minutes."""

    fault = EvseState.GFCI_TRIP

    def __init__(self) -> None:
        self._started_ms: int | None = 0
        self._retries = 0

    def check(self, m: Machine, previous: EvseState) -> Verdict:
        """See ``Protection``."""
        if not m.gfci_latched:
            return Verdict.OK
        if previous is not self.fault:
            m.count_trip("gfci_trips")
            self._retries = 0
            self._started_ms = m.now
            return Verdict.FAULT
        if not m.ev_connected:
            # While the input still trips, "over" would only raise and count the same fault again and again.
            m.gfci_latched = m.inputs.gfci_trip
            return Verdict.FAULT if m.gfci_latched else Verdict.OVER
        if self._started_ms is None or m.now - self._started_ms >= RETRY_AFTER_MS:
            self._retries += 1
            if self._retries > RETRIES:
                return Verdict.LATCH
            m.gfci_latched = m.inputs.gfci_trip
            self._started_ms = None
        return Verdict.FAULT

    def deadline(self, m: Machine) -> int | None:
        """See ``Protection``."""
        if m.state is not self.fault:
            return None
        return m.now + 1 if self._started_ms is None else self._started_ms + RETRY_AFTER_MS

    def retry_in_ms(self, m: Machine) -> int:
        """Countdown for the display (ms)."""
        return RETRY_AFTER_MS - (m.now - (self._started_ms or 0))


class Heat:
    """Any sensor at the panic level."""

    fault = EvseState.OVER_TEMPERATURE

    def check(self, m: Machine, previous: EvseState) -> Verdict:  # noqa: ARG002  same shape as the others
        """See ``Protection``."""
        hot = m.temperatures.panic and not m.setting(SettingsFlag.TEMPERATURE_CHECK_OFF)
        return Verdict.FAULT if hot else Verdict.OK

    def deadline(self, m: Machine) -> int | None:  # noqa: ARG002  a new temperature is an event of its own
        """See ``Protection``."""
        return None


class OverCurrent:
    """The car draws more than it is offered. Checked at the end of a pass, in state C only."""

    fault = EvseState.OVER_CURRENT

    def __init__(self) -> None:
        self._over = _Since()

    def check(self, m: Machine, previous: EvseState) -> Verdict:  # noqa: ARG002  same shape as the others
        """See ``Protection``."""
        margin = m.profile.over_current_margin_a
        over = margin is not None and m.state is EvseState.C and m.current_ma >= (m.capacity_a + margin) * 1000
        return Verdict.FAULT if self._over.see(m.now, present=over) >= m.profile.over_current_ms else Verdict.OK

    def deadline(self, m: Machine) -> int | None:
        """See ``Protection``."""
        return self._over.reaches(m.profile.over_current_ms)


class Protections:
    """All protections of one controller, in the order in which they are asked."""

    def __init__(self, m: Machine) -> None:
        self.ground = ContinuousGround() if m.profile.cgmi else Ground()
        self.residual = ResidualCurrent()
        self.weld = Weld()
        self.over_current = OverCurrent()
        closure = (Closure(),) if m.profile.cgmi else ()
        self.sensed: tuple[Protection, ...] = (self.ground, *closure, self.weld, self.residual, Heat())
        """Asked before the pilot is classified; a fault keeps it from being classified."""
        self.all: tuple[Protection, ...] = (*self.sensed, self.over_current)
