"""The menus of the front panel, as a table (open_evse 8.2.3)."""

from __future__ import annotations

from collections.abc import Callable

from .codes import ServiceLevel, SettingsFlag
from .machine import Machine
from .menu import TITLES, Actions, Goto, Menu, MenuMemory, items

YEARS = range(23, 34)
_DATE_FIELDS: tuple[tuple[str, range], ...] = (
    ("Month", range(1, 13)),
    ("Day", range(1, 32)),
    ("Year", YEARS),
    ("Hour", range(24)),
    ("Minute", range(60)),
)
_MONTH, _DAY, _YEAR, _HOUR, _MINUTE = range(5)
_CHARGE_LIMITS_KWH = (0, 1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 35, 40)
_TIME_LIMITS_15MIN = (0, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 28, 32)


def _never(memory: MenuMemory, index: int) -> bool:
    return False


def _always(memory: MenuMemory, index: int) -> bool:
    return True


def _list_menu(name: str, leave: Goto) -> Menu:
    def select(memory: MenuMemory, actions: Actions, index: int) -> str | Goto:
        chosen = items(name, memory)[index]
        return leave if chosen == "exit" else chosen

    return Menu(
        name=name,
        heading=lambda m: "Settings" if name == "settings" else "Setup",
        start=lambda memory: 0,
        count=lambda m: 0,
        text=lambda memory, index: TITLES[items(name, memory)[index]],
        select=select,
        marked=_never,
        plus_on_select=False,
        pause_ms=0,
    )


def _yes_no(name: str, flag: SettingsFlag) -> Menu:
    def select(memory: MenuMemory, actions: Actions, index: int) -> str:
        actions.set_check(flag, on=index == 0)
        return "setup"

    return Menu(
        name=name,
        heading=lambda m: TITLES[name],
        start=lambda memory: int(memory.machine.setting(flag)),
        count=lambda m: 2,
        text=lambda memory, index: ("Yes", "No")[index],
        select=select,
        marked=lambda memory, index: index == int(memory.machine.setting(flag)),
    )


def _max_current() -> Menu:
    def select(memory: MenuMemory, actions: Actions, index: int) -> str:
        memory.machine.set_capacity(index, persistent=True)
        return "setup"

    return Menu(
        name="max_current",
        heading=lambda m: f"L{m.level.value} Max Current",
        start=lambda memory: max(memory.machine.capacity_a, memory.machine.profile.min_a),
        count=lambda m: m.level_max_a + 1,
        text=lambda memory, index: f"{index}A",
        select=select,
        marked=lambda memory, index: index == memory.machine.capacity_a,
        following=lambda m, index: index + 1 if index < m.level_max_a else m.profile.min_a,
    )


def _backlight() -> Menu:
    def select(memory: MenuMemory, actions: Actions, index: int) -> str:
        actions.set_monochrome(on=index == 1)
        return "setup"

    return Menu(
        name="backlight",
        heading=lambda m: TITLES["backlight"],
        start=lambda memory: int(memory.machine.setting(SettingsFlag.MONOCHROME)),
        count=lambda m: 2,
        text=lambda memory, index: ("RGB", "Monochrome")[index],
        select=select,
        marked=_always,
        pause_ms=0,
    )


def _service_level() -> Menu:
    def choices(m: Machine) -> tuple[ServiceLevel | None, ...]:
        return (None, *ServiceLevel) if m.profile.auto_level else tuple(ServiceLevel)

    def current(m: Machine) -> int:
        auto = m.profile.auto_level and not m.setting(SettingsFlag.AUTO_LEVEL_OFF)
        return choices(m).index(None if auto else m.level)

    def text(memory: MenuMemory, index: int) -> str:
        level = choices(memory.machine)[index]
        return "Auto" if level is None else f"Level {level.value} ({level.value * 120}V)"

    def select(memory: MenuMemory, actions: Actions, index: int) -> str:
        level = choices(memory.machine)[index]
        if level is None:
            actions.set_auto_level(on=True)
        else:
            actions.set_level(level)
        return "setup"

    return Menu(
        name="service_level",
        heading=lambda m: TITLES["service_level"],
        start=lambda memory: current(memory.machine),
        count=lambda m: len(choices(m)),
        text=text,
        select=select,
        marked=lambda memory, index: index == current(memory.machine),
    )


def _confirm(name: str, heading: str, yes: str | Goto, no: str | Goto) -> Menu:
    return Menu(
        name=name,
        heading=lambda m: heading,
        start=lambda memory: 0,
        count=lambda m: 2,
        text=lambda memory, index: ("Yes", "No")[index],
        select=lambda memory, actions, index: no if index else yes,
        marked=_never,
    )


def _delay_timer() -> tuple[Menu, ...]:
    def switch(memory: MenuMemory, actions: Actions, index: int) -> str:
        actions.set_timer(on=index == 0)
        return "settings"

    def off(memory: MenuMemory) -> int:
        return int(not memory.machine.settings.timer_on)

    top = Menu(
        name="delay_timer",
        heading=lambda m: TITLES["delay_timer"],
        start=lambda memory: 0,
        count=lambda m: 3,
        text=lambda memory, index: ("Yes/No", "Set Start", "Set Stop")[index],
        select=lambda memory, actions, index: ("timer_switch", "timer_start_hour", "timer_stop_hour")[index],
        marked=_never,
        plus_on_select=False,
    )
    on_off = Menu(
        name="timer_switch",
        heading=lambda m: TITLES["delay_timer"],
        start=off,
        count=lambda m: 2,
        text=lambda memory, index: ("Yes", "No")[index],
        select=switch,
        marked=lambda memory, index: index == off(memory),
    )
    return top, on_off, *_timer_field("start"), *_timer_field("stop")


