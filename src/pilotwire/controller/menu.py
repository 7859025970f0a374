"""What a menu is: short press is the next item, long press selects (open_evse 8.2.3).

A menu is a list of choices with a starting choice, a text for each and what selecting does. ``Select`` says where to
go next; ``pause_ms`` is how long the firmware shows the choice before it acts. The menus themselves are in ``menus``.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol

import msgspec

from .codes import ServiceLevel, SettingsFlag
from .machine import Machine

PAUSE_MS = 500


class Goto(Enum):
    """Special destinations of a selection."""

    EXIT = "leave the menu, enable"
    RESTART = "restart the controller"


class Actions(Protocol):
    """What menus can do to the controller."""

    def set_level(self, level: ServiceLevel) -> None:
        """Change the service level, persistently."""

    def set_auto_level(self, *, on: bool) -> bool:
        """Switch detection of the service level."""

    def set_check(self, flag: SettingsFlag, *, on: bool) -> None:
        """Switch a check on or off, persistently."""

    def set_monochrome(self, *, on: bool) -> None:
        """Choose the backlight type."""

    def set_timer(self, *, on: bool) -> None:
        """Switch the delay timer."""

    def set_clock(self, fields: tuple[int, int, int, int, int, int]) -> None:
        """Set the clock chip: yy, month, day, hour, minute, second."""

    def set_time_limit(self, quarters: int) -> bool:
        """Limit charge time (units of 15 minutes)."""

    def set_charge_limit(self, kwh: int) -> bool:
        """Limit session energy."""


class Menu(msgspec.Struct, frozen=True):
    """One menu. ``title`` heads it and names it in the menu above."""

    name: str
    heading: Callable[[Machine], str]
    start: Callable[[MenuMemory], int]
    count: Callable[[Machine], int]
    text: Callable[[MenuMemory, int], str]
    select: Callable[[MenuMemory, Actions, int], str | Goto]
    marked: Callable[[MenuMemory, int], bool]
    """Whether the choice carries the ``+`` of the current value."""
    following: Callable[[Machine, int], int] | None = None
    """The next choice where it is not simply the next number."""
    plus_on_select: bool = True
    pause_ms: int = PAUSE_MS


class MenuMemory:
    """What a walk through the menus has picked up so far."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.values: list[int] = []
        """Date and time, or timer hour and minute, as edited."""
        self.limits_hidden = True


TITLES: dict[str, str] = {
    "time_limit": "Time Limit",
    "charge_limit": "Charge Limit",
    "delay_timer": "Delay Timer",
    "setup": "Setup",
    "restart": "Restart",
    "exit": "Exit",
    "max_current": "Max Current",
    "date_time": "Date/Time",
    "backlight": "Backlight Type",
    "service_level": "Service Level",
    "diode": "Diode Check",
    "vent": "Vent Req'd Check",
    "ground": "Ground Check",
    "stuck_relay": "Stuck Relay Chk",
    "gfci_test": "GFI Self Test",
    "temperature": "Temperature Chk",
}
"""How menus name each other."""


def items(menu: str, memory: MenuMemory) -> tuple[str, ...]:
    """The entries of the two list menus."""
    profile = memory.machine.profile
    if menu == "setup":
        return (*profile.setup_menu, "exit")
    time_limit = ("time_limit",) if profile.time_limit and not memory.limits_hidden else ()
    charge_limit = ("charge_limit",) if profile.charge_limit and not memory.limits_hidden else ()
    delay_timer = ("delay_timer",) if profile.rtc else ()
    return (*time_limit, *charge_limit, *delay_timer, "setup", "restart", "exit")


def walk_length(menu: Menu, memory: MenuMemory) -> int:
    """Number of choices; that of the two list menus depends on the walk."""
    return menu.count(memory.machine) or len(items(menu.name, memory))


def next_choice(menu: Menu, memory: MenuMemory, index: int) -> int:
    """The choice after this one, round to the first."""
    if menu.following is not None:
        return menu.following(memory.machine, index)
    return (index + 1) % walk_length(menu, memory)


def line(menu: Menu, memory: MenuMemory, index: int) -> str:
    """The second line of the display for a choice."""
    return ("+" if menu.marked(memory, index) else "") + menu.text(memory, index)
