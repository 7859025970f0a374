"""What a real NetworkManager makes of what the station asks of it, on a machine of the test's own without Wi-Fi."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from dbus_fast import BusType, Message, Variant
from dbus_fast.aio import MessageBus
from network_mock import NAME, ROOT
from real_machine import PATIENCE_S, RealMachine

from pilotwire.services.network import network_manager
from pilotwire.services.network.network_manager import NetworkManager
from pilotwire.services.network.wifi import Profile, client_profile, point_profile
from pilotwire.station.onboarding import Seen, is_passphrase

_VIRTUAL_CABLE = 20
"""NM_DEVICE_TYPE_VETH, which a cable between namespaces is; a socket in the wall of a computer is 1."""


class Eye:
    """The station's view of the network: it looks again only when it is told that something has changed."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self.manager: NetworkManager

    @classmethod
    async def opened(cls) -> Eye:
        eye = cls()
        eye.manager = await NetworkManager.open(eye._changed.set)
        return eye

    async def sees(self, right: Callable[[Seen], bool]) -> Seen:
        """Wait until the network is as it is to be."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                self._changed.clear()
                if right(seen := await self.manager.look()):
                    return seen
                await self._changed.wait()


Story = Callable[[Eye, RealMachine], Awaitable[None]]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[RealMachine]:
    monkeypatch.setattr(network_manager, "ETHERNET", _VIRTUAL_CABLE)
    with tempfile.TemporaryDirectory(prefix="pw-net-") as folder, RealMachine(Path(folder)) as made:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", made.address)
        made.start_manager()
        yield made


@pytest.fixture
def play(machine: RealMachine) -> Callable[[Story], None]:
    """Have a story happen between the station and NetworkManager."""

    async def told(story: Story) -> None:
        eye = await Eye.opened()
        try:
            await story(eye, machine)
        finally:
            eye.manager.close()

    return lambda story: asyncio.run(told(story))


async def added(profile: Profile) -> tuple[str, str]:
    """Have NetworkManager keep a profile; returns the error, if there is one, and what it says or where it is."""
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    try:
        path, interface = f"{ROOT}/Settings", f"{NAME}.Settings"
        message = Message(NAME, path, interface, "AddConnection", signature="a{sa{sv}}", body=[profile])
        answer = await bus.call(message)
        assert answer is not None
        return str(answer.error_name or ""), str(answer.body[0])
    finally:
        bus.disconnect()


def cable(like: Profile, **ipv4: Variant) -> Profile:
    """A profile of the socket that has its addresses as a profile of Wi-Fi has them; NetworkManager uses it at once."""
    connection = {"id": Variant("s", "cable"), "type": Variant("s", "802-3-ethernet")}
    return {"connection": connection, "ipv4": {**like["ipv4"], **ipv4}, "ipv6": like["ipv6"]}


@pytest.mark.parametrize("passphrase", ["", "eight888", "z" * 63, "0123456789abcdef" * 4])
def test_a_wifi_to_join_is_taken_as_it_is_described(play: Callable[[Story], None], passphrase: str) -> None:
    async def story(eye: Eye, _: RealMachine) -> None:
        for sae in (False, True):
            for hidden in (False, True):
                profile = client_profile("Zuhause \U0001f3e0", passphrase, sae=sae, hidden=hidden)
                error, _where = await added(profile)
                assert not error
        seen = await eye.manager.look()
        assert (seen.adapter, seen.wired, seen.known) == (False, False, False)

    play(story)


@pytest.mark.parametrize("passphrase", ["openevse", "z" * 63, "0123456789abcdef" * 4])
def test_the_access_point_is_taken_as_it_is_described(play: Callable[[Story], None], passphrase: str) -> None:
    async def story(_: Eye, __: RealMachine) -> None:
        error, _where = await added(point_profile("OpenEVSE_7b2c", passphrase))
        assert not error

    play(story)


def test_what_is_no_passphrase_to_the_station_is_none_to_network_manager(play: Callable[[Story], None]) -> None:
    lengths = [1, 7, 8, 62, 63, 64, 65]
    tried = [letter * length for length in lengths for letter in "af9zG \u00e4\u20ac"]

    async def story(_: Eye, __: RealMachine) -> None:
        for passphrase in tried:
            for profile in (client_profile("home", passphrase, sae=False), point_profile("home", passphrase)):
                error, said = await added(profile)
                assert (not error) is is_passphrase(passphrase), (passphrase, said)
                if error:
                    assert error.endswith(".InvalidProperty")
                    assert said.startswith("802-11-wireless-security.psk:")

    play(story)


def test_a_cable_counts_while_it_is_plugged_in_and_gives_an_address(play: Callable[[Story], None]) -> None:
    async def story(eye: Eye, machine: RealMachine) -> None:
        assert not (await eye.manager.look()).wired
        machine.serve_addresses()
        await added(cable(client_profile("", "", sae=False)))
        await eye.sees(lambda seen: seen.wired)
        machine.run("ip", "link", "set", "port", "down", where="router")
        await eye.sees(lambda seen: not seen.wired)
        machine.run("ip", "link", "set", "port", "up", where="router")
        await eye.sees(lambda seen: seen.wired)

    play(story)
