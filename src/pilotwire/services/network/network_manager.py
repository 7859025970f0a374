"""NetworkManager over D-Bus: what it sees, and what it is told. It decides nothing; ``station.onboarding`` does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any, Final, Self

import msgspec
from dbus_fast import BusType, DBusError, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError, InvalidAddressError

from pilotwire.services.host import FoundNetwork
from pilotwire.station.onboarding import Failure, Seen

from .wifi import (
    ACTIVATED,
    CLIENT_PROFILE,
    ETHERNET,
    FAILED,
    MODE_POINT,
    NEED_AUTH,
    POINT_PROFILE,
    WIFI,
    WPA3,
    Profile,
    client_profile,
    failure_of,
    found_network,
    point_profile,
)

_NAME = "org.freedesktop.NetworkManager"
_ROOT = "/org/freedesktop/NetworkManager"
_DEVICE, _WIRELESS = f"{_NAME}.Device", f"{_NAME}.Device.Wireless"
_SETTINGS_PATH, _SETTINGS = f"{_ROOT}/Settings", f"{_NAME}.Settings"
_PROFILE = f"{_NAME}.Settings.Connection"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_NONE = "/"
_CALL_S = 10.0
_JOIN_S = 50.0
"""Keys are exchanged and an address is asked for: longer takes no network that works."""
_SCAN_S = 8.0
_DENIED = ("AccessDenied", "PermissionDenied", "NotAuthorized")
_NEEDED: Final[Mapping[str, str]] = {
    f"{_NAME}.network-control": "connect and disconnect",
    f"{_NAME}.settings.modify.system": "keep networks",
    f"{_NAME}.wifi.share.protected": "open an access point",
}


class ManagerError(Exception):
    """NetworkManager is not there, or does not do what it is told; the message says why and what to do."""


class NotPermittedError(ManagerError):
    """This user may not change the network."""


class Link(msgspec.Struct, frozen=True):
    """The Wi-Fi the station is in."""

    ssid: str = ""
    signal_dbm: int = 0


class NetworkManager:
    """Speaks to NetworkManager. Made by ``open``.

    Args:
        bus: connected.
        changed: called when something may look different.

    """

    def __init__(self, bus: MessageBus, changed: Callable[[], None]) -> None:
        self._bus = bus
        self._changed = changed
        self._states: asyncio.Queue[tuple[str, int, int]] | None = None
        """Path of a device, its state and the reason for it, while somebody waits for that."""
        self._scanned: asyncio.Event | None = None
        self.link = Link()

    @classmethod
    async def open(cls, changed: Callable[[], None]) -> Self:
        """Connect to the system's bus.

        Raises:
            ManagerError: there is no bus, or no NetworkManager on it.

        """
        try:
            bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        except (OSError, AuthError, InvalidAddressError, ValueError) as error:
            raise ManagerError(f"There is no system bus (D-Bus) to reach NetworkManager by: {error}.") from error
        manager = cls(bus, changed)
        try:
            await manager._listen()
            await manager._properties(_ROOT, _NAME)
        except ManagerError:
            bus.disconnect()
            raise
        return manager

    def close(self) -> None:
        """Let go of the bus."""
        self._bus.disconnect()

    @property
    def connected(self) -> bool:
        """Whether the bus is still there."""
        return bool(self._bus.connected)

    # -- what there is -------------------------------------------------------------------------------------------

    async def look(self) -> Seen:
        """The network as it is now.

        Raises:
            ManagerError: it does not say.

        """
        adapter = wired = point = False
        joined = ""
        self.link = Link()
        for path, device in await self._devices():
            up = device.get("State") == ACTIVATED
            if device.get("DeviceType") == ETHERNET:
                wired = wired or up
            elif device.get("DeviceType") == WIFI:
                adapter = True
                if up and await self._is_point(path, device):
                    point = True
                elif up:
                    self.link = await self._link(path)
                    joined = self.link.ssid
        return Seen(manager=True, adapter=adapter, wired=wired, joined=joined, access_point=point)

    async def permission_problem(self) -> str:
        """What this user may not do, in a sentence; empty if nothing is missing."""
        (permissions,) = await self._ask(_ROOT, _NAME, "GetPermissions")
        missing = [what for key, what in _NEEDED.items() if permissions.get(key, "yes") != "yes"]
        if not missing:
            return ""
        return f"The station may not {', '.join(missing)}: run it as the service that `pilotwire install` sets up."

    async def scan(self) -> list[FoundNetwork]:
        """Look for networks; the strongest first, each name once.

        Raises:
            ManagerError: it cannot be done.

        """
        path = await self._adapter()
        self._scanned = asyncio.Event()
        # Refused when the last scan has only just ended: what that found is as good.
        with contextlib.suppress(ManagerError, TimeoutError):
            await self._ask(path, _WIRELESS, "RequestScan", "a{sv}", {})
            async with asyncio.timeout(_SCAN_S):
                await self._scanned.wait()
        self._scanned = None
        found = [found_network(point) for point in await self._points(path)]
        strongest: dict[str, FoundNetwork] = {}
        for network in sorted(found, key=lambda one: one.signal_dbm):
            if network.ssid:
                strongest[network.ssid] = network
        return sorted(strongest.values(), key=lambda one: -one.signal_dbm)

    # -- what is done --------------------------------------------------------------------------------------------

    async def join(self, ssid: str, passphrase: str) -> Failure | None:
        """Join a network, in the place of the one before; returns why that failed, None if it did not.

        Raises:
            ManagerError: it does not do what it is told.

        """
        path = await self._adapter()
        points = [found_network(point) for point in await self._points(path)]
        sae = any(point.ssid == ssid and point.security == WPA3 for point in points)
        self._states = asyncio.Queue()
        try:
            profile = client_profile(ssid, passphrase, sae=sae)
            added = await self._activate(path, profile, "AddConnection")
            async with asyncio.timeout(_JOIN_S):
                failure = await self._outcome(path)
        except TimeoutError:
            return Failure.OTHER
        except NotPermittedError:
            return Failure.NOT_PERMITTED
        finally:
            self._states = None
        if failure is None:
            # One that works is joined after a restart of the machine too, whether this program runs or not.
            profile["connection"]["autoconnect"] = Variant("b", value=True)
            await self._ask(added, _PROFILE, "Update", "a{sa{sv}}", profile)
        return failure

    async def open_point(self, ssid: str, passphrase: str) -> None:
        """Open the station's own access point.

        Raises:
            ManagerError: it does not do what it is told.

        """
        path = await self._adapter()
        await self._activate(path, point_profile(ssid, passphrase), "AddConnectionUnsaved")

    async def close_point(self) -> None:
        """Close the access point.

        Raises:
            ManagerError: it does not do what it is told.

        """
        for path, device in await self._devices():
            if device.get("DeviceType") == WIFI and await self._is_point(path, device):
                await self._ask(_ROOT, _NAME, "DeactivateConnection", "o", device["ActiveConnection"])
        await self._forget(POINT_PROFILE)

    async def _activate(self, device: str, profile: Profile, how: str) -> str:
        await self._forget(profile["connection"]["id"].value)
        (added,) = await self._ask(_SETTINGS_PATH, _SETTINGS, how, "a{sa{sv}}", profile)
        await self._ask(_ROOT, _NAME, "ActivateConnection", "ooo", added, device, _NONE)
        return str(added)

    async def _outcome(self, device: str) -> Failure | None:
        """Wait for what becomes of a device."""
        states = self._states
        asked_for_secrets = False
        if (await self._properties(device, _DEVICE)).get("State") == ACTIVATED:
            return None
        while states is not None:
            path, state, reason = await states.get()
            if path != device:
                continue
            asked_for_secrets = asked_for_secrets or state == NEED_AUTH
            if state == ACTIVATED:
                return None
            if state == FAILED:
                return failure_of(reason, asked_for_secrets=asked_for_secrets)
        return Failure.OTHER

    async def _forget(self, name: str) -> None:
        """Delete our profile of this name, if there is one; those of others are left alone."""
        (paths,) = await self._ask(_SETTINGS_PATH, _SETTINGS, "ListConnections")
        for path in paths:
            if await self._profile_name(path) == name:
                await self._ask(path, _PROFILE, "Delete")

    # -- details -------------------------------------------------------------------------------------------------

    async def _devices(self) -> list[tuple[str, dict[str, Any]]]:
        (paths,) = await self._ask(_ROOT, _NAME, "GetDevices")
        return [(path, await self._properties(path, _DEVICE)) for path in paths]

    async def _adapter(self) -> str:
        for path, device in await self._devices():
            if device.get("DeviceType") == WIFI:
                return path
        raise ManagerError("There is no Wi-Fi adapter: plug one in, or use a network cable.")

    async def _is_point(self, path: str, device: Mapping[str, Any]) -> bool:
        active = device.get("ActiveConnection", _NONE)
        if active == _NONE:
            return False
        if (await self._properties(path, _WIRELESS)).get("Mode") == MODE_POINT:
            return True
        connection = (await self._properties(active, f"{_NAME}.Connection.Active")).get("Connection", _NONE)
        return connection != _NONE and await self._profile_name(connection) == POINT_PROFILE

    async def _profile_name(self, path: str) -> str:
        with contextlib.suppress(ManagerError):
            (settings,) = await self._ask(path, _PROFILE, "GetSettings")
            name = settings.get("connection", {}).get("id")
            return str(name.value if isinstance(name, Variant) else name or "")
        return ""

    async def _link(self, path: str) -> Link:
        active = (await self._properties(path, _DEVICE)).get("ActiveConnection", _NONE)
        point = (await self._properties(path, _WIRELESS)).get("ActiveAccessPoint", _NONE)
        if point != _NONE:
            found = found_network(await self._properties(point, f"{_NAME}.AccessPoint"))
            return Link(found.ssid, found.signal_dbm)
        connection = (await self._properties(active, f"{_NAME}.Connection.Active")).get("Connection", _NONE)
        return Link() if connection == _NONE else Link(await self._profile_ssid(connection))

    async def _profile_ssid(self, path: str) -> str:
        with contextlib.suppress(ManagerError):
            (settings,) = await self._ask(path, _PROFILE, "GetSettings")
            ssid = settings.get("802-11-wireless", {}).get("ssid")
            value = ssid.value if isinstance(ssid, Variant) else ssid
            return bytes(value or b"").decode("utf-8", "replace")
        return ""

    async def _points(self, path: str) -> list[dict[str, Any]]:
        found = []
        for point in (await self._properties(path, _WIRELESS)).get("AccessPoints", ()):
            # One that was lost meanwhile is no error.
            with contextlib.suppress(ManagerError):
                found.append(await self._properties(point, f"{_NAME}.AccessPoint"))
        return found

    # -- the bus -------------------------------------------------------------------------------------------------

    async def _properties(self, path: str, interface: str) -> dict[str, Any]:
        (properties,) = await self._ask(path, _PROPERTIES, "GetAll", "s", interface)
        return {name: value.value if isinstance(value, Variant) else value for name, value in properties.items()}

    async def _ask(self, path: str, interface: str, member: str, signature: str = "", *body: object) -> list[Any]:
        message = Message(_NAME, path, interface, member, signature=signature, body=list(body))
        try:
            async with asyncio.timeout(_CALL_S):
                answer = await self._bus.call(message)
        except (TimeoutError, OSError, EOFError, DBusError) as error:
            raise ManagerError(f"NetworkManager does not answer ({str(error) or 'it took too long'}).") from error
        if answer is None:
            raise ManagerError("NetworkManager does not answer: the system bus is gone.")
        if answer.message_type is MessageType.ERROR:
            said = str(answer.body[0]) if answer.body else ""
            name = str(answer.error_name or "")
            if any(word in name for word in _DENIED):
                raise NotPermittedError(f"The station may not change the network ({said or name}).")
            raise ManagerError(f"NetworkManager: {said or name}")
        return list(answer.body)

    async def _listen(self) -> None:
        self._bus.add_message_handler(self._heard)
        rule = f"type='signal',sender='{_NAME}'"
        bus = "org.freedesktop.DBus"
        message = Message(bus, "/org/freedesktop/DBus", bus, "AddMatch", signature="s", body=[rule])
        try:
            async with asyncio.timeout(_CALL_S):
                await self._bus.call(message)
        except (TimeoutError, OSError, EOFError, DBusError) as error:
            raise ManagerError("The system bus does not answer.") from error

    def _heard(self, message: Message) -> bool | None:
        if message.message_type is not MessageType.SIGNAL:
            return None
        if message.interface == _DEVICE and message.member == "StateChanged" and self._states is not None:
            state, _, reason = message.body
            self._states.put_nowait((message.path or "", int(state), int(reason)))
        if self._scanned is not None and message.member == "PropertiesChanged" and "LastScan" in str(message.body):
            self._scanned.set()
        if (message.path or "").startswith(_ROOT):
            self._changed()
        return None


__all__ = ["CLIENT_PROFILE", "ManagerError", "NetworkManager", "NotPermittedError"]
