"""NetworkManager's D-Bus interface as the station speaks it, on a bus of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from dbus_fast import Variant
from network_mock import NAME, ROOT, Bus, Machine

from pilotwire.services.network.network_manager import ManagerError, NetworkManager, NotPermittedError
from pilotwire.services.network.wifi import POINT_PROFILE, client_profile
from pilotwire.station.onboarding import Failure, Seen

pytest_plugins = ["network_fixture"]

Story = Callable[[NetworkManager, Machine], Awaitable[None]]


@pytest.fixture
def play(bus: Bus) -> Callable[[Story], None]:
    """Have a story happen between the station and NetworkManager's double."""

    async def told(story: Story) -> None:
        machine = await Machine.ready()
        manager = await NetworkManager.open(lambda: None)
        try:
            await asyncio.wait_for(story(manager, machine), 60)
        finally:
            manager.close()
            machine.leave()

    bus.start_manager()
    return lambda story: asyncio.run(told(story))


def test_what_there_is(play: Callable[[Story], None]) -> None:
    async def story(manager: NetworkManager, machine: Machine) -> None:
        assert await manager.look() == Seen(manager=True)
        await machine.add_adapter()
        assert await manager.look() == Seen(manager=True, adapter=True)
        await machine.add_cable()
        assert await manager.look() == Seen(manager=True, adapter=True, wired=True)

    play(story)


def test_networks_in_sight_are_each_told_once_the_strongest_first(play: Callable[[Story], None]) -> None:
    async def story(manager: NetworkManager, machine: Machine) -> None:
        with pytest.raises(ManagerError, match="no Wi-Fi adapter"):
            await manager.scan()
        adapter = await machine.add_adapter()
        await machine.add_network(adapter, "home", 40)
        await machine.add_network(adapter, "home", 80)
        await machine.add_network(adapter, "neighbour", 60, flags=0)
        found = await manager.scan()
        assert [(one.ssid, one.signal_dbm, one.channel) for one in found] == [("home", -60, 6), ("neighbour", -70, 6)]

    play(story)


def test_a_network_is_joined_and_the_profile_of_the_one_before_replaced(play: Callable[[Story], None]) -> None:
    async def story(manager: NetworkManager, machine: Machine) -> None:
        adapter = await machine.add_adapter()
        await machine.add_network(adapter, "home", 80)
        assert await manager.join("old", "another one") is None
        assert await manager.join("home", "correct horse") is None
        assert (await manager.look()).joined == "home"
        (profiles,) = [await machine.do("ListConnections", "", path=f"{ROOT}/Settings", interface=f"{NAME}.Settings")]
        assert len(profiles) == 1

    play(story)


@pytest.mark.parametrize(
    ("states", "failure"),
    [
        ([(60, 0), (120, 7)], Failure.WRONG_PASSPHRASE),
        ([(60, 8), (120, 11)], Failure.WRONG_PASSPHRASE),
        ([(120, 11)], Failure.OTHER),
        ([(120, 17)], Failure.NO_ADDRESS),
        ([(120, 5)], Failure.NO_ADDRESS),
        ([(120, 53)], Failure.NOT_FOUND),
        ([(120, 64)], Failure.DUPLICATE_ADDRESS),
        ([(120, 1)], Failure.OTHER),
    ],
)
def test_why_a_network_was_not_joined_is_told_apart(
    play: Callable[[Story], None], states: list[tuple[int, int]], failure: Failure
) -> None:
    async def story(manager: NetworkManager, machine: Machine) -> None:
        await machine.add_adapter()
        await machine.fail(*states)
        assert await manager.join("home", "correct horse") is failure

    play(story)


def test_the_access_point_is_opened_and_closed(play: Callable[[Story], None]) -> None:
    async def story(manager: NetworkManager, machine: Machine) -> None:
        await machine.add_adapter()
        await manager.open_point("OpenEVSE_7b2c", "openevse")
        assert (await manager.look()).access_point
        assert (await manager.look()).joined == ""
        settings = f"{ROOT}/Settings"
        (path,) = await machine.do("ListConnections", "", path=settings, interface=f"{NAME}.Settings")
        profile = await machine.do("GetSettings", "", path=path, interface=f"{NAME}.Settings.Connection")
        assert profile["connection"]["id"].value == POINT_PROFILE
        assert bytes(profile["802-11-wireless"]["ssid"].value) == b"OpenEVSE_7b2c"
        assert profile["ipv4"]["method"].value == "shared"
        await manager.close_point()
        assert not (await manager.look()).access_point
        assert await machine.do("ListConnections", "", path=settings, interface=f"{NAME}.Settings") == []

    play(story)


