"""The front panel: keeps the display up to date and turns button presses into actions.

Drawing happens when the state changes, when something forces it, and once per second for clocks and meters. The
once-per-second parts are drawn when somebody looks: ``refresh`` brings the frame up to the present, and
``next_refresh`` says when it would next change. A display nobody watches costs nothing.
"""

from __future__ import annotations

from .board import Colour, Display
from .codes import EvseState as S
from .codes import SettingsFlag
from .machine import Machine
from .pilot import PASS_MS
from .protections import Protections
from .screens import draw_charging, draw_current, draw_retry, draw_sleeping, draw_state

TICK_MS = 1_003
TICK_CHARGING_MS = 1_010
"""Recorded averages of the firmware's "once per second"."""
_TICKING = (S.C, S.SLEEPING, S.GFCI_TRIP, S.NO_GROUND)


class Panel:
    """The display's contents over time."""

    def __init__(self, m: Machine, protections: Protections) -> None:
        self._m = m
        self._protections = protections
        self._tick_ms = 0
        self._shown_state: S | None = None
        self._alarm_red = False
        restore_ms = m.profile.lcd_refresh_ms
        self._restore_at_ms = None if restore_ms is None else m.now + restore_ms
        """When everything is drawn again in case the display was disturbed (European builds, for CE)."""
        self.updates_off = False
        """``$F0 0`` or a menu: nothing is drawn except faults."""
        self.held = False
        """A power-on test failed: what is shown stays, there is no retry to count down to."""
        m.lcd.monochrome = m.setting(SettingsFlag.MONOCHROME)

    def message(self, line_1: str, line_2: str, colour: Colour = Colour.WHITE) -> None:
        """Show two lines that belong to no state (power-on, menus)."""
        lcd = self._m.lcd
        lcd.colour = colour
        lcd.write_line(0, line_1)
        lcd.write_line(1, line_2)

    def state_changed(self) -> None:
        """Draw if the state is not the one shown (end of every pass)."""
        if self._m.state is not self._shown_state:
            self._shown_state = self._m.state
            self.redraw()

    def redraw(self) -> None:
        """Draw everything now."""
        m = self._m
        if self.held or (self.updates_off and not m.state.is_fault):
            return
        draw_state(m.lcd, m)
        self._draw_periodic()
        # The firmware draws the once-per-second parts again in its next pass.
        self._tick_ms = m.now + PASS_MS

    def refresh(self, *, at_least_now: bool = False) -> Display:
        """The frame as it is at ``m.now``; ``at_least_now`` draws clocks and meters even between two seconds."""
        m = self._m
        self._restore()
        if not self._ticking:
            return m.lcd.frame
        if m.now >= self._tick_ms:
            period_ms = TICK_CHARGING_MS if m.state is S.C else TICK_MS
            self._tick_ms += ((m.now - self._tick_ms) // period_ms + 1) * period_ms
            self._draw_periodic()
        elif at_least_now:
            self._draw_periodic()
        return m.lcd.frame

    def _restore(self) -> None:
        m = self._m
        period_ms = m.profile.lcd_refresh_ms
        if period_ms is None or self._restore_at_ms is None or m.now < self._restore_at_ms:
            return
        self._restore_at_ms += ((m.now - self._restore_at_ms) // period_ms + 1) * period_ms
        if not m.hard_fault:
            self.redraw()

    @property
    def next_refresh(self) -> int | None:
        """When the frame will next change by itself (ms)."""
        if not self._ticking:
            return self._restore_at_ms
        return self._tick_ms if self._restore_at_ms is None else min(self._tick_ms, self._restore_at_ms)

    @property
    def _ticking(self) -> bool:
        m = self._m
        if self.held or m.state not in _TICKING or (m.state.is_fault and m.hard_fault):
            return False
        return not self.updates_off or m.state.is_fault

    def _draw_periodic(self) -> None:
        m = self._m
        if m.state in (S.GFCI_TRIP, S.NO_GROUND):
            if not m.hard_fault:
                source = self._protections.residual if m.state is S.GFCI_TRIP else self._protections.ground
                draw_retry(m.lcd, source.retry_in_ms(m))
        elif m.state is S.C:
            draw_current(m.lcd, m)
            draw_charging(m.lcd, m)
            self._blink_alarm()
        elif m.state is S.SLEEPING:
            draw_sleeping(m.lcd, m)

    def _blink_alarm(self) -> None:
        """Backlight red and teal by turns while throttled to a quarter."""
        throttle = self._m.temperatures
        if throttle.throttled and throttle.deep_throttled and not self._alarm_red:
            self._alarm_red = True
            self._m.lcd.colour = Colour.RED
        elif self._alarm_red:
            self._alarm_red = False
            self._m.lcd.colour = Colour.TEAL
