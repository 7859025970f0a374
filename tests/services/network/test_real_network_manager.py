"""What a real NetworkManager makes of what the station asks of it, on a machine of the test's own without Wi-Fi."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from dbus_fast import BusType, Message, Variant
from dbus_fast.aio import MessageBus
from network_mock import NAME, ROOT
from real_machine import PATIENCE_S, RealMachine
from test_portal import PROBES

from pilotwire.deploy import system_files
from pilotwire.services.network.network_manager import ManagerError, NetworkManager, NotPermittedError
from pilotwire.services.network.wifi import FAILED, POINT_ADDRESS, Profile, client_profile, failure_of, point_profile
from pilotwire.station.onboarding import Failure, Seen, is_passphrase

_FOLDER = Path(__file__).parent
_BUS = "org.freedesktop.DBus"
_NOBODY = 65534
_PROFILES = "/etc/NetworkManager/system-connections"
_IMAGER = "[connection]\nid=home\ntype=wifi\n[wifi]\nssid=home\n[ipv4]\nmethod=auto\n"
"""A Wi-Fi as Raspberry Pi Imager leaves it."""


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
    with tempfile.TemporaryDirectory(prefix="pw-net-") as folder, RealMachine(Path(folder)) as made:
        Path(folder).chmod(0o711)
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


@asynccontextmanager
async def reasons() -> AsyncIterator[asyncio.Queue[int]]:
    """Why connections fail, as they do."""
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    told: asyncio.Queue[int] = asyncio.Queue()

    def handle(message: Message) -> None:
        if message.member == "StateChanged" and message.body[0] == FAILED:
            told.put_nowait(message.body[2])

    bus.add_message_handler(handle)
    rule = f"type='signal',interface='{NAME}.Device'"
    path = "/org/freedesktop/DBus"
    await bus.call(Message(_BUS, path, _BUS, "AddMatch", signature="s", body=[rule]))
    try:
        yield told
    finally:
        bus.disconnect()


@contextmanager
def somebody_else() -> Iterator[None]:
    """Be a user who may nothing, which only root has to become."""
    is_root = os.geteuid() == 0
    if is_root:
        os.setresuid(_NOBODY, _NOBODY, 0)
    try:
        yield
    finally:
        if is_root:
            os.setresuid(0, 0, 0)


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


def test_a_cable_that_network_manager_leaves_alone_counts_with_an_address(play: Callable[[Story], None]) -> None:
    """It is left alone when it is in /etc/network/interfaces, or systemd-networkd or netplan has it."""

    async def story(eye: Eye, machine: RealMachine) -> None:
        machine.run("nmcli", "device", "set", "eth0", "managed", "no")
        machine.run("ip", "link", "set", "eth0", "up")
        assert not (await eye.manager.look()).wired
        machine.run("ip", "address", "add", "169.254.9.9/16", "dev", "eth0")
        machine.wait_for(lambda: "169.254.9.9" in machine.run("nmcli", "device", "show", "eth0"), "see the address")
        assert not (await eye.manager.look()).wired
        machine.run("ip", "address", "add", "192.168.7.9/24", "dev", "eth0")
        await eye.sees(lambda seen: seen.wired)
        machine.run("ip", "link", "set", "port", "down", where="router")
        await eye.sees(lambda seen: not seen.wired)
        machine.run("ip", "link", "set", "port", "up", where="router")
        await eye.sees(lambda seen: seen.wired)
        machine.run("ip", "address", "flush", "dev", "eth0")
        await eye.sees(lambda seen: not seen.wired)

    play(story)


def test_an_address_that_somebody_has_is_declined_for_another(play: Callable[[Story], None]) -> None:
    async def story(eye: Eye, machine: RealMachine) -> None:
        machine.run("ip", "address", "add", "192.168.7.50/32", "dev", "lo", where="router")
        machine.serve_addresses("192.168.7.50", "192.168.7.51")
        await added(cable(client_profile("", "", sae=False)))
        await eye.sees(lambda seen: seen.wired)
        addresses = json.loads(machine.run("ip", "-json", "-4", "address", "show", "dev", "eth0"))[0]["addr_info"]
        assert [address["local"] for address in addresses] == ["192.168.7.51"]

    play(story)


def test_a_cable_that_gives_no_address_does_not_count_and_why_is_told(play: Callable[[Story], None]) -> None:
    async def story(eye: Eye, machine: RealMachine) -> None:
        async with reasons() as told:
            await added(cable(client_profile("", "", sae=False), **{"dhcp-timeout": Variant("i", 1)}))
            async with asyncio.timeout(PATIENCE_S):
                assert failure_of(await told.get(), asked_for_secrets=False) is Failure.NO_ADDRESS
        assert not (await eye.manager.look()).wired

    play(story)


def test_who_may_not_is_told_so_and_what(machine: RealMachine) -> None:
    machine.stop_manager()
    machine.start_manager(polkit="true")

    async def story() -> None:
        with somebody_else():
            manager = await NetworkManager.open(lambda: None)
        try:
            assert "connect and disconnect, keep networks, open an access point" in await manager.permission_problem()
            await manager.look()
        finally:
            manager.close()

    asyncio.run(story())


def test_who_is_kept_from_it_by_the_bus_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = f'<deny send_destination="{NAME}" send_interface="{NAME}.Settings"/>'
    with (
        tempfile.TemporaryDirectory(prefix="pw-net-") as folder,
        RealMachine(Path(folder), rules=rules) as machine,
    ):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", machine.address)
        machine.start_manager()

        async def story() -> None:
            manager = await NetworkManager.open(lambda: None)
            try:
                with pytest.raises(NotPermittedError):
                    await manager.forget_network()
            finally:
                manager.close()

        asyncio.run(story())


def test_a_network_manager_that_ends_is_missed_and_one_that_comes_is_spoken_to(play: Callable[[Story], None]) -> None:
    async def story(eye: Eye, machine: RealMachine) -> None:
        assert not (await eye.manager.look()).known
        machine.stop_manager()
        with pytest.raises(ManagerError, match="NetworkManager"):
            await NetworkManager.open(lambda: None)
        machine.write(f"{_PROFILES}/imager.nmconnection", _IMAGER)
        machine.run("chmod", "600", f"{_PROFILES}/imager.nmconnection")
        machine.start_manager()
        await eye.sees(lambda seen: seen.known)
        machine.serve_addresses()
        await added(cable(client_profile("", "", sae=False)))
        await eye.sees(lambda seen: seen.wired)

    play(story)


def test_a_bus_that_ends_is_missed_and_one_that_comes_is_spoken_to(play: Callable[[Story], None]) -> None:
    async def story(eye: Eye, machine: RealMachine) -> None:
        machine.stop_bus()
        with pytest.raises(ManagerError):
            await eye.manager.look()
        assert not eye.manager.connected
        with pytest.raises(ManagerError, match="no system bus"):
            await NetworkManager.open(lambda: None)
        machine.start_bus()
        machine.stop_manager()
        machine.start_manager()
        again = await Eye.opened()
        assert not (await again.manager.look()).wired
        again.manager.close()

    play(story)


def test_an_access_point_opens_although_there_is_nothing_that_gives_addresses(play: Callable[[Story], None]) -> None:
    """Which is why the station looks for that itself."""

    async def story(eye: Eye, machine: RealMachine) -> None:
        (place,) = machine.run("sh", "-c", "command -v dnsmasq").split()
        machine.run("mount", "--bind", "/dev/null", place)
        await added(cable(point_profile("OpenEVSE_7b2c", "openevse")))
        await eye.sees(lambda seen: seen.wired)
        assert "could not start dnsmasq" in machine.log

    play(story)


def test_an_access_point_closes_at_once_where_somebody_answers_names_on_every_address(
    play: Callable[[Story], None],
) -> None:
    async def story(_: Eye, machine: RealMachine) -> None:
        machine.spawn("dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--log-facility=-")
        machine.wait_for(lambda: ":53 " in machine.run("ss", "-Hlun"), "wait for the name server")
        async with reasons() as told:
            await added(cable(point_profile("OpenEVSE_7b2c", "openevse")))
            async with asyncio.timeout(PATIENCE_S):
                assert failure_of(await told.get(), asked_for_secrets=False) is Failure.NO_ADDRESS
        assert re.search(r"\(eth0\): state change: activated -> failed", machine.log)

    play(story)


def test_who_joins_the_access_point_is_led_to_the_station(play: Callable[[Story], None]) -> None:
    async def story(eye: Eye, machine: RealMachine) -> None:
        machine.write(str(system_files.CAPTIVE_PORTAL), system_files.captive_portal())
        # A name server that does not answer is left over from the network before; nobody waits for it.
        machine.write("/etc/resolv.conf", "nameserver 192.168.4.77\n")
        # The socket is in the place of the radio: what the point's profile says of addresses is the same.
        await added(cable(point_profile("OpenEVSE_7b2c", "openevse")))
        await eye.sees(lambda seen: seen.wired)
        machine.spawn(
            "env", f"PYTHONPATH={os.pathsep.join(sys.path)}", sys.executable, str(_FOLDER / "portal_station.py")
        )
        machine.run("ip", "address", "flush", "dev", "port", where="router")
        probes = list(PROBES.values())
        visitor = str(_FOLDER / "portal_visitor.py")
        got = json.loads(machine.run(sys.executable, visitor, "port", where="router", told=json.dumps(probes)))
        assert got["lease"]["address"].startswith("192.168.4.")
        assert (got["lease"]["router"], got["lease"]["names"]) == (POINT_ADDRESS, POINT_ADDRESS)
        assert got["shown"] == [[[POINT_ADDRESS], 301, f"http://{POINT_ADDRESS}"]] * len(probes)
        assert got["others"] == [[0, []], [0, []]]

    play(story)
