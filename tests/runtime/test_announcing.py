"""Announcing the station: what clients of OpenEVSE look for, through Avahi's double and by multicast on loopback."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from network_mock import Bus
from whole_host import IDENTITY, WholeHost
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from pilotwire.runtime import announcing as announcing_module
from pilotwire.runtime.announcing import Announcing, Own
from pilotwire.services.network.announcement import announcement
from pilotwire.services.network.avahi import Avahi, AvahiError

pytest_plugins = ["network_fixture"]

TOLD = announcement("openevse-7b2c", IDENTITY, 8000)
_AVAHI = "org.freedesktop.Avahi"
_MOCK = "org.freedesktop.DBus.Mock"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[WholeHost]:
    made = WholeHost(tmp_path, hostname="openevse-7b2c")
    yield made
    made.close()


async def start_avahi(bus: Bus, code: str = "") -> MessageBus:
    """Start a double of Avahi, which writes down what it is asked; ``code`` is run when a service is added."""
    bus.start_mock(_AVAHI, "/", f"{_AVAHI}.Server")
    connection = await MessageBus(bus_type=BusType.SYSTEM).connect()
    while True:
        answer = await connection.call(Message(_AVAHI, "/", "org.freedesktop.DBus.Peer", "Ping"))
        if answer.message_type is MessageType.METHOD_RETURN:
            break
    group = f"{_AVAHI}.EntryGroup"
    await mock(connection, "/", "AddMethod", "sssss", f"{_AVAHI}.Server", "EntryGroupNew", "", "o", "ret='/group'")
    server = f"{_AVAHI}.Server"
    await mock(connection, "/", "AddMethod", "sssss", server, "GetHostName", "", "s", "ret='raspberrypi'")
    await mock(connection, "/", "AddMethod", "sssss", server, "GetDomainName", "", "s", "ret='local'")
    methods = [["AddService", "iiussssqaay", "", code], ["AddAddress", "iiuss", "", ""], ["Commit", "", "", ""]]
    await mock(connection, "/", "AddObject", "ssa{sv}a(ssss)", "/group", group, {}, methods)
    return connection


async def mock(connection: MessageBus, path: str, member: str, signature: str, *body: object) -> Any:  # noqa: ANN401
    message = Message(_AVAHI, path, _MOCK, member, signature=signature, body=list(body))
    answer = await connection.call(message)
    assert answer.message_type is MessageType.METHOD_RETURN, answer.body
    return answer.body[0] if answer.body else None


def rename(host: WholeHost, name: str) -> None:
    host.run(lambda station, moment: station.change_settings({"hostname": name}, moment))


def test_what_is_announced_is_what_home_assistant_looks_for() -> None:
    openevse, http = TOLD.services
    assert (openevse.kind, openevse.port) == ("_openevse._tcp", 8000)
    assert openevse.texts == {"type": "pilotwire_test", "version": "v5.1.5", "id": "246f28ab7b2c"}
    assert (http.kind, http.texts) == ("_http._tcp", {})


def test_avahi_is_told(bus: Bus) -> None:
    async def story() -> None:
        connection = await start_avahi(bus)
        avahi = await Avahi.announce(TOLD, "192.0.2.7")
        calls = await mock(connection, "/group", "GetCalls", "")
        added = [arguments for _, name, arguments in calls if name == "AddService"]
        assert [(one[3].value, one[4].value, one[7].value) for one in added] == [
            ("openevse-7b2c", "_openevse._tcp", 8000),
            ("openevse-7b2c", "_http._tcp", 8000),
        ]
        ((_, _, flags, host, address),) = [arguments for _, name, arguments in calls if name == "AddAddress"]
        assert (flags.value, host.value, address.value) == (16, "openevse-7b2c.local", "192.0.2.7")
        assert [one[6].value for one in added] == ["openevse-7b2c.local"] * 2
        assert b"id=246f28ab7b2c" in [bytes(text) for text in added[0][8].value]
        assert any(name == "Commit" for _, name, _ in calls)
        await avahi.close()
        connection.disconnect()

    asyncio.run(story())


def test_under_the_machines_own_name_it_is_found_at_the_machine(bus: Bus) -> None:
    async def story() -> None:
        connection = await start_avahi(bus)
        avahi = await Avahi.announce(announcement("RaspberryPi", IDENTITY, 80), "192.0.2.7")
        calls = await mock(connection, "/group", "GetCalls", "")
        assert not any(name == "AddAddress" for _, name, _ in calls)
        assert [arguments[6].value for _, name, arguments in calls if name == "AddService"] == ["", ""]
        await avahi.close()
        connection.disconnect()

    asyncio.run(story())


def test_a_name_that_is_taken_for_ever_is_said(host: WholeHost, bus: Bus, caplog: pytest.LogCaptureFixture) -> None:
    collision = f"raise dbus.exceptions.DBusException('taken', name='{_AVAHI}.CollisionError')"

    async def story() -> None:
        connection = await start_avahi(bus, collision)
        announcing = Announcing(host)
        assert await announcing._announced(TOLD, "192.0.2.7") is None
        calls = await mock(connection, "/group", "GetCalls", "")
        names = [arguments[3].value for _, name, arguments in calls if name == "AddService"]
        assert names == ["openevse-7b2c", *(f"openevse-7b2c-{n}" for n in range(2, 6))]
        connection.disconnect()

    asyncio.run(story())
    assert "choose another hostname" in caplog.text


@pytest.mark.parametrize(("state", "name"), [(3, "openevse-7b2c-2"), (4, "openevse-7b2c")])
def test_what_is_announced_no_more_is_announced_again_under_another_name_if_need_be(
    host: WholeHost, bus: Bus, monkeypatch: pytest.MonkeyPatch, state: int, name: str
) -> None:
    monkeypatch.setattr(announcing_module, "_BACK_S", 0.0)

    async def names(connection: MessageBus) -> list[str]:
        calls = await mock(connection, "/group", "GetCalls", "")
        return [arguments[3].value for _, member, arguments in calls if member == "AddService"]

    async def story() -> None:
        connection = await start_avahi(bus)
        announcing = Announcing(host)
        announcing.start("", 8000)
        async with asyncio.timeout(20):
            while len(await names(connection)) < 2:  # noqa: ASYNC110 - what is waited for is another program's
                await asyncio.sleep(0.02)
            told = [Variant("i", state), Variant("s", "")]
            await mock(connection, "/group", "EmitSignal", "sssav", f"{_AVAHI}.EntryGroup", "StateChanged", "is", told)
            while len(await names(connection)) < 4:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)
        assert (await names(connection))[2:] == [name] * 2
        await announcing.close()
        connection.disconnect()

    asyncio.run(story())


def test_without_avahi_it_is_said(bus: Bus) -> None:
    with pytest.raises(AvahiError):
        asyncio.run(Avahi.announce(TOLD, "192.0.2.7"))


def test_it_announces_by_itself_where_there_is_no_avahi() -> None:
    async def story() -> None:
        own = await Own.announce(TOLD, "127.0.0.1", ["127.0.0.1"])
        assert own is not None
        asking = AsyncZeroconf(interfaces=["127.0.0.1"])
        info = AsyncServiceInfo("_openevse._tcp.local.", "openevse-7b2c._openevse._tcp.local.")
        assert await info.async_request(asking.zeroconf, 10_000)
        assert info.parsed_addresses(IPVersion.V4Only) == ["127.0.0.1"]
        assert info.decoded_properties["id"] == IDENTITY.long_id
        assert (info.server, info.port) == ("openevse-7b2c.local.", 8000)
        await asking.async_close()
        await own.close()

    asyncio.run(story())


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_who_answers_this_computer_only_is_announced_to_nobody(host: WholeHost, address: str) -> None:
    async def story() -> None:
        announcing = Announcing(host)
        announcing.start(address, 8000)
        assert announcing._task is None
        await announcing.close()

    asyncio.run(story())


def test_a_new_name_is_announced_in_the_place_of_the_old_one(host: WholeHost, bus: Bus) -> None:
    async def story() -> None:
        connection = await start_avahi(bus)
        announcing = Announcing(host)
        announcing.start("", 8000)
        for name in ("openevse-7b2c", "garage"):
            rename(host, name)
            async with asyncio.timeout(20):
                # What is waited for is another program's.
                while not any(name in str(call) for call in await mock(connection, "/group", "GetCalls", "")):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        await announcing.close()
        connection.disconnect()

    asyncio.run(story())


def test_nothing_of_it_is_loaded_by_a_station_that_announces_nothing() -> None:
    code = "import sys, pilotwire.runtime.gateway; sys.exit(any(n in sys.modules for n in ('zeroconf', 'dbus_fast')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
