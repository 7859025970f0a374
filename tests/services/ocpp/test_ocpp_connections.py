"""Getting to a back end: who is let in, what is said when it does not work, and the steps of the check."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from back_ends import BackEnd
from mqtt_authority import Authority, Made

from pilotwire.ocpp.outlook import Identity
from pilotwire.ocpp.schemas import Version
from pilotwire.services import host
from pilotwire.services.checks.steps import CheckReport
from pilotwire.services.ocpp.arrangement import MisconfiguredError, arrange
from pilotwire.services.ocpp.check import check_ocpp
from pilotwire.services.ocpp.link import LinkError, Trouble
from pilotwire.services.ocpp.websocket import connect
from pilotwire.station.settings import Settings
from pilotwire.store.certificates import Certificate, CertificateType

STATION = host.Identity("246f28ab7b2c", "v5.1.5", "1.2.3", "test", "test")
AUTHORITY = Authority("An authority")
SERVER = AUTHORITY.issue("localhost")
CLIENT = AUTHORITY.issue("PW-1")
ROOT = Certificate(id="1", type=CertificateType.ROOT, name="root", certificate=AUTHORITY.certificate)
SHOWN = Certificate(id="2", type=CertificateType.CLIENT, name="me", certificate=CLIENT.certificate, key=CLIENT.key)
KEY = b"\x00\xff:key of bytes\x80"


def settings(**values: object) -> Settings:
    return Settings(**{"ocpp_charge_box_id": "PW-1", **values})  # type: ignore[arg-type]


def check(given: Settings, *certificates: Certificate) -> CheckReport:
    return asyncio.run(check_ocpp(arrange(given, STATION), Identity(serial="1"), lambda: certificates))


def steps(report: CheckReport) -> list[tuple[str, bool]]:
    return [(step.name, step.ok) for step in report.steps]


def failed(report: CheckReport) -> tuple[str, str]:
    assert not report.ok
    return report.steps[-1].name, report.steps[-1].words


def context(tmp_path: Path, made: Made = SERVER, *, client: bool = False) -> ssl.SSLContext:
    path = tmp_path / "server.pem"
    path.write_text(f"{made.certificate}\n{made.key}")
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(path)
    if client:
        secured.verify_mode = ssl.CERT_REQUIRED
        secured.load_verify_locations(cadata=AUTHORITY.certificate)
    return secured


@pytest.fixture(params=["1.6", "2.0.1"])
def back_end(request: pytest.FixtureRequest) -> Iterator[BackEnd]:
    with BackEnd(request.param) as made:
        yield made


def test_every_step_of_a_good_connection(back_end: BackEnd) -> None:
    report = check(settings(ocpp_server=back_end.url))
    assert steps(report) == [(name, True) for name in ("DNS", "TCP", "HTTP", "subprotocol", "Boot")]
    assert f"ocpp{back_end.version}" in report.steps[3].words
    assert back_end.paths == ["/ocpp/PW-1"]
    assert back_end.wrong == []


@pytest.mark.parametrize("status", ["Pending", "Rejected"])
def test_a_station_that_is_not_accepted(back_end: BackEnd, status: str) -> None:
    back_end.boot_status = status
    step, words = failed(check(settings(ocpp_server=back_end.url)))
    assert step == "Boot"
    assert ("not accepted" if status == "Pending" else "rejects") in words


def test_a_version_that_was_not_asked_for_is_not_spoken(back_end: BackEnd) -> None:
    other = "2.0.1" if back_end.version == "1.6" else "1.6"
    step, words = failed(check(settings(ocpp_server=back_end.url, ocpp_version=other)))
    assert step == "subprotocol" or (step == "HTTP" and "HTTP 400" in words)


def test_a_server_that_chooses_no_version_is_refused() -> None:
    with BackEnd("1.6", chosen=[]) as back_end:
        step, words = failed(check(settings(ocpp_server=back_end.url)))
    assert step == "subprotocol"
    assert "ocpp_version" in words


def test_the_wrong_path(back_end: BackEnd) -> None:
    step, words = failed(check(settings(ocpp_server=back_end.url.replace("/ocpp", "/elsewhere"))))
    assert step == "HTTP"
    assert "404" in words


def test_a_name_that_does_not_exist() -> None:
    assert failed(check(settings(ocpp_server="ws://csms.invalid/ocpp")))[0] == "DNS"


def test_a_port_where_nobody_listens() -> None:
    with BackEnd("1.6") as back_end:
        url = back_end.url
    assert failed(check(settings(ocpp_server=url)))[0] == "TCP"


@pytest.mark.parametrize(
    ("password", "key", "version"),
    [
        (KEY, KEY.hex(), "1.6"),
        (b"just a text", "just a text", "1.6"),
        (b"correct horse battery", "correct horse battery", "2.0.1"),
        # It looks like hexadecimal, and is not meant so.
        (b"00112233445566778899", "00112233445566778899", "2.0.1"),
    ],
)
def test_a_key_is_bytes_in_hexadecimal_or_a_text(password: bytes, key: str, version: str) -> None:
    with BackEnd(version, password=password) as back_end:
        assert check(settings(ocpp_server=back_end.url, ocpp_authkey=key)).ok


def test_the_wrong_password() -> None:
    with BackEnd("1.6", password=KEY) as back_end:
        step, words = failed(check(settings(ocpp_server=back_end.url, ocpp_authkey="00ff")))
        assert step == "HTTP"
        assert "401" in words
        assert "ocpp_authkey" in words
        assert "00ff" not in words
        with pytest.raises(LinkError) as caught:
            asyncio.run(connect(arrange(settings(ocpp_server=back_end.url), STATION), lambda: ()))
        assert caught.value.trouble is Trouble.AUTH


def test_profile_2_with_an_authority_that_was_added(tmp_path: Path) -> None:
    with BackEnd("1.6", password=KEY, context=context(tmp_path)) as back_end:
        given = settings(ocpp_server=back_end.url, ocpp_authkey=KEY.hex(), ocpp_security_profile=2)
        report = check(given, ROOT)
        assert steps(report) == [(name, True) for name in ("DNS", "TCP", "TLS", "HTTP", "subprotocol", "Boot")]
        step, words = failed(check(given))
        assert step == "TLS"
        assert "authority" in words


def test_a_certificate_for_another_host(tmp_path: Path) -> None:
    with BackEnd("1.6", context=context(tmp_path, AUTHORITY.issue("csms.example.com"))) as back_end:
        assert failed(check(settings(ocpp_server=back_end.url), ROOT))[0] == "TLS"


def test_a_server_without_encryption_at_an_encrypted_address(back_end: BackEnd) -> None:
    assert failed(check(settings(ocpp_server=back_end.url.replace("ws:", "wss:")), ROOT))[0] == "TLS"


def test_profile_3_with_a_client_certificate(tmp_path: Path) -> None:
    with BackEnd("2.0.1", context=context(tmp_path, client=True)) as back_end:
        given = settings(ocpp_server=back_end.url, ocpp_security_profile=3, ocpp_certificate_id="2")
        assert check(given, ROOT, SHOWN).ok
        step, words = failed(check(given, ROOT))
        assert step == "TLS"
        assert "no client certificate 2" in words
        # Without any certificate the server ends it, when is its own affair.
        assert failed(check(settings(ocpp_server=back_end.url), ROOT))[0] in ("TLS", "HTTP")


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"ocpp_server": ""}, "ocpp_server"),
        ({"ocpp_server": "http://csms/ocpp"}, "ocpp_server"),
        ({"ocpp_server": "ws://"}, "ocpp_server"),
        ({"ocpp_server": "ws://csms:99999"}, "ocpp_server"),
        ({"ocpp_server": "ws://user:secret@csms/"}, "ocpp_server"),
        ({"ocpp_server": "ws://csms/", "ocpp_charge_box_id": "x" * 49}, "ocpp_chargeBoxId"),
        ({"ocpp_server": "ws://csms/", "ocpp_security_profile": 1}, "ocpp_authkey"),
        ({"ocpp_server": "wss://csms/", "ocpp_security_profile": 1, "ocpp_authkey": "k"}, "ocpp_security_profile"),
        ({"ocpp_server": "ws://csms/", "ocpp_security_profile": 2, "ocpp_authkey": "k"}, "ocpp_server"),
        ({"ocpp_server": "wss://csms/", "ocpp_security_profile": 2}, "ocpp_authkey"),
        ({"ocpp_server": "wss://csms/", "ocpp_security_profile": 3}, "ocpp_certificate_id"),
    ],
)
def test_settings_that_cannot_be_followed_are_named(values: dict[str, object], named: str) -> None:
    with pytest.raises(MisconfiguredError, match=f"^{named}: "):
        arrange(settings(**values), STATION)


def test_the_stations_name_is_the_last_part_of_the_address() -> None:
    made = arrange(settings(ocpp_server="wss://csms/a/b/", ocpp_charge_box_id="Garage 1/2"), STATION)
    assert made.url == "wss://csms/a/b/Garage%201%2F2"
    assert arrange(Settings(ocpp_server="ws://csms"), STATION).url == "ws://csms/246F28AB7B2C"
    assert made.versions == (Version.V201, Version.V16)
