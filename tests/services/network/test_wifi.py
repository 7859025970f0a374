"""What NetworkManager's numbers mean, and what its profiles are made of."""

from __future__ import annotations

import pytest

from pilotwire.services.network.wifi import (
    channel_of,
    client_profile,
    found_network,
    point_profile,
    security_of,
    signal_dbm,
)


@pytest.mark.parametrize(
    ("flags", "wpa", "rsn", "security"),
    [(0, 0, 0, 0), (1, 0, 0, 1), (1, 0x108, 0, 2), (1, 0, 0x188, 3), (1, 0x108, 0x188, 4), (1, 0, 0x288, 5),
     (1, 0, 0x488, 6), (1, 0, 0x588, 3)],
)  # fmt: skip
def test_security_is_told_as_openevse_does(flags: int, wpa: int, rsn: int, security: int) -> None:
    assert security_of(flags, wpa, rsn) == security


@pytest.mark.parametrize(("mhz", "channel"), [(2412, 1), (2472, 13), (2484, 14), (5180, 36), (5825, 165), (0, 0)])
def test_channels(mhz: int, channel: int) -> None:
    assert channel_of(mhz) == channel


def test_signals_are_what_they_were_before_they_were_percentages() -> None:
    assert [signal_dbm(percent) for percent in (0, 50, 100)] == [-100, -75, -50]


def test_names_are_any_bytes() -> None:
    assert found_network({"Ssid": "Café".encode()}).ssid == "Café"
    assert found_network({"Ssid": b"\xff"}).ssid == "\ufffd"
    assert found_network({}).ssid == ""


def test_open_networks_have_no_secrets() -> None:
    assert "802-11-wireless-security" not in client_profile("cafe", "", sae=False)
    assert client_profile("home", "secret", sae=True)["802-11-wireless-security"]["key-mgmt"].value == "sae"
    assert client_profile("home", "secret", sae=False)["802-11-wireless-security"]["key-mgmt"].value == "wpa-psk"


def test_the_access_point_has_the_address_openevse_documents() -> None:
    (address,) = point_profile("OpenEVSE_7b2c", "openevse")["ipv4"]["address-data"].value
    assert (address["address"].value, address["prefix"].value) == ("192.168.4.1", 24)