def _timer_field(which: str) -> tuple[Menu, Menu]:
    setting = f"timer_{which}_min"

    def begin(memory: MenuMemory) -> int:
        memory.values = list(divmod(getattr(memory.machine.settings, setting), 60))
        return memory.values[0]

    def take_hour(memory: MenuMemory, actions: Actions, index: int) -> str:
        memory.values[0] = index
        return f"timer_{which}_minute"

    def take_minute(memory: MenuMemory, actions: Actions, index: int) -> str:
        memory.machine.store(**{setting: memory.values[0] * 60 + index})
        return "settings"

    hour = Menu(
        name=f"timer_{which}_hour",
        heading=lambda m: f"{which.capitalize()} Hour",
        start=begin,
        count=lambda m: 24,
        text=lambda memory, index: f"+{index:02d}:{memory.values[1]:02d}",
        select=take_hour,
        marked=_never,
        plus_on_select=False,
    )
    minute = Menu(
        name=f"timer_{which}_minute",
        heading=lambda m: f"{which.capitalize()} Min",
        start=lambda memory: memory.values[1],
        count=lambda m: 60,
        text=lambda memory, index: f"{memory.values[0]:02d}:+{index:02d}",
        select=take_minute,
        marked=_never,
        plus_on_select=False,
    )
    return hour, minute


def _date_field(position: int) -> Menu:
    heading, valid = _DATE_FIELDS[position]

    def start(memory: MenuMemory) -> int:
        if position == _MONTH:
            now = memory.machine.rtc.read(memory.machine.now)
            memory.values = [now.month, now.day, now.year - 2000, now.hour, now.minute]
        if memory.values[position] not in valid:
            memory.values[position] = valid.start
        return memory.values[position]

    def text(memory: MenuMemory, index: int) -> str:
        values = [*memory.values[:position], index, *memory.values[position + 1 :]]
        month, day, year, hour, minute = (
            ("+" if i == position else "") + f"{value:02d}" for i, value in enumerate(values)
        )
        return f"{month}/{day}/{year} {hour}:{minute}"

    def select(memory: MenuMemory, actions: Actions, index: int) -> str:
        memory.values[position] = index
        if position < _MINUTE:
            return f"date_{position + 1}"
        month, day, year, hour, minute = memory.values
        actions.set_clock((year, month, day, hour, minute, 0))
        return "setup"

    return Menu(
        name=f"date_{position}",
        heading=lambda m: heading,
        start=start,
        count=lambda m: len(valid),
        text=text,
        select=select,
        marked=_never,
        following=lambda m, index: index + 1 if index + 1 in valid else valid.start,
        plus_on_select=False,
    )


def _next_larger(choices: tuple[int, ...]) -> Callable[[Machine, int], int]:
    return lambda m, index: next((choice for choice in choices if choice > index), choices[0])


def _limit(name: str) -> Menu:
    by_time = name == "time_limit"

    def current(m: Machine) -> int:
        return m.time_limit_15min if by_time else m.charge_limit_kwh

    def text(memory: MenuMemory, index: int) -> str:
        if index == 0:
            return "off"
        if not by_time:
            return f"{index} kWh"
        return f"{index * 15} min" if index < 4 else f"{index // 4}{'.5' if index % 4 else ''} hr"

    def select(memory: MenuMemory, actions: Actions, index: int) -> str | Goto:
        (actions.set_time_limit if by_time else actions.set_charge_limit)(index)
        return Goto.EXIT if index else "settings"

    return Menu(
        name=name,
        heading=lambda m: TITLES[name],
        start=lambda memory: current(memory.machine),
        count=lambda m: 1,
        text=text,
        select=select,
        marked=lambda memory, index: index == current(memory.machine),
        following=_next_larger(_TIME_LIMITS_15MIN if by_time else _CHARGE_LIMITS_KWH),
    )


MENUS: dict[str, Menu] = {
    menu.name: menu
    for menu in (
        _list_menu("settings", Goto.EXIT),
        _list_menu("setup", Goto.RESTART),
        _limit("time_limit"),
        _limit("charge_limit"),
        *_delay_timer(),
        _confirm("restart", "Restart Now?", Goto.RESTART, Goto.EXIT),
        _max_current(),
        _confirm("date_time", "Set Date/Time?", "date_0", "setup"),
        *(_date_field(position) for position in range(len(_DATE_FIELDS))),
        _backlight(),
        _service_level(),
        _yes_no("diode", SettingsFlag.DIODE_CHECK_OFF),
        _yes_no("vent", SettingsFlag.VENT_CHECK_OFF),
        _yes_no("ground", SettingsFlag.GROUND_CHECK_OFF),
        _yes_no("stuck_relay", SettingsFlag.STUCK_RELAY_CHECK_OFF),
        _yes_no("gfci_test", SettingsFlag.GFCI_SELF_TEST_OFF),
        _yes_no("temperature", SettingsFlag.TEMPERATURE_CHECK_OFF),
    )
}
"""Every menu by name."""
