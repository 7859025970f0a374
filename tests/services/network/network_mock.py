"""A system bus of the tests' own with python-dbusmock's NetworkManager on it, and what a test does to that."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

ROOT = "/org/freedesktop/NetworkManager"
NAME = "org.freedesktop.NetworkManager"
_MOCK = "org.freedesktop.DBus.Mock"
_TESTS = Path(__file__).parents[2]
_UNPACKED = _TESTS.parent / "build" / "dbusmock"
_PATIENCE_S = 30.0
WPA2 = 0x188
"""Flags of an access point that wants a passphrase."""


class Bus:
    """A message bus, and a program on it that says it is NetworkManager."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder / 'bus'}"
        self._folder = folder
        self._programs: list[subprocess.Popen[str]] = []

    def start(self) -> None:
        """Start the bus."""
        config = self._folder / "bus.conf"
        config.write_text(
            '<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" '
            '"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">'
            f"<busconfig><type>system</type><listen>{self.address}</listen><auth>EXTERNAL</auth>"
            '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
            '<allow own="*"/></policy></busconfig>'
        )
        path = f"{os.environ['PATH']}:{_UNPACKED / 'usr' / 'bin'}"
        self._run(["dbus-daemon", "--nofork", f"--config-file={config}"], {**os.environ, "PATH": path})
        self._wait((self._folder / "bus").exists)

    def start_manager(self) -> None:
        """Start NetworkManager's double."""
        found = subprocess.run([_TESTS / "get-dbusmock"], capture_output=True, text=True, check=True)  # noqa: S603
        environment = {
            **os.environ,
            "DBUS_SYSTEM_BUS_ADDRESS": self.address,
            "PYTHONPATH": found.stdout.strip(),
        }
        self._run(["/usr/bin/python3", "-m", "dbusmock", "--system", "--template", "networkmanager"], environment)

    def start_mock(self, name: str, path: str, interface: str) -> None:
        """Start a double of something else on the bus."""
        found = subprocess.run([_TESTS / "get-dbusmock"], capture_output=True, text=True, check=True)  # noqa: S603
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self.address, "PYTHONPATH": found.stdout.strip()}
        self._run(["/usr/bin/python3", "-m", "dbusmock", "--system", name, path, interface], environment)

    def stop(self) -> None:
        """End both."""
        for program in reversed(self._programs):
            program.terminate()
            program.wait(timeout=_PATIENCE_S)

    def stop_manager(self) -> None:
        """End NetworkManager's double alone."""
        program = self._programs.pop()
        program.terminate()
        program.wait(timeout=_PATIENCE_S)

    def _run(self, command: list[str], environment: dict[str, str]) -> None:
        self._programs.append(
            subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)  # noqa: S603
        )

    def _wait(self, reached: Any) -> None:  # noqa: ANN401 - a question
        deadline = time.monotonic() + _PATIENCE_S
        while not reached():
            assert time.monotonic() < deadline, "the bus does not start"
            time.sleep(0.02)


class Machine:
    """What is done to NetworkManager's double."""

    def __init__(self, connection: MessageBus) -> None:
        self._bus = connection

    @classmethod
    async def ready(cls) -> Machine:
        """Wait until it is there."""
        connection = await MessageBus(bus_type=BusType.SYSTEM).connect()
        machine = cls(connection)
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            message = Message(NAME, ROOT, "org.freedesktop.DBus.Peer", "Ping")
            answer = await connection.call(message)
            if answer.message_type is MessageType.METHOD_RETURN:
                return machine
            assert time.monotonic() < deadline, "NetworkManager's double does not start"

    def leave(self) -> None:
        self._bus.disconnect()

    async def do(self, member: str, signature: str, *body: object, path: str = ROOT, interface: str = _MOCK) -> Any:  # noqa: ANN401
        """Call something; returns its one answer."""
        answer = await self._bus.call(Message(NAME, path, interface, member, signature=signature, body=list(body)))
        assert answer.message_type is MessageType.METHOD_RETURN, answer.body
        return answer.body[0] if answer.body else None

    async def add_adapter(self) -> str:
        return str(await self.do("AddWiFiDevice", "ssi", "wlan0", "wlan0", 30))

    async def add_cable(self, state: int = 100) -> str:
        return str(await self.do("AddEthernetDevice", "ssi", "eth0", "eth0", state))

    async def add_network(self, adapter: str, ssid: str, strength: int, flags: int = WPA2) -> str:
        name, mode, frequency = f"point_{ssid}_{strength}", 2, 2437
        address = "00:11:22:33:44:55"
        arguments = (adapter, name, ssid, address, mode, frequency, 54_000, strength, flags)
        return str(await self.do("AddAccessPoint", "ssssuuuyu", *arguments))

    async def set(self, **properties: bool) -> None:
        """Change properties of NetworkManager's own."""
        changed = {name: Variant("b", value=value) for name, value in properties.items()}
        await self.do("UpdateProperties", "sa{sv}", NAME, changed)

    async def refuse(self, error: str) -> None:
        """Have it refuse to activate anything from now on."""
        code = f"raise dbus.exceptions.DBusException('no', name='{error}')"
        await self.do("AddMethod", "sssss", NAME, "ActivateConnection", "ooo", "o", code)

    async def fail(self, *states: tuple[int, int]) -> None:
        """Have whatever is activated from now on go through these states of the device, each with its reason."""
        told = "".join(
            f"dbusmock.get_object(args[1]).EmitSignal('{NAME}.Device', 'StateChanged', 'uuu', "
            f"[dbus.UInt32({state}), dbus.UInt32(40), dbus.UInt32({reason})]); "
            for state, reason in states
        )
        await self.do(
            "AddMethod", "sssss", NAME, "ActivateConnection", "ooo", "o", f"import dbusmock; {told}ret = '/active'"
        )
