"""What NetworkManager's numbers about Wi-Fi mean, and what its profiles are made of. Pure: nothing is asked here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dbus_fast import Variant

from pilotwire.services.host import FoundNetwork
from pilotwire.station.onboarding import Failure

CLIENT_PROFILE, POINT_PROFILE = "pilotwire-wifi", "pilotwire-access-point"
"""Names of the profiles that are ours; no other is touched."""
POINT_ADDRESS = "192.168.4.1"
ACTIVATED, FAILED, NEED_AUTH, UNMANAGED = 100, 120, 60, 10
"""States of a device (NM_DEVICE_STATE)."""
HAS_CARRIER = 0x10000
"""Of its flags (NM_DEVICE_INTERFACE_FLAG_CARRIER)."""
ACTIVATING, ADDRESSING = range(40, ACTIVATED), range(70, ACTIVATED)
"""Those on the way to a connection; those of them in which it is joined and lacks an address."""
CABLES, WIFI = (1, 20), 2
"""Types of devices (NM_DEVICE_TYPE). A virtual Ethernet is the cable of a container."""
MODE_POINT = 3
"""NM_802_11_MODE_AP."""
WPA3 = 6
"""Security, as OpenEVSE's clients know it."""
_ADDRESS_CHECK_MS = 1_000
"""So long it is listened whether somebody else has the address already; NetworkManager does not look by itself."""
_WPA_PSK, _ENTERPRISE, _SAE = 0x100, 0x200, 0x400
_FAILURES: Final[Mapping[int, Failure]] = {
    5: Failure.NO_ADDRESS,
    6: Failure.NO_ADDRESS,
    7: Failure.WRONG_PASSPHRASE,
    15: Failure.NO_ADDRESS,
    16: Failure.NO_ADDRESS,
    17: Failure.NO_ADDRESS,
    53: Failure.NOT_FOUND,
    64: Failure.DUPLICATE_ADDRESS,
}
"""NM_DEVICE_STATE_REASON."""
_SUPPLICANT = range(8, 12)
"""The one who exchanges keys gave up: the passphrase is wrong if secrets had been asked for."""

CLOSES_AT_ONCE = (
    "The access point closes at once: another program (Pi-hole, dnsmasq, bind9) answers names on every address, which"
    " `sudo ss -lunp sport = 53` names; have it answer on its own addresses only."
)
_NEEDED: Final[Mapping[str, str]] = {
    "org.freedesktop.NetworkManager.network-control": "connect and disconnect",
    "org.freedesktop.NetworkManager.settings.modify.system": "keep networks",
    "org.freedesktop.NetworkManager.wifi.share.protected": "open an access point",
}

Profile = dict[str, dict[str, Variant]]


def missing_permissions(permissions: Mapping[str, str]) -> str:
    """What a user may not do, in a sentence; empty if nothing is missing. One that is not told of is not needed."""
    missing = ", ".join(what for key, what in _NEEDED.items() if permissions.get(key, "yes") != "yes")
    return missing and f"The station may not {missing}: run it as the service that `pilotwire install` sets up."


def failure_of(reason: int, *, asked_for_secrets: bool) -> Failure:
    """Why a network was not joined, from the reason of the device's state."""
    if reason in _SUPPLICANT and asked_for_secrets:
        return Failure.WRONG_PASSPHRASE
    return _FAILURES.get(reason, Failure.OTHER)


def client_profile(ssid: str, passphrase: str, *, sae: bool, hidden: bool = False) -> Profile:
    """The profile of a network to join; an empty passphrase is that of an open one.

    A hidden network has to be asked for by its name. The station is reached by IPv4: without such an address it is not
    in a network.
    """
    profile = _profile(CLIENT_PROFILE, ssid)
    if hidden:
        profile["802-11-wireless"]["hidden"] = Variant("b", value=True)
    if passphrase:
        key = "sae" if sae else "wpa-psk"
        profile["802-11-wireless-security"] = {"key-mgmt": Variant("s", key), "psk": Variant("s", passphrase)}
    profile["ipv4"] = {
        "method": Variant("s", "auto"),
        "may-fail": Variant("b", value=False),
        "dad-timeout": Variant("i", _ADDRESS_CHECK_MS),
    }
    profile["ipv6"] = {"method": Variant("s", "auto")}
    return profile


def point_profile(ssid: str, passphrase: str) -> Profile:
    """The profile of the station's own access point, with addresses for its visitors."""
    profile = _profile(POINT_PROFILE, ssid)
    profile["802-11-wireless"]["mode"] = Variant("s", "ap")
    profile["802-11-wireless"]["band"] = Variant("s", "bg")
    profile["802-11-wireless-security"] = {
        "key-mgmt": Variant("s", "wpa-psk"),
        "proto": Variant("as", ["rsn"]),
        "psk": Variant("s", passphrase),
    }
    address = {"address": Variant("s", POINT_ADDRESS), "prefix": Variant("u", 24)}
    profile["ipv4"] = {"method": Variant("s", "shared"), "address-data": Variant("aa{sv}", [address])}
    profile["ipv6"] = {"method": Variant("s", "ignore")}
    return profile


def _profile(name: str, ssid: str) -> Profile:
    return {
        "connection": {
            "id": Variant("s", name),
            "type": Variant("s", "802-11-wireless"),
            "autoconnect": Variant("b", value=False),
        },
        "802-11-wireless": {"ssid": Variant("ay", ssid.encode()), "mode": Variant("s", "infrastructure")},
    }


def is_joined_by_itself(profile: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a profile is that of a Wi-Fi which the operating system joins, and not one of ours."""
    connection, wireless = profile.get("connection", {}), profile.get("802-11-wireless", {})
    return (
        _plain(connection.get("type")) == "802-11-wireless"
        and _plain(connection.get("id")) not in (CLIENT_PROFILE, POINT_PROFILE)
        and _plain(connection.get("autoconnect")) is not False
        and _plain(wireless.get("mode")) in (None, "infrastructure")
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a bus carries
    return value.value if isinstance(value, Variant) else value


def found_network(properties: Mapping[str, Any]) -> FoundNetwork:
    """A network in sight, from the properties of its access point."""
    return FoundNetwork(
        ssid=bytes(properties.get("Ssid", b"")).decode("utf-8", "replace"),
        bssid=str(properties.get("HwAddress", "")),
        signal_dbm=signal_dbm(int(properties.get("Strength", 0))),
        channel=channel_of(int(properties.get("Frequency", 0))),
        security=security_of(
            int(properties.get("Flags", 0)), int(properties.get("WpaFlags", 0)), int(properties.get("RsnFlags", 0))
        ),
    )


def signal_dbm(strength_percent: int) -> int:
    """The signal as NetworkManager makes a percentage of it, backwards."""
    return strength_percent // 2 - 100


def channel_of(frequency_mhz: int) -> int:
    """The channel; 0 where it has none."""
    if frequency_mhz == 2484:
        return 14
    if 2412 <= frequency_mhz < 2484:
        return (frequency_mhz - 2407) // 5
    return (frequency_mhz - 5000) // 5 if 5000 < frequency_mhz < 5925 else 0


def security_of(flags: int, wpa: int, rsn: int) -> int:
    """0 open, 1 WEP, 2 WPA, 3 WPA2, 4 WPA and WPA2, 5 WPA2-Enterprise, 6 WPA3, as OpenEVSE's clients know it."""
    if (wpa | rsn) & _ENTERPRISE:
        return 5
    if rsn & _SAE and not rsn & _WPA_PSK:
        return WPA3
    if wpa and rsn:
        return 4
    return 3 if rsn else 2 if wpa else flags & 1
