"""Many OCPP 1.6 stations in this process, ours or the bare library's: boots, heartbeats and memory, as one JSON line.

``python -m bench.ocpp_clients fleet|bare PORT STATIONS SECONDS``.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter

from ocpp.v16 import ChargePoint, call
from websockets.asyncio.client import connect

from pilotwire.runtime.fleet.command import resident_kb
from pilotwire.runtime.fleet.fleet import Fleet, FleetOptions
from pilotwire.runtime.plan_file import load_plan

_PATIENCE_S = 120


async def _fleet(port: int, stations: int, seconds: float) -> dict[str, float]:
    plan = load_plan(Path("examples:commuter"))
    empty_kb = resident_kb()
    started = perf_counter()
    fleet = Fleet(FleetOptions(stations=stations, csms=f"ws://127.0.0.1:{port}/ocpp", plan=plan))
    fleet.start()
    async with asyncio.timeout(_PATIENCE_S):
        while fleet.tally.booted < stations:  # noqa: ASYNC110 -- a look now and then costs nothing
            await asyncio.sleep(0.05)
    boot_s = perf_counter() - started
    before, began = fleet.counts.calls["Heartbeat"], perf_counter()
    await asyncio.sleep(seconds)
    per_s = (fleet.counts.calls["Heartbeat"] - before) / (perf_counter() - began)
    used_kb = resident_kb() - empty_kb
    await fleet.stop()
    return {"boot_s": boot_s, "per_s": per_s, "kb": used_kb}


async def _bare(port: int, stations: int, seconds: float) -> dict[str, float]:
    empty_kb = resident_kb()
    booted = beats = 0

    async def live(number: int) -> None:
        nonlocal booted, beats
        name = f"BARE-{number:04d}"
        url = f"ws://127.0.0.1:{port}/ocpp/{name}"
        async with connect(url, subprotocols=["ocpp1.6"], compression=None, open_timeout=_PATIENCE_S) as socket:  # type: ignore[list-item]
            point = ChargePoint(name, socket, response_timeout=_PATIENCE_S)  # type: ignore[no-untyped-call]
            reading = asyncio.create_task(point.start())  # type: ignore[no-untyped-call]
            try:
                answer = await point.call(call.BootNotification("Bare", "Library"))  # type: ignore[no-untyped-call]
                booted += 1
                while True:
                    await asyncio.sleep(answer.interval)
                    await point.call(call.Heartbeat())  # type: ignore[no-untyped-call]
                    beats += 1
            finally:
                reading.cancel()

    started = perf_counter()
    tasks = [asyncio.create_task(live(number)) for number in range(stations)]
    async with asyncio.timeout(_PATIENCE_S):
        while booted < stations:  # noqa: ASYNC110 -- the same
            await asyncio.sleep(0.05)
    boot_s = perf_counter() - started
    before, began = beats, perf_counter()
    await asyncio.sleep(seconds)
    per_s = (beats - before) / (perf_counter() - began)
    used_kb = resident_kb() - empty_kb
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return {"boot_s": boot_s, "per_s": per_s, "kb": used_kb}


if __name__ == "__main__":
    kind, port_text, stations_text, seconds_text = sys.argv[1:]
    run = {"fleet": _fleet, "bare": _bare}[kind]
    print(json.dumps(asyncio.run(run(int(port_text), int(stations_text), float(seconds_text)))), flush=True)
