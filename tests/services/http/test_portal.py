"""The portal of the access point: what telephones and computers ask, and what only visitors of it are answered."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import msgspec
import pytest
from quiet_host import QuietHost
from serving import Serve, Served

from pilotwire.services.http import portal
from pilotwire.station.status import Network, NetworkMode

pytest_plugins = ["serve_fixture"]

OWN = {"Host": "192.168.4.1"}
PROBES = {
    "iOS and macOS": ("captive.apple.com", "/hotspot-detect.html"),
    "iOS, older": ("www.apple.com", "/library/test/success.html"),
    "Android": ("connectivitycheck.gstatic.com", "/generate_204"),
    "Android, Google": ("www.google.com", "/gen_204"),
    "Android, fallback": ("clients3.google.com", "/generate_204"),
    "Android, Samsung": ("connectivity.samsung.com.cn", "/generate_204"),
    "Windows 10 and 11": ("www.msftconnecttest.com", "/connecttest.txt"),
    "Windows, its browser": ("www.msftconnecttest.com", "/redirect"),
    "Windows 7": ("www.msftncsi.com", "/ncsi.txt"),
    "Firefox": ("detectportal.firefox.com", "/canonical.html"),
    "Firefox, text": ("detectportal.firefox.com", "/success.txt?ipv4"),
    "GNOME and NetworkManager": ("nmcheck.gnome.org", "/check_network_status.txt"),
    "Debian": ("network-test.debian.org", "/nm"),
    "Ubuntu": ("connectivity-check.ubuntu.com", "/"),
    "Arch": ("ping.archlinux.org", "/nm-check.txt"),
    "KDE": ("networkcheck.kde.org", "/"),
    "Kindle": ("spectrum.s3.amazonaws.com", "/kindle-wifi/wifistub.html"),
    "somebody who types a name": ("example.com", "/status"),
}


@pytest.fixture
def host() -> QuietHost:
    return QuietHost(hostname="openevse-7b2c")


@pytest.fixture
def served(serve: Serve, host: QuietHost, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A station without a password; who asks comes by its access point, if that is open."""
    monkeypatch.setattr(portal, "_NETWORK", ip_network("127.0.0.0/8"))
    monkeypatch.setattr(portal, "_ADDRESS", ip_address("127.0.0.1"))
    return serve(host)


def open_point(host: QuietHost) -> None:
    host.status = msgspec.structs.replace(host.status, network=Network(mode=NetworkMode.ACCESS_POINT))


@pytest.mark.parametrize(("name", "path"), PROBES.values(), ids=PROBES.keys())
def test_every_probe_is_sent_to_the_station(served: Served, host: QuietHost, name: str, path: str) -> None:
    open_point(host)
    for method in ("GET", "HEAD"):
        answer = served.ask(method, path, headers={"Host": name})
        assert (answer.status, answer.headers["location"]) == (301, "http://192.168.4.1")
        assert "no-store" in answer.headers["cache-control"], "at home the same name leads elsewhere"


@pytest.mark.parametrize(("name", "path"), PROBES.values(), ids=PROBES.keys())
def test_without_an_access_point_none_of_it_exists(served: Served, name: str, path: str) -> None:
    answer = served.get(path, {"Host": name})
    assert answer.status in (403, 404, 503, 200)
    assert "location" not in answer.headers


@pytest.mark.parametrize("name", ["192.168.4.1", "openevse-7b2c", "openevse-7b2c.local", "OpenEVSE-7B2C.local:80"])
def test_the_station_itself_is_not_elsewhere(served: Served, host: QuietHost, name: str) -> None:
    open_point(host)
    assert served.get("/status", {"Host": name}).status != 301


def test_a_visitor_sets_the_station_up_without_a_password(served: Served, host: QuietHost) -> None:
    assert served.get("/status", OWN).status == 403
    open_point(host)
    assert served.get("/status", OWN).status == 200
    assert served.get("/status", {**OWN, "X-Forwarded-For": "203.0.113.7"}).status == 403
    assert served.get("/status", {"Host": "openevse-7b2c"}).status == 403, "a page elsewhere can have that name"


def test_nobody_else_does(serve: Serve, host: QuietHost) -> None:
    served = serve(host)
    open_point(host)
    assert served.get("/status", OWN).status == 403
    assert served.get("/generate_204", {"Host": "connectivitycheck.gstatic.com"}).status == 301
    assert served.get("/status", {"Host": "example.com"}).status == 403


@pytest.mark.parametrize(
    ("peer", "local", "visits"),
    [
        ("192.168.4.7", "192.168.4.1", True),
        ("::ffff:192.168.4.7", "::ffff:192.168.4.1", True),
        ("192.168.5.7", "192.168.4.1", False),
        ("", "192.168.4.1", False),
        ("fe80::1", "fe80::2", False),
        # A house whose own network has the same numbers.
        ("192.168.4.7", "192.168.4.20", False),
        ("192.168.4.7", "", False),
    ],
)
def test_who_comes_by_the_access_point(peer: str, local: str, visits: bool) -> None:
    assert portal.is_visitor(peer, local) is visits
