"""Certificates over OCPP, end to end: requests, signatures, renewal, roots; and connections that show them."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from back_ends import BackEnd
from ocpp_authority import SigningAuthority, pem
from ocpp_station import OcppStation

from pilotwire.store.certificates import Certificate, CertificateType

AUTHORITY = SigningAuthority("An authority")
ROOT = Certificate(id="1", type=CertificateType.ROOT, name="root", certificate=AUTHORITY.certificate)
SERVER = AUTHORITY.issue("back end", ("localhost",))
KEY = "correct horse battery"


@pytest.fixture
def secured(tmp_path: Path) -> ssl.SSLContext:
    """Of a server that looks at certificates where there are some."""
    path = tmp_path / "server.pem"
    path.write_text(f"{SERVER.certificate}\n{SERVER.key}")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(cadata=AUTHORITY.certificate)
    return context


@pytest.fixture(params=["1.6", "2.0.1"])
def back_end(request: pytest.FixtureRequest, secured: ssl.SSLContext) -> Iterator[BackEnd]:
    with BackEnd(request.param, password=KEY.encode(), context=secured) as made:
        yield made


def station_at(back_end: BackEnd, directory: Path, *certificates: Certificate, **settings: object) -> OcppStation:
    usual = {"ocpp_server": back_end.url, "ocpp_authkey": KEY, "ocpp_security_profile": 2}
    return OcppStation(directory, *certificates, **{**usual, **settings})


def ask_for_request(back_end: BackEnd) -> str:
    """Have the station ask for a certificate; returns its request."""
    if back_end.version == "1.6":
        assert back_end.call("ChangeConfiguration", key="CpoName", value="A company").status == "Accepted"
        asked = back_end.call("ExtendedTriggerMessage", requested_message="SignChargePointCertificate")
    else:
        name = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "OrganizationName"}}
        back_end.call("SetVariables", set_variable_data=[{**name, "attributeValue": "A company"}])
        asked = back_end.call("TriggerMessage", requested_message="SignChargingStationCertificate")
    assert asked.status == "Accepted"
    return str(back_end.wait_for("SignCertificate")["csr"])


def hand_over(back_end: BackEnd, chain: str) -> str:
    return str(back_end.call("CertificateSigned", certificate_chain=chain).status)


def raise_to_3(back_end: BackEnd) -> None:
    if back_end.version == "1.6":
        assert back_end.call("ChangeConfiguration", key="SecurityProfile", value="3").status == "Accepted"
        return
    data = {
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "ocppCsmsUrl": back_end.url,
        "messageTimeout": 30,
        "securityProfile": 3,
        "ocppInterface": "Wired0",
    }
    assert back_end.call("SetNetworkProfile", configuration_slot=1, connection_data=data).status == "Accepted"
    name = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "NetworkConfigurationPriority"}}
    told = back_end.call("SetVariables", set_variable_data=[{**name, "attributeValue": "1"}])
    assert told.set_variable_result[0]["attribute_status"] == "Accepted"


def test_from_a_password_to_a_certificate_and_to_the_next_one(back_end: BackEnd, tmp_path: Path) -> None:
    with station_at(back_end, tmp_path, ROOT) as station:
        back_end.wait(lambda: station.settled)
        request = ask_for_request(back_end)
        first = AUTHORITY.sign(request, days=20)
        told = {name.rfc4514_attribute_name: name.value for name in first.subject}
        assert told["O"] == "A company"
        assert hand_over(back_end, pem(first) + AUTHORITY.certificate) == "Accepted"
        back_end.wait(lambda: back_end.shown == [None, first.serial_number])
        # From now on the password counts for nothing.
        back_end.password = None
        raise_to_3(back_end)
        back_end.wait(lambda: back_end.shown[2:] == [first.serial_number])
        back_end.wait(lambda: station.setting("ocpp_security_profile") == 3)
        certificate_id = station.setting("ocpp_certificate_id")
    # It expires within thirty days: the station asks for another by itself.
    seen = len(back_end.said)
    third = {"ocpp_security_profile": 3, "ocpp_authkey": ""}
    with station_at(back_end, tmp_path, **third, ocpp_certificate_id=certificate_id) as station:
        request = back_end.wait_for("SignCertificate", after=seen)["csr"]
        second = AUTHORITY.sign(str(request), days=300)
        assert second.public_key() != first.public_key()
        assert hand_over(back_end, pem(second)) == "Accepted"
        back_end.wait(lambda: back_end.shown[-1] == second.serial_number)
        back_end.wait(lambda: station.do(lambda: station.host.status.services["ocpp"].connected))
        certificate_id = station.setting("ocpp_certificate_id")
    seen = len(back_end.said)
    with station_at(back_end, tmp_path, **third, ocpp_certificate_id=certificate_id):
        back_end.wait_for("SecurityEventNotification", lambda p: p["type"] == "StartupOfTheDevice", after=seen)
        assert back_end.shown[-1] == second.serial_number
    assert len(back_end.of("SignCertificate")) == 2
    assert back_end.wrong == []


def test_a_certificate_that_is_not_good_is_refused_and_told_of(back_end: BackEnd, tmp_path: Path) -> None:
    with station_at(back_end, tmp_path, ROOT) as station:
        back_end.wait(lambda: station.settled)
        request = ask_for_request(back_end)
        stranger = SigningAuthority("A stranger")
        good = AUTHORITY.sign(request, days=20)
        wrong = {
            "no certificate": "nonsense",
            "another key": AUTHORITY.issue("PW-1").certificate,
            "expired": pem(AUTHORITY.sign(request, days=0)),
            "not issued by the next": pem(good) + stranger.certificate,
        }
        for chain in wrong.values():
            assert hand_over(back_end, chain) == "Rejected"
        kind = "InvalidChargePointCertificate" if back_end.version == "1.6" else "InvalidChargingStationCertificate"

        def told() -> list[Any]:
            return [event for event in back_end.of("SecurityEventNotification") if event["type"] == kind]

        back_end.wait(lambda: len(told()) == len(wrong))
        assert "not issued by the next" in told()[-1]["techInfo"]
        assert station.setting("ocpp_certificate_id") == ""
        assert back_end.shown == [None]
        # The request still stands.
        assert hand_over(back_end, pem(good)) == "Accepted"
        back_end.wait(lambda: back_end.shown == [None, good.serial_number])


def test_a_certificate_that_the_back_end_does_not_want_gives_way_to_the_one_before(
    back_end: BackEnd, tmp_path: Path
) -> None:
    with station_at(back_end, tmp_path, ROOT) as station:
        back_end.wait(lambda: station.settled)
        # Its issuer is not known to the server, which ends every connection that shows it.
        unknown = SigningAuthority("A stranger").sign(ask_for_request(back_end), days=20)
        assert hand_over(back_end, pem(unknown)) == "Accepted"
        back_end.wait(lambda: station.setting("ocpp_certificate_id") != "")
        back_end.wait(lambda: station.setting("ocpp_certificate_id") == "")
        back_end.wait(lambda: back_end.connections == 2)
        assert back_end.shown == [None, None]


def install(back_end: BackEnd, use: str, certificate: str) -> str:
    answer = back_end.call("InstallCertificate", certificate_type=use, certificate=certificate)
    return str(answer.status)


def installed(back_end: BackEnd, use: str) -> list[Any]:
    kind: Any = use if back_end.version == "1.6" else [use]
    answer = back_end.call("GetInstalledCertificateIds", certificate_type=kind)
    if answer.status == "NotFound":
        return []
    if back_end.version == "1.6":
        return list(answer.certificate_hash_data)
    return [one["certificate_hash_data"] for one in answer.certificate_hash_data_chain]


def test_roots_are_installed_told_of_and_deleted(back_end: BackEnd, tmp_path: Path) -> None:
    use = "CentralSystemRootCertificate" if back_end.version == "1.6" else "CSMSRootCertificate"
    other = SigningAuthority("Another")
    with station_at(back_end, tmp_path, ROOT) as station:
        back_end.wait(lambda: station.settled)
        assert installed(back_end, use) == []
        assert install(back_end, use, "nonsense") == "Rejected"
        assert install(back_end, use, AUTHORITY.certificate) == "Accepted"
        assert install(back_end, use, other.certificate) == "Accepted"
        found = installed(back_end, use)
        assert len(found) == 2
        named = {
            "hashAlgorithm": found[1]["hash_algorithm"],
            "issuerNameHash": found[1]["issuer_name_hash"],
            "issuerKeyHash": found[1]["issuer_key_hash"],
            "serialNumber": found[1]["serial_number"],
        }
        assert back_end.call("DeleteCertificate", certificate_hash_data=named).status == "Accepted"
        assert back_end.call("DeleteCertificate", certificate_hash_data=named).status == "NotFound"
        assert installed(back_end, use) == found[:1]
    # Nobody but the back end's root that came by OCPP vouches for it now.
    with station_at(back_end, tmp_path) as station:
        back_end.wait(lambda: station.do(lambda: "ocpp" in station.host.status.services))
        back_end.wait(lambda: back_end.connections == 2)
    assert back_end.wrong == []
