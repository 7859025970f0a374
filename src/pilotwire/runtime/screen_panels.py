"""The panels of the screen, one function each: from what the station is to what a person reads.

Where they go is in ``screen_layout``. Meter readings are the controller's; everything about the car and the contactor
is the truth, which the controller may not know.
"""

from __future__ import annotations

from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pilotwire import j1772
from pilotwire.controller import EvseState, PilotLevel, VolatileFlag
from pilotwire.plant import FAULTS, CarState, Fault, PlantStatus

from .live import LiveStation
from .screen_lcd import lcd_text
from .station_log import CAR_DOES, offer_text, state_text
from .waveform import PERIODS, draw_pilot

_BORDER = "grey50"
_FLAG_WORDS = {
    VolatileFlag.HARD_FAULT: "latched",
    VolatileFlag.AUTH_LOCKED: "locked",
    VolatileFlag.BOOT_LOCK: "boot lock",
    VolatileFlag.LIMIT_SLEEP: "limit reached",
    VolatileFlag.TIME_LIMIT: "time limit",
    VolatileFlag.CHARGE_LIMIT: "energy limit",
    VolatileFlag.TIMER_ON: "timer",
    VolatileFlag.IN_MENU: "menu",
    VolatileFlag.GFCI_TRIPPED: "GFCI tripped",
    VolatileFlag.LOCK_MANUAL: "bolt by hand",
    VolatileFlag.AUTO_LEVEL_SKIPPED: "level assumed",
}
_STATE_STYLES = {
    EvseState.A: "bright_green",
    EvseState.B: "bright_yellow",
    EvseState.C: "bright_cyan",
    EvseState.SLEEPING: "bright_magenta",
    EvseState.DISABLED: "bright_magenta",
}
_AXIS_NAMES = {12_000: "A", 9_000: "B", 6_000: "C", 3_000: "D", 0: "E", -12_000: "F"}
_BAR_CELLS = 14
_CLOSED, _OPEN = "\n ─●──●─ closed", "\n ─●\u2571 ●─ open"
_AXIS_CELLS = 12
"""What the pilot's drawing leaves for borders, voltages and letters."""


def state_style(state: EvseState) -> str:
    """The colour a state is written in."""
    return "bold bright_red" if state.is_fault else _STATE_STYLES.get(state, "bright_white")


def station_panel(station: LiveStation, status: PlantStatus) -> Panel:
    """The front of the box: display and button, and whether power is on."""
    text = lcd_text(station.controller.display)
    pressed = station.button_pressed
    text.append("\n (●)" if pressed else "\n ( )", style="bold bright_white" if pressed else "")
    text.append(" pressed  " if pressed else " button   ")
    live = Fault.SUPPLY_LOST.value not in status.faults
    text.append("mains" if live else "no mains", style="" if live else "bold bright_red")
    closed = status.contactor_closed
    text.append(_CLOSED if closed else _OPEN, style="bold bright_cyan" if closed else "")
    if status.contactor_welded:
        text.append(" WELDED", style="bold bright_red")
    return Panel(text, title="Station", border_style=_BORDER, padding=0)


def charge_panel(station: LiveStation, status: PlantStatus) -> Panel:
    """What the controller thinks and measures."""
    controller = station.controller
    machine = controller.machine
    state = controller.state
    session_wh = machine.energy.session_ws / 3_600
    total_wh = machine.settings.total_wh + (session_wh if machine.energy.in_session else 0)
    rows = _rows()
    rows.add_row("State", Text(state_text(state), style=state_style(state)))
    power_w = machine.power_uw / 1e6
    rows.add_row("Current", f"{machine.current_ma / 1000:.1f} A   {power_w / 1000:.2f} kW")
    rows.add_row("Session", f"{_kwh(session_wh)} {_duration(machine.clock.elapsed_s(machine.now))}")
    rows.add_row("Lifetime", _kwh(total_wh))
    rows.add_row("Inside", f"{status.temperature_c:.1f} °C (air {status.ambient_c:.0f})")
    words = [word for flag, word in _FLAG_WORDS.items() if machine.flag(flag)]
    if controller.busy:
        words.append("busy")
    rows.add_row("Flags", ", ".join(words) or "none")
    return Panel(rows, title="Charge", border_style=_BORDER)


