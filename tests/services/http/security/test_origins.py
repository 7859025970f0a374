"""Where a browser's request comes from."""

from __future__ import annotations

import pytest

from pilotwire.services.http.security.origins import is_foreign, is_forwarded, is_loopback_host


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://garage", "garage"),
        ("http://garage", "garage:80"),
        ("http://garage:80", "garage"),
        ("http://Garage.local:8080", "garage.local:8080"),
        ("https://charger.example", "charger.example"),
        ("https://charger.example:443", "charger.example"),
        ("http://[fd00::1]:8080", "[fd00::1]:8080"),
        ("http://192.168.4.1", "192.168.4.1"),
    ],
)
def test_these_are_the_station_itself(origin: str, host: str) -> None:
    assert not is_foreign({b"origin": origin.encode(), b"host": host.encode()})


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", "garage"),
        ("http://garage:8080", "garage"),
        ("http://garage", "garage:8080"),
        ("http://garage.evil.example", "garage"),
        ("null", "garage"),
        ("", "garage"),
        ("garage", "garage"),
        ("http://", ""),
        ("http://garage", ""),
        ("file://", "garage"),
        ("http://garage@evil.example", "garage"),
        ("http://evil.example#garage", "garage"),
    ],
)
def test_these_are_somebody_else(origin: str, host: str) -> None:
    assert is_foreign({b"origin": origin.encode(), b"host": host.encode()})


def test_programs_that_are_no_browsers_say_nothing_of_an_origin() -> None:
    assert not is_foreign({b"host": b"garage"})


@pytest.mark.parametrize(
    ("site", "foreign"), [("cross-site", True), ("same-site", True), ("same-origin", False), ("none", False)]
)
def test_a_browser_may_say_it_itself(site: str, *, foreign: bool) -> None:
    assert is_foreign({b"host": b"garage", b"sec-fetch-site": site.encode()}) is foreign


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:80"]
)
def test_these_names_are_this_machine(host: str) -> None:
    assert is_loopback_host(host.encode())


@pytest.mark.parametrize(
    "host",
    [
        "",
        "garage",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.4.1",
        "[::2]",
        "0.0.0.0",  # noqa: S104 - a name, nothing is bound
        "2130706433",
        "[127.0.0.1",
        "localhost:80:80",
    ],
)
def test_these_names_are_not(host: str) -> None:
    assert not is_loopback_host(host.encode())


@pytest.mark.parametrize("name", [b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via", b"x-forwarded-host"])
def test_a_proxy_is_recognised(name: bytes) -> None:
    assert is_forwarded({name: b"192.0.2.7"})
    assert not is_forwarded({b"host": b"localhost"})
