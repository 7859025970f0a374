"""``/api/v1/certificates``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from v1_caller import Caller

pytest_plugins = ["whole_api"]

PATH = "/certificates"
OWN, OTHER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())


def key_of(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def certificate(serial: int = 0x1F3A) -> str:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "station")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(subject, subject, OWN.public_key(), serial, begin, begin + timedelta(days=1))
    return made.sign(OWN, SHA256()).public_bytes(Encoding.PEM).decode()


def test_a_key_that_came_in_never_goes_out(caller: Caller) -> None:
    added = caller.post(PATH, {"certificate": certificate(), "key": key_of(OWN)})
    assert added.status == 201, added.text
    assert (added.json["id"], added.json["type"], added.json["has_key"]) == ("1f3a", "client", True)
    assert added.json["name"] == "CN=station"
    listed = caller.ask("GET", PATH)
    assert listed.json == [added.json]
    assert "PRIVATE KEY" not in added.text + listed.text


def test_what_is_wrong_is_named(caller: Caller) -> None:
    assert caller.refused("POST", PATH, {"certificate": "nonsense"})[0] == "certificate"
    assert caller.refused("POST", PATH, {"certificate": key_of(OWN)})[0] == "certificate"
    assert caller.refused("POST", PATH, {"certificate": certificate(), "key": key_of(OTHER)})[0] == "key"
    assert caller.post(PATH, {"certificate": certificate()}).json["type"] == "root"
    assert caller.refused("POST", PATH, {"certificate": certificate()}, 409)[0] == "certificate"


def test_one_in_use_is_not_deleted(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(mqtt_certificate_id="1F3A")
    caller.post(PATH, {"certificate": certificate(), "key": key_of(OWN)})
    assert caller.get(PATH)[0]["used_by"] == ["mqtt_certificate_id"]
    assert "mqtt_certificate_id" in caller.refused("DELETE", f"{PATH}/1f3a", status=409)[1]
    caller.patch("/settings", {"mqtt_certificate_id": ""})
    assert caller.delete(f"{PATH}/1F3A") == 204
    caller.refused("DELETE", f"{PATH}/1f3a", status=404)
    caller.refused("DELETE", f"{PATH}/none", status=404)
    assert caller.get(PATH) == []