def car_panel(station: LiveStation, status: PlantStatus) -> Panel:
    """The car: the one that is plugged in, or that will be."""
    car = station.car
    if car is None:
        return Panel(Text("No car.\nn chooses one."), title="Car", border_style=_BORDER)
    present = status.car == car.name
    soc_percent = status.soc_percent if present else None
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{car.name}\n", style="bold")
    if soc_percent is None:
        text.append("not here yet: press p\n")
    else:
        filled = round(soc_percent / 100 * _BAR_CELLS)
        text.append("█" * filled, style="bright_green" if soc_percent >= 20 else "bright_red")
        text.append("░" * (_BAR_CELLS - filled), style="grey50")
        text.append(f" {soc_percent:.1f} %\n")
    doing = status.car_state if present else CarState.AWAY
    text.append(f"{CAR_DOES[doing]}\n", style="bright_cyan" if doing is CarState.CHARGING else "")
    text.append(f"draws {_phase_currents(status.current_a)} A, {status.grid_w / 1000:.1f} kW\n")
    text.append("S2 closed" if status.s2_closed else "S2 open", style="bright_cyan" if status.s2_closed else "")
    text.append(f", plug {'in' if status.plugged else 'out'}\n")
    wanted = status.charge_wanted or not present
    text.append(f"told to charge to {status.charge_limit_percent if present else car.charge_limit_percent:g} %"
                if wanted else "told not to charge")  # fmt: skip
    return Panel(text, title="Car", border_style=_BORDER)


def pilot_panel(station: LiveStation, width: int, scale_mv: tuple[int, ...]) -> Panel:
    """The control pilot as it is on the line."""
    drive, inputs = station.controller.outputs.pilot, station.plant.inputs
    high_mv, low_mv = inputs.pilot_high_mv, inputs.pilot_low_mv
    steady = drive.level is not PilotLevel.PWM
    on_line_mv = low_mv if drive.level is PilotLevel.LOW else high_mv
    band = j1772.classify_standard(on_line_mv)
    style = state_style(station.controller.state)
    text = Text(no_wrap=True, overflow="crop")
    drawing = draw_pilot(drive, high_mv, low_mv, width=(width - _AXIS_CELLS) // PERIODS * PERIODS, scale_mv=scale_mv)
    for level_mv, row in zip(scale_mv, drawing, strict=True):
        name = _AXIS_NAMES.get(level_mv, "")
        here = band is not None and name == band.value
        label = ("0 V" if level_mv == 0 else f"{level_mv / 1000:+.0f} V") if name or level_mv % 6_000 == 0 else ""
        text.append(f"{label:>6} ", style="grey70")
        text.append(f"{name or ' '}", style="bold black on bright_white" if here else "bold")
        text.append(" ┤" if name else " │", style="grey50")
        text.append(f"{row}\n", style=style)
    text.right_crop(1)
    volts = f"{on_line_mv / 1000:+.2f} V" if steady else f"{high_mv / 1000:+.2f} / {low_mv / 1000:+.2f} V"
    shape = "steady" if steady else "1 kHz, two periods"
    return Panel(
        text,
        title=Text.assemble("Control pilot: ", (offer_text(drive), "bold")),
        subtitle=f"{volts}, {shape}, state {band.value if band else 'between bands'}",
        border_style=_BORDER,
        padding=0,
    )


def log_panel(station: LiveStation, rows: int) -> Panel:
    """The latest entries of the log, the newest below."""
    text = Text(no_wrap=True, overflow="ellipsis")
    for entry in list(station.log.entries)[-rows:]:
        text.append(f"{entry.at:%H:%M:%S} ", style="grey62")
        text.append(f"{entry.text}\n", style="bright_red" if entry.alarm else "")
    text.right_crop(1)
    return Panel(text, title="Log", border_style=_BORDER)


def fault_panel(status: PlantStatus, rows: int) -> Panel:
    """The faults that are switched on."""
    text = Text(no_wrap=True, overflow="ellipsis")
    names = list(status.faults)
    shown = names if len(names) <= rows else names[: rows - 1]
    for name in shown:
        unit = FAULTS[Fault(name)].unit
        text.append(f"● {name.replace('_', ' ')}{f' {status.faults[name]:g} {unit}' if unit else ''}\n", "bright_red")
    if len(shown) < len(names):
        text.append(f"and {len(names) - len(shown)} more\n", style="bright_red")
    text.right_crop(1)
    if not names:
        text = Text("none (f switches them)", style="grey62")
    return Panel(text, title="Faults", border_style=_BORDER)


def _rows() -> Table:
    rows = Table.grid(padding=(0, 1))
    rows.add_column(style="grey70", no_wrap=True, min_width=8)
    rows.add_column(no_wrap=True, overflow="ellipsis")
    return rows


def _phase_currents(current_a: tuple[float, float, float]) -> str:
    amps = [f"{phase_a:.1f}" for phase_a in current_a if phase_a] or ["0.0"]
    return f"{len(amps)}x{amps[0]}" if len(amps) > 1 and len(set(amps)) == 1 else "/".join(amps)


def _kwh(energy_wh: float) -> str:
    """Energy with as many decimals as there is room for."""
    kwh = energy_wh / 1_000
    return f"{kwh:.{3 if kwh < 10 else 2 if kwh < 100 else 1}f} kWh"


def _duration(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
