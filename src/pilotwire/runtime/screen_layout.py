"""How a station looks in a terminal of 80x24 characters and more: where each panel goes. Panels are ``screen_panels``.

Drawing only reads; when it happens is ``screen``'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pilotwire.plant import FAULTS, Fault

from .live import LiveStation
from .screen_panels import car_panel, charge_panel, fault_panel, log_panel, pilot_panel, station_panel
from .waveform import COMPACT_MV, FINE_MV, LINEAR_MV

MIN_WIDTH, MIN_HEIGHT = 80, 24
FAULT_KEYS = "1234567890abcdeghijklmnop"
"""One for each fault, without the keys that close the list and end the program."""
_TOP_ROWS = 8
_BORDER_ROWS = 2
_FIXED_ROWS = 1 + _TOP_ROWS + 1
_LINEAR_FROM, _FINE_FROM = 30, 40
_STATION_COLUMNS = 22
_FAULT_COLUMNS = 3
_MAGNITUDES_FROM = 110
"""Columns of the terminal from which there is room for the faults' magnitudes."""


class Overlay(Enum):
    """What is shown over the control pilot and the log."""

    NONE = auto()
    HELP = auto()
    FAULTS = auto()


def frame(
    station: LiveStation, addresses: Sequence[tuple[str, str]], overlay: Overlay, width: int, height: int
) -> Layout | Text:
    """The whole screen."""
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        return Text(
            f"{station.controller.state.label}\n"
            f"The screen needs {MIN_WIDTH}x{MIN_HEIGHT} characters; this terminal has {width}x{height}. q quits."
        )
    status, log_rows = station.plant.status, height - _FIXED_ROWS
    layout = Layout()
    top = Layout(size=_TOP_ROWS)
    top.split_row(
        Layout(station_panel(station, status), size=_STATION_COLUMNS),
        Layout(charge_panel(station, status), ratio=31),
        Layout(car_panel(station, status), ratio=27),
    )
    rows = [Layout(_title(station, addresses, width), size=1), top]
    if overlay is Overlay.NONE:
        scale_mv = FINE_MV if height >= _FINE_FROM else LINEAR_MV if height >= _LINEAR_FROM else COMPACT_MV
        pilot_rows = len(scale_mv) + _BORDER_ROWS
        log_rows -= pilot_rows
        bottom = Layout()
        bottom.split_row(
            Layout(log_panel(station, log_rows - _BORDER_ROWS), ratio=2),
            Layout(fault_panel(status, log_rows - _BORDER_ROWS)),
        )
        rows += [Layout(pilot_panel(station, width, scale_mv), size=pilot_rows), bottom]
    else:
        rows.append(Layout(_help() if overlay is Overlay.HELP else _fault_list(status.faults, width)))
    layout.split_column(*rows, Layout(_footer(overlay), size=1))
    return layout


def _title(station: LiveStation, addresses: Sequence[tuple[str, str]], width: int) -> Text:
    profile = station.options.profile
    text = Text(style="on grey23", no_wrap=True)
    text.append(" Pilotwire ", style="bold")
    text.append(f" {profile.name} {profile.firmware_version}  {station.local_time:%Y-%m-%d %H:%M:%S}  ")
    text.append(f"x{station.clock.speed:g}", style="bold yellow" if station.clock.speed > 1 else "bold")
    for kind, address in addresses:
        text.append(f"  {kind} {address}")
    text.truncate(width, overflow="ellipsis", pad=True)
    return text


_KEYS = (
    ("p", "plug"),
    ("c", "charge"),
    ("b", "press"),
    ("B", "hold"),
    ("n", "car"),
    ("f", "faults"),
    ("+-", "speed"),
    ("r", "power"),
    ("?", "help"),
    ("q", "quit"),
)


def _footer(overlay: Overlay) -> Text:
    text = Text(no_wrap=True, style="grey70")
    keys = (("Esc", "back"), *_KEYS[-1:]) if overlay is not Overlay.NONE else _KEYS
    for key, word in keys:
        text.append(f" {key}", style="bold bright_white")
        text.append(f" {word}")
    return text


def _help() -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold bright_white", justify="right")
    table.add_column()
    for key, text in (
        ("p", "plug the car in, or unplug it"),
        ("c", "tell the car to charge, or not to (it closes or opens S2)"),
        ("b / B", "press the station's button shortly: choose / for 0.6 s: menu, enter"),
        ("n", "next car of the catalogue (unplugs first; p plugs it in)"),
        ("f", "faults: each has a key that switches it on and off"),
        ("+ / -", "faster and slower: x1, 2, 5, 10, 60, 100, 300, 1000"),
        ("r", "cut the controller's power and give it back; settings and clock stay"),
        ("q", "quit: the charge stops, the contactor opens, settings are saved"),
    ):
        table.add_row(key, text)
    return Panel(table, title="Keys", border_style="grey50")


def _fault_list(active: dict[str, float], width: int) -> Panel:
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    for _ in range(_FAULT_COLUMNS):
        grid.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    entries = [_fault_entry(key, fault, active, width) for key, fault in zip(FAULT_KEYS, Fault, strict=True)]
    rows = -(-len(entries) // _FAULT_COLUMNS)
    for row in range(rows):
        grid.add_row(*entries[row::rows])
    return Panel(grid, title="Faults: a key switches each on and off", border_style="grey50")


def _fault_entry(key: str, fault: Fault, active: dict[str, float], width: int) -> Text:
    on = fault.value in active
    text = Text(style="bold bright_red" if on else "")
    text.append(f"{key} ", style="bold bright_white")
    text.append(f"{'●' if on else '○'} {fault.value.replace('_', ' ')}")
    unit = FAULTS[fault].unit
    if unit and width >= _MAGNITUDES_FROM:
        text.append(f" {active.get(fault.value, FAULTS[fault].usual):g} {unit}", style="grey62")
    return text
