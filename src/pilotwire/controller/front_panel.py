"""The button and the menu: what presses do (open_evse 8.2.3)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

from .board import Colour
from .button import Button, Press
from .codes import EvseState, SettingsFlag, VolatileFlag
from .machine import Machine
from .menu import Actions, Goto, Menu, MenuMemory, line, next_choice, walk_length
from .menus import MENUS
from .notifications import ButtonReport, WifiRequest
from .panel import Panel
from .procedure import Procedure, Wait, pause

WIFI_ACCESS_POINT_DEFAULT = 2


class Station(Actions, Protocol):
    """What the front panel can ask of the controller."""

    def enable(self) -> None:
        """Leave sleep or disabled."""

    def sleep(self) -> None:
        """Stop charging, let the car stay connected."""

    def restart(self) -> None:
        """Reset the controller."""

    def run(self, procedure: Procedure) -> None:
        """Run a blocking procedure."""


class FrontPanel:
    """Presses in, actions and menu screens out."""

    def __init__(self, m: Machine, panel: Panel, station: Station) -> None:
        self._m = m
        self._panel = panel
        self._station = station
        self.button = Button()
        self._menu: Menu | None = None
        self._index = 0
        self._list_positions: dict[str, int] = {}
        self._memory = MenuMemory(m)

    def look(self, *, down: bool) -> bool:
        """Look at the button; True when it did something."""
        press = self.button.look(self._m.now, down=down)
        if press is None:
            return False
        if press is Press.VERY_LONG:
            self._m.notifications.append(WifiRequest(WIFI_ACCESS_POINT_DEFAULT))
        elif self._m.setting(SettingsFlag.BUTTON_OFF):
            if self._m.profile.button_events:
                self._m.notifications.append(ButtonReport(press is Press.LONG))
        elif press is Press.SHORT:
            self.short_press()
        else:
            self._m.temperatures.high_temperature_seen = False
            self._long_press()
        return True

    def short_press(self, *, menu_in_fault: bool = True) -> None:
        """Next menu item; outside a menu toggle sleep, or open Setup in a fault (not for ``$F1``)."""
        m = self._m
        m.temperatures.high_temperature_seen = False
        if self._menu is not None:
            self._index = next_choice(self._menu, self._memory, self._index)
            m.lcd.write_line(1, line(self._menu, self._memory, self._index))
        elif m.state.is_fault:
            if menu_in_fault:
                self._long_press()
        else:
            if m.state in (EvseState.SLEEPING, EvseState.DISABLED):
                self._station.enable()
            else:
                self._station.sleep()
            m.timer.pressed(m.settings, m.rtc, m.now, sleeping=m.state is EvseState.SLEEPING)

    def _long_press(self) -> None:
        if self._menu is None:
            self._open_menu()
        else:
            self._station.run(self._select(self._menu))

    def _open_menu(self) -> None:
        m = self._m
        in_fault = m.state.is_fault
        m.change_flag(VolatileFlag.IN_MENU, on=True)
        self._memory = MenuMemory(m)
        self._memory.limits_hidden = m.state not in (EvseState.B, EvseState.C)
        self._list_positions.clear()
        self._panel.updates_off = True
        if not in_fault:
            self._station.sleep()
        m.lcd.colour = Colour.WHITE
        self._enter("setup" if in_fault else "settings")

    def _enter(self, name: str) -> None:
        menu = MENUS[name]
        self._menu = menu
        position = self._list_positions.get(name, 0)
        self._index = position if position < walk_length(menu, self._memory) else 0
        if name not in ("settings", "setup"):
            self._index = menu.start(self._memory)
        self._m.lcd.write_line(0, menu.heading(self._m))
        self._m.lcd.write_line(1, line(menu, self._memory, self._index))

    def _select(self, menu: Menu) -> Generator[Wait, None, None]:
        if menu.name in ("settings", "setup"):
            self._list_positions[menu.name] = self._index
        if menu.plus_on_select:
            self._m.lcd.write_line(1, "+" + menu.text(self._memory, self._index))
        if menu.pause_ms:
            yield pause(menu.pause_ms)
        destination = menu.select(self._memory, self._station, self._index)
        if isinstance(destination, str):
            self._enter(destination)
            return
        if destination is Goto.RESTART:
            self._station.restart()
            return
        self._leave()

    def _leave(self) -> None:
        self._menu = None
        self._panel.updates_off = False
        self._station.enable()
        self._panel.redraw()
        self._m.change_flag(VolatileFlag.IN_MENU, on=False)
