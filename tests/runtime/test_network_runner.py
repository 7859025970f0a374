"""A station that manages its network: with NetworkManager's double on a bus of the test's own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from network_mock import Bus, Machine
from whole_host import WholeHost

from pilotwire.runtime.network import NetworkRunner
from pilotwire.services.network_view import NetworkError
from pilotwire.station.events import Topic
from pilotwire.station.onboarding import Failure, Phase
from pilotwire.station.status import NetworkMode

pytest_plugins = ["network_fixture"]

Story = Callable[[NetworkRunner, Machine], Awaitable[None]]
PATIENCE_S = 30.0


@pytest.fixture
def host(tmp_path: Path) -> Iterator[WholeHost]:
    made = WholeHost(tmp_path, network_managed=True)
    yield made
    made.close()


class Clock:
    """Elapsed time that can be moved on."""

    ahead_ms = 0

    def now_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000 + self.ahead_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not reached():  # noqa: ASYNC110 - what is waited for is another program's
            await asyncio.sleep(0.01)


def play(host: WholeHost, clock: Clock, story: Story) -> None:
    async def told() -> None:
        machine = await Machine.ready()
        runner = NetworkRunner(host, clock.now_ms)
        runner._forget = host.subscribe(runner._on_event)
        runner._task = asyncio.create_task(runner._run())
        try:
            await story(runner, machine)
        finally:
            await runner.close()
            machine.leave()

    asyncio.run(told())


def change(host: WholeHost, **settings: object) -> None:
    host.run(lambda station, moment: station.change_settings(settings, moment))


def test_it_opens_its_access_point_and_joins_what_it_is_told(host: WholeHost, clock: Clock, bus: Bus) -> None:
    bus.start_manager()

    async def story(runner: NetworkRunner, machine: Machine) -> None:
        adapter = await machine.add_adapter()
        await machine.add_network(adapter, "home", 80)
        await until(lambda: runner.facts.managed)
        clock.ahead_ms += 20_000
        runner._wake.set()
        await until(lambda: runner.facts.point_address == "192.168.4.1")
        assert runner.facts.phase is Phase.ACCESS_POINT
        await until(lambda: host.status.network.mode is NetworkMode.ACCESS_POINT)
        assert host.status.network.ip_address == "192.168.4.1"
        assert [one.ssid for one in await runner.scan()] == ["home"]
        change(host, ssid="home", **{"pass": "correct horse"})
        clock.ahead_ms += 3_000
        await until(lambda: runner._onboarding is not None and runner._onboarding.phase is not Phase.ACCESS_POINT)
        runner._wake.set()
        await until(lambda: runner.facts.phase is Phase.JOINED)
        assert host.status.services["network"].connected
        host.run(lambda station, moment: station.announce(Topic.ACCESS_POINT, {"open": True}, moment))
        await until(lambda: runner.facts.phase is Phase.ACCESS_POINT)

    play(host, clock, story)


def test_a_wrong_passphrase_is_said_and_the_access_point_opens(host: WholeHost, clock: Clock, bus: Bus) -> None:
    bus.start_manager()
    change(host, ssid="home", **{"pass": "not this one"})

    async def story(runner: NetworkRunner, machine: Machine) -> None:
        await machine.add_adapter()
        await machine.fail((60, 8), (120, 7))
        await until(lambda: runner.facts.managed)
        for _ in range(3):
            clock.ahead_ms += 20_000
            runner._wake.set()
            await asyncio.sleep(0.2)
        await until(lambda: runner.facts.failure is Failure.WRONG_PASSPHRASE)
        assert "passphrase of home is wrong" in host.status.services["network"].error
        # The double opens no access point while it is told to fail; that it is wanted is what counts here.
        clock.ahead_ms += 60_000
        runner._wake.set()
        await until(lambda: runner.facts.phase is Phase.ACCESS_POINT)

    play(host, clock, story)


def test_without_a_manager_it_is_said_and_the_station_goes_on(host: WholeHost, clock: Clock, bus: Bus) -> None:
    async def told() -> None:
        runner = NetworkRunner(host, clock.now_ms)
        runner._task = asyncio.create_task(runner._run())
        await until(lambda: bool(runner.facts.error))
        assert "NetworkManager" in runner.facts.error
        assert not host.status.services["network"].connected
        assert runner.facts.phase is Phase.NO_MANAGER
        await runner.close()

    asyncio.run(told())
    host.plug_in()
    host.pass_s(5)
    assert host.status.evse.charging


def test_nobodys_network_is_touched_unless_that_is_wanted(tmp_path: Path, clock: Clock, bus: Bus) -> None:
    host = WholeHost(tmp_path)

    async def told() -> None:
        runner = NetworkRunner(host, clock.now_ms)
        runner._task = asyncio.create_task(runner._run())
        await asyncio.sleep(0.2)
        assert not runner.facts.managed
        assert runner._manager is None
        with pytest.raises(NetworkError, match="operating system"):
            runner.ask_point(open_it=True)
        assert await runner.scan() == ()
        await runner.close()

    asyncio.run(told())
    host.close()
