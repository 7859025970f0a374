"""A station in the terminal: when to draw, and what the keys do. How it looks is in ``screen_layout``."""

from __future__ import annotations

import asyncio
import io
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live

from pilotwire.plant import Fault, PlantError

from .keys import END, ESCAPE, Keyboard
from .live import LONG_PRESS_MS, SHORT_PRESS_MS, LiveStation
from .screen_layout import FAULT_KEYS, Overlay, frame

if TYPE_CHECKING:
    from .station_run import Running

FRAME_S = 0.1
"""Least time between two drawings."""
RUNNING_FRAME_S = 0.2
"""The same when only time has passed."""
SPEEDS = (1.0, 2.0, 5.0, 10.0, 60.0, 100.0, 300.0, 1000.0)


class Screen:
    """The face of a station that somebody looks at."""

    def __init__(self) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A terminal without Unicode shows question marks for what it lacks.
            sys.stdout.reconfigure(errors="replace")
        self._console = Console()
        self._live = Live(
            console=self._console,
            screen=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )
        self._keyboard = Keyboard(sys.stdin.fileno(), self._on_key)
        self._overlay = Overlay.NONE
        self._addresses: Sequence[tuple[str, str]] = ()
        self._early: list[str] = []
        self._station: LiveStation | None = None
        self._stop = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._drawn_s = 0.0
        self._actions: dict[str, Callable[[LiveStation], None]] = {
            "p": LiveStation.toggle_plug,
            "c": LiveStation.toggle_charge,
            "b": lambda station: station.press_button(SHORT_PRESS_MS),
            "B": lambda station: station.press_button(LONG_PRESS_MS),
            "n": LiveStation.next_car,
            "r": LiveStation.power_cycle,
            "+": lambda station: station.set_speed(faster(station.clock.speed)),
            "=": lambda station: station.set_speed(faster(station.clock.speed)),
            "-": lambda station: station.set_speed(slower(station.clock.speed)),
        }

    def start(self, running: Running, stop: asyncio.Event) -> None:
        """Take over the terminal; for a simulated controller only."""
        if running.simulated is None:
            return
        self._station = station = running.simulated.station
        self._addresses, self._stop = running.addresses, stop
        for text in self._early:
            station.note(text, alarm=True)
        self._keyboard.start()
        self._live.start()
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._draw_in, 0.0)
        station.on_change = self._on_change
        self._draw()

    def stop(self) -> None:
        """Give the terminal back."""
        if self._timer is not None:
            self._timer.cancel()
        if self._station is not None:
            self._station.on_change = _nothing
            asyncio.get_running_loop().remove_signal_handler(signal.SIGWINCH)
            self._live.stop()
            self._keyboard.stop()

    def end(self, text: str) -> None:
        """Say how it ended, on the screen that was there before."""
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """Put a sentence into the log; before that is on the screen it waits."""
        if self._station is None:
            self._early.append(text)
        else:
            self._station.note(text, alarm=True)
            self._on_change()

    # -- keys ----------------------------------------------------------------------------------------------------

    def _on_key(self, key: str) -> None:
        if key in (END, "q", "Q"):
            self._stop.set()
            return
        station = self._station
        if station is None:
            return
        try:
            self._obey(station, key)
        except PlantError as error:
            station.note(str(error), alarm=True)
        self._on_change()

    def _obey(self, station: LiveStation, key: str) -> None:
        if key == ESCAPE:
            self._overlay = Overlay.NONE
        elif self._overlay is Overlay.FAULTS and key in FAULT_KEYS:
            station.toggle_fault(list(Fault)[FAULT_KEYS.index(key)])
        elif key == "f":
            self._overlay = Overlay.FAULTS if self._overlay is not Overlay.FAULTS else Overlay.NONE
        elif key == "?":
            self._overlay = Overlay.HELP if self._overlay is not Overlay.HELP else Overlay.NONE
        elif key in self._actions:
            self._actions[key](station)

    # -- drawing -------------------------------------------------------------------------------------------------

    def _on_change(self) -> None:
        since_s = asyncio.get_running_loop().time() - self._drawn_s
        self._draw_in(max(0.0, FRAME_S - since_s))

    def _draw_in(self, seconds: float) -> None:
        """Draw in so many seconds, unless it is to be drawn before."""
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            if self._timer.when() <= loop.time() + seconds:
                return
            self._timer.cancel()
        self._timer = loop.call_later(seconds, self._draw)

    def _draw(self) -> None:
        station = self._station
        if station is None:
            return
        self._timer = None
        station.catch_up()
        station.settle()
        size = self._console.size
        self._live.update(frame(station, self._addresses, self._overlay, size.width, size.height), refresh=True)
        self._drawn_s = asyncio.get_running_loop().time()
        if self._timer is not None:
            # Asked for by what has just been drawn.
            self._timer.cancel()
            self._timer = None
        self._draw_in(max(RUNNING_FRAME_S, self._seconds_to_next_change(station)))

    def _seconds_to_next_change(self, station: LiveStation) -> float:
        """Real time until the station's clock or its display looks different though nothing has happened."""
        now_ms = station.loop.now_ms
        second_ms = now_ms + 1_000 - (station.controller.rtc.epoch_ms + now_ms) % 1_000
        display_ms = station.controller.display_deadline
        return station.clock.wall_seconds_until(second_ms if display_ms is None else min(second_ms, display_ms))


def faster(speed: float) -> float:
    """The next higher of the speeds on the keys."""
    return next((step for step in SPEEDS if step > speed), SPEEDS[-1])


def slower(speed: float) -> float:
    """The next lower of the speeds on the keys."""
    return next((step for step in reversed(SPEEDS) if step < speed), SPEEDS[0])


def _nothing() -> None:
    return None