def test_a_user_who_may_not_is_told(play: Callable[[Story], None]) -> None:
    async def story(manager: NetworkManager, machine: Machine) -> None:
        await machine.add_adapter()
        assert await manager.permission_problem() == ""
        code = "ret = {'org.freedesktop.NetworkManager.network-control': 'auth'}"
        await machine.do("AddMethod", "sssss", NAME, "GetPermissions", "", "a{ss}", code)
        await machine.do("EmitSignal", "sssav", NAME, "CheckPermissions", "", [])
        assert "connect and disconnect" in await manager.permission_problem()
        await machine.refuse("org.freedesktop.NetworkManager.PermissionDenied")
        assert await manager.join("home", "correct horse") is Failure.NOT_PERMITTED
        with pytest.raises(NotPermittedError, match="may not change"):
            await manager.open_point("OpenEVSE_7b2c", "openevse")

    play(story)


def test_without_a_manager_or_a_bus_it_is_said(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ManagerError, match="NetworkManager"):
        asyncio.run(NetworkManager.open(lambda: None))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with pytest.raises(ManagerError, match="no system bus"):
        asyncio.run(NetworkManager.open(lambda: None))


def test_a_radio_that_is_switched_off_is_seen(play: Callable[[Story], None]) -> None:
    async def story(manager: NetworkManager, machine: Machine) -> None:
        await machine.add_adapter()
        await machine.set(WirelessEnabled=False)
        assert (await manager.look()).blocked
        await machine.set(WirelessEnabled=True, WirelessHardwareEnabled=False)
        assert (await manager.look()).blocked

    play(story)


def test_networks_the_operating_system_joins_by_itself_are_known_and_ours_are_not_among_them(
    play: Callable[[Story], None],
) -> None:
    async def story(manager: NetworkManager, machine: Machine) -> None:
        adapter = await machine.add_adapter()
        await machine.add_network(adapter, "home", 80)
        assert await manager.join("home", "correct horse") is None
        assert not (await manager.look()).known
        await manager.forget_network()
        assert (await manager.look()).joined == ""
        theirs = client_profile("theirs", "correct horse", sae=False)
        theirs["connection"] |= {"id": Variant("s", "theirs"), "autoconnect": Variant("b", value=True)}
        settings = {"path": f"{ROOT}/Settings", "interface": f"{NAME}.Settings"}
        await machine.do("AddConnection", "a{sa{sv}}", theirs, **settings)
        assert (await manager.look()).known

    play(story)


def test_a_network_that_is_not_in_sight_is_asked_for_by_its_name(play: Callable[[Story], None]) -> None:
    async def story(manager: NetworkManager, machine: Machine) -> None:
        adapter = await machine.add_adapter()
        await machine.add_network(adapter, "home", 80)
        for ssid in ("home", "secret"):
            await manager.join(ssid, "correct horse")
            (path,) = await machine.do("ListConnections", "", path=f"{ROOT}/Settings", interface=f"{NAME}.Settings")
            profile = await machine.do("GetSettings", "", path=path, interface=f"{NAME}.Settings.Connection")
            assert ("hidden" in profile["802-11-wireless"]) is (ssid == "secret")
            assert profile["ipv4"]["may-fail"].value is False

    play(story)


def test_a_burst_of_signals_is_told_once(bus: Bus) -> None:
    told: list[None] = []

    async def story() -> None:
        machine = await Machine.ready()
        manager = await NetworkManager.open(lambda: told.append(None))
        for _ in range(20):
            await machine.do("EmitSignal", "sssav", NAME, "StateChanged", "", [])
        async with asyncio.timeout(30):
            while not told:  # noqa: ASYNC110 - it is another program's signal
                await asyncio.sleep(0.01)
        assert len(told) == 1
        manager.close()
        machine.leave()

    bus.start_manager()
    asyncio.run(story())
