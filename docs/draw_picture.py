"""Draw the pictures in the README: ``.venv/bin/python docs/draw_picture.py``.

docs/pilotwire-run.svg is the real screen of a station that ran in virtual time for a while; docs/house-with-roof.svg is
what ``pilotwire simulate examples:house-with-roof`` writes as its plot.
"""

from __future__ import annotations

import asyncio
import io
import re
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from pilotwire.runtime.live import LiveStation
from pilotwire.runtime.screen_layout import Overlay, frame
from pilotwire.runtime.settings_keeper import SettingsKeeper
from pilotwire.runtime.simulate import simulate_command
from pilotwire.runtime.station_options import station_options

WIDTH, HEIGHT = 100, 30
PICTURE = Path(__file__).with_name("pilotwire-run.svg")
HOUSE = Path(__file__).with_name("house-with-roof.svg")


async def draw() -> str:
    """A car half an hour into its charge."""
    with tempfile.TemporaryDirectory() as directory:
        options = station_options(
            profile="eu",
            car="nissan-leaf-40",
            supply=None,
            data_dir=Path(directory),
            seed=0,
            speed=1.0,
            plugged=False,
            skip_boot=True,
        )
        keeper = SettingsKeeper.open(options.settings_path, print)
        station = LiveStation(options, keeper, datetime(2026, 5, 1, 21, 30))  # noqa: DTZ001  the station's local time
        station.toggle_plug()
        station.loop.run_to(station.loop.now_ms + 30 * 60_000)
        console = Console(record=True, file=io.StringIO(), width=WIDTH, height=HEIGHT, force_terminal=True)
        console.print(frame(station, [("RAPI", "/dev/pts/3")], Overlay.NONE, WIDTH, HEIGHT), height=HEIGHT)
        await keeper.close()
    svg = console.export_svg(title="make run", theme=MONOKAI)
    # No fonts from elsewhere: the reader's own monospaced font will do.
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def draw_house() -> None:
    """Simulate the example and keep its plot."""
    with tempfile.TemporaryDirectory() as directory:
        if simulate_command(Path("examples:house-with-roof"), Path(directory), quiet=True):
            raise SystemExit(1)
        shutil.copyfile(Path(directory) / "plot.svg", HOUSE)


if __name__ == "__main__":
    PICTURE.write_text(asyncio.run(draw()), encoding="utf-8")
    draw_house()
