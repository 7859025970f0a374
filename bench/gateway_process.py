"""A station with its gateway that does as it is told on stdin: ``plug`` and ``unplug``.

It prints its port and then, for every change of the controller's state, its code and when it was (``time.monotonic``).
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from pilotwire.runtime.gateway_options import WebAddress
from pilotwire.runtime.running_gateway import RunningGateway
from pilotwire.runtime.simulated_end import SimulatedEnd
from pilotwire.runtime.station_options import station_options


async def _run(data_dir: Path) -> None:
    simulated = await SimulatedEnd.open(station_options(data_dir=data_dir), (), print)
    gateway = await RunningGateway.open(data_dir, WebAddress("127.0.0.1", 0), None, simulated.station)
    station = simulated.station
    print(gateway.url.rpartition(":")[2], flush=True)
    state = station.controller.state
    inner = station.loop.on_event

    def watch() -> None:
        nonlocal state
        if station.controller.state is not state:
            state = station.controller.state
            print(f"{state.code} {time.monotonic():.6f}", flush=True)
        inner()

    station.loop.on_event = watch
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while await lines.readline():
        station.toggle_plug()
    await gateway.close()
    await simulated.close()


if __name__ == "__main__":
    asyncio.run(_run(Path(sys.argv[1])))
