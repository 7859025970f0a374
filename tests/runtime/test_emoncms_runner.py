"""Emoncms in a running gateway: there while it is switched on."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from whole_host import WholeHost

from pilotwire.runtime.emoncms import EmoncmsRunner
from pilotwire.services.emoncms.answers import Answer
from pilotwire.services.emoncms.requests import Request
from pilotwire.services.emoncms.servers import Server
from pilotwire.station.status import ServiceStatus


async def until(condition: object) -> None:
    async with asyncio.timeout(30):
        while not condition():  # type: ignore[operator] # noqa: ASYNC110 - there is nothing to await
            await asyncio.sleep(0.005)


def test_it_follows_its_switch_and_shows_how_it_goes(tmp_path: Path) -> None:
    posts: list[str] = []

    async def post(server: Server, request: Request) -> Answer:
        posts.append(f"{server.url}{request.path}")
        return Answer(200, '{"success": true}')

    def emoncms() -> ServiceStatus:
        return host.status.services.get("emoncms", ServiceStatus())

    def switch(*, on: bool) -> None:
        host.run(lambda station, moment: station.change_settings({"emoncms_enabled": on}, moment))

    host = WholeHost(tmp_path, emoncms_apikey="k", emoncms_server="http://emonpi")

    async def scene() -> None:
        runner = EmoncmsRunner(host, tmp_path, post)
        runner.start()
        runner.connect_anew()
        await asyncio.sleep(0.02)
        assert not emoncms().enabled
        switch(on=True)
        await until(lambda: emoncms().connected)
        switch(on=False)
        await until(lambda: emoncms() == ServiceStatus(times_connected=emoncms().times_connected))
        switch(on=True)
        switch(on=False)
        switch(on=True)
        await until(lambda: emoncms().connected)
        runner.connect_anew()
        await runner.close()

    asyncio.run(scene())
    host.close()
    assert set(posts) == {"http://emonpi/input/post"}


def test_nothing_of_it_is_in_memory_while_it_is_switched_off() -> None:
    code = (
        "import sys, pilotwire.runtime.gateway; "
        "print([name for name in sys.modules if name.startswith(('pilotwire.services.emoncms', 'h11'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert done.stdout.strip() == "[]"
