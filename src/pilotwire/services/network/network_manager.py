"""NetworkManager over D-Bus: what it sees, and what it is told. It decides nothing; ``station.onboarding`` does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any, Self

from dbus_fast import Message, Variant

from pilotwire.services.host import FoundNetwork
from pilotwire.station.onboarding import Failure, Seen

from .system_bus import Program
from .wifi import (
    ACTIVATED,
    ACTIVATING,
    ADDRESSING,
    CABLES,
    CLIENT_PROFILE,
    CLOSES_AT_ONCE,
    FAILED,
    HAS_CARRIER,
    MODE_POINT,
    NEED_AUTH,
    POINT_PROFILE,
    UNMANAGED,
    WIFI,
    WPA3,
    Profile,
    client_profile,
    failure_of,
    found_network,
    is_joined_by_itself,
    missing_permissions,
    point_profile,
)

_NAME = "org.freedesktop.NetworkManager"
_ROOT = "/org/freedesktop/NetworkManager"
_DEVICE, _WIRELESS = f"{_NAME}.Device", f"{_NAME}.Device.Wireless"
_SETTINGS_PATH, _SETTINGS = f"{_ROOT}/Settings", f"{_NAME}.Settings"
_PROFILE = f"{_NAME}.Settings.Connection"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_NONE = "/"
_JOIN_S = 75.0
"""Keys are exchanged, and then NetworkManager asks 45 s for an address."""
_OPEN_S = 30.0
_STEADY_S = 1.5
"""What cannot go on closes the access point so soon after it was opened."""
_SETTLE_S = 0.3
"""Signals come in bursts: one look is enough for all of them."""
_SCAN_S = 8.0
_DENIED = ("AccessDenied", "PermissionDenied", "NotAuthorized")


class ManagerError(Exception):
    """NetworkManager is not there, or does not do what it is told; the message says why and what to do."""


class NotPermittedError(ManagerError):
    """This user may not change the network."""


class NetworkManager:
    """Speaks to NetworkManager. Made by ``open``.

    Args:
        program: NetworkManager on its bus.
        changed: called when something may look different.

    """

    def __init__(self, program: Program, changed: Callable[[], None]) -> None:
        self._ask = program.ask
        self._program = program
        self._changed = changed
        self._tells: asyncio.TimerHandle | None = None
        self._known: bool | None = None
        """What is known of the profiles; None when it has to be asked."""
        self._missing: str | None = None
        """What is known of the permissions, likewise."""
        self._states: asyncio.Queue[tuple[str, int, int]] | None = None
        """Path of a device, its state and the reason for it, while somebody waits for that."""
        self._scanned: asyncio.Event | None = None

    @classmethod
    async def open(cls, changed: Callable[[], None]) -> Self:
        """Connect to the system's bus.

        Raises:
            ManagerError: there is no bus, or no NetworkManager on it.

        """
        manager = cls(await Program.reach(_NAME, "NetworkManager", _failure), changed)
        try:
            await manager._program.listen(manager._heard)
            await manager._properties(_ROOT, _NAME)
        except ManagerError:
            manager.close()
            raise
        return manager

    def close(self) -> None:
        """Let go of the bus."""
        if self._tells is not None:
            self._tells.cancel()
        self._program.close()

    @property
    def connected(self) -> bool:
        """Whether the bus is still there."""
        return self._program.connected

    # -- what there is -------------------------------------------------------------------------------------------

    async def look(self) -> Seen:
        """The network as it is now.

        Raises:
            ManagerError: it does not say.

        """
        adapter = wired = point = joining = False
        joined = ""
        for path, device in await self._devices():
            state = device.get("State")
            if device.get("DeviceType") in CABLES:
                wired = wired or state == ACTIVATED or await self._is_somebody_elses(device)
            elif device.get("DeviceType") == WIFI:
                adapter = True
                if state not in (ACTIVATED, *ACTIVATING):
                    continue
                if await self._is_point(path, device):
                    point = point or state == ACTIVATED
                elif state == ACTIVATED:
                    joined = await self._joined(path)
                else:
                    joining = True
        manager = await self._properties(_ROOT, _NAME)
        on = manager.get("WirelessEnabled", True) and manager.get("WirelessHardwareEnabled", True)
        return Seen(
            manager=True,
            adapter=adapter,
            blocked=not on,
            wired=wired,
            joined=joined,
            joining=joining,
            known=await self._knows_networks(),
            access_point=point,
        )

    async def permission_problem(self) -> str:
        """What this user may not do, in a sentence; empty if nothing is missing."""
        if self._missing is None:
            (permissions,) = await self._ask(_ROOT, _NAME, "GetPermissions")
            self._missing = missing_permissions(permissions)
        return self._missing

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
        same = [point for point in points if point.ssid == ssid]
        sae = any(point.security == WPA3 for point in same)
        self._states = asyncio.Queue()
        try:
            profile = client_profile(ssid, passphrase, sae=sae, hidden=not same)
            added, active = await self._activate(path, profile, "AddConnection")
            async with asyncio.timeout(_JOIN_S):
                failure = await self._outcome(path, active)
        except TimeoutError:
            state = (await self._properties(path, _DEVICE)).get("State")
            return Failure.NO_ADDRESS if state in ADDRESSING else Failure.OTHER
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
        """Open the station's own access point, and wait until it is open.

        Raises:
            ManagerError: it does not do what it is told, or it cannot.

        """
        path = await self._adapter()
        self._states = asyncio.Queue()
        try:
            _, active = await self._activate(path, point_profile(ssid, passphrase), "AddConnectionUnsaved")
            async with asyncio.timeout(_OPEN_S):
                failure = await self._outcome(path, active)
            closes = failure is None and await self._fails_soon(path)
        except TimeoutError:
            raise ManagerError("The access point does not open: the adapter may not be able to, try another.") from None
        finally:
            self._states = None
        if failure is not None:
            raise ManagerError("The access point does not open: see `journalctl --unit NetworkManager` for the reason.")
        if closes:
            raise ManagerError(CLOSES_AT_ONCE)

    async def forget_network(self) -> None:
        """Leave and forget the network that was joined.

        Raises:
            ManagerError: it does not do what it is told.

        """
        await self._forget(CLIENT_PROFILE)

    async def close_point(self) -> None:
        """Close the access point.

        Raises:
            ManagerError: it does not do what it is told.

        """
        for path, device in await self._devices():
            if device.get("DeviceType") == WIFI and await self._is_point(path, device):
                await self._ask(_ROOT, _NAME, "DeactivateConnection", "o", device["ActiveConnection"])
        await self._forget(POINT_PROFILE)

    async def _activate(self, device: str, profile: Profile, how: str) -> tuple[str, str]:
        """Have a profile used; returns where it is and where its connection is."""
        await self._forget(profile["connection"]["id"].value)
        (added,) = await self._ask(_SETTINGS_PATH, _SETTINGS, how, "a{sa{sv}}", profile)
        (active,) = await self._ask(_ROOT, _NAME, "ActivateConnection", "ooo", added, device, _NONE)
        return str(added), str(active)

    async def _outcome(self, device: str, active: str) -> Failure | None:
        """Wait for what becomes of a connection of a device, which may still be busy with the one before."""
        states = self._states
        asked_for_secrets = False
        now = await self._properties(device, _DEVICE)
        if now.get("State") == ACTIVATED and now.get("ActiveConnection") == active:
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

    async def _fails_soon(self, device: str) -> bool:
        """Whether a device that was ready is not any more a moment later."""
        states = self._states
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STEADY_S):
                while states is not None:
                    path, state, _ = await states.get()
                    if path == device and state == FAILED:
                        return True
        return False

    async def _forget(self, name: str) -> None:
        """Delete our profile of this name, if there is one; those of others are left alone."""
        (paths,) = await self._ask(_SETTINGS_PATH, _SETTINGS, "ListConnections")
        for path in paths:
            if await self._profile_name(path) == name:
                await self._ask(path, _PROFILE, "Delete")

    # -- details -------------------------------------------------------------------------------------------------

    async def _knows_networks(self) -> bool:
        """Whether the operating system joins a network by itself that is not ours."""
        if self._known is None:
            (paths,) = await self._ask(_SETTINGS_PATH, _SETTINGS, "ListConnections")
            self._known = any([is_joined_by_itself(await self._profile(path)) for path in paths])
        return self._known

    async def _profile(self, path: str) -> Mapping[str, Mapping[str, Any]]:
        # One that has just been deleted is no error.
        with contextlib.suppress(ManagerError):
            (profile,) = await self._ask(path, _PROFILE, "GetSettings")
            return dict(profile)
        return {}

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
        name = (await self._profile(path)).get("connection", {}).get("id")
        return str(name.value if isinstance(name, Variant) else name or "")

    async def _is_somebody_elses(self, device: Mapping[str, Any]) -> bool:
        """Whether a device that NetworkManager leaves alone is in use, as by /etc/network/interfaces or netplan."""
        config = device.get("Ip4Config", _NONE)
        if device.get("State") != UNMANAGED or not device.get("InterfaceFlags", 0) & HAS_CARRIER or config == _NONE:
            return False
        addresses = (await self._properties(config, f"{_NAME}.IP4Config")).get("AddressData", ())
        return any(not ip_address(address["address"].value).is_link_local for address in addresses)

    async def _joined(self, path: str) -> str:
        """Name of the Wi-Fi a device is in: of its access point, or of the profile where that is not told."""
        point = (await self._properties(path, _WIRELESS)).get("ActiveAccessPoint", _NONE)
        if point != _NONE:
            return found_network(await self._properties(point, f"{_NAME}.AccessPoint")).ssid
        active = (await self._properties(path, _DEVICE)).get("ActiveConnection", _NONE)
        connection = (await self._properties(active, f"{_NAME}.Connection.Active")).get("Connection", _NONE)
        ssid = (await self._profile(connection)).get("802-11-wireless", {}).get("ssid")
        value = ssid.value if isinstance(ssid, Variant) else ssid
        return bytes(value or b"").decode("utf-8", "replace")

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

    def _heard(self, message: Message) -> None:
        if message.interface == _DEVICE and message.member == "StateChanged" and self._states is not None:
            state, _, reason = message.body
            self._states.put_nowait((message.path or "", int(state), int(reason)))
        path = message.path or ""
        if path.startswith(_SETTINGS_PATH):
            self._known = None
        if message.member == "CheckPermissions":
            self._missing = None
        if self._scanned is not None and message.member == "PropertiesChanged" and "LastScan" in str(message.body):
            self._scanned.set()
        # How strongly each access point in sight is heard changes all the time, and nothing here depends on it.
        if path.startswith(_ROOT) and not path.startswith(f"{_ROOT}/AccessPoint/") and self._tells is None:
            self._tells = asyncio.get_running_loop().call_later(_SETTLE_S, self._tell)

    def _tell(self) -> None:
        self._tells = None
        self._changed()


def _failure(name: str, said: str) -> ManagerError:
    if any(word in name for word in _DENIED):
        return NotPermittedError(f"The station may not change the network ({said}).")
    return ManagerError(f"NetworkManager: {said}" if name else said)
