"""A station over HTTPS: with its own authority, with a given certificate, and what is said when neither works."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from station_page import free_port
from station_process import StationProcess, wait_until

from pilotwire_process import PATIENCE_S

LOOPBACK = IPv4Address("127.0.0.1")


@contextmanager
def running(data_dir: Path) -> Iterator[str]:
    with StationProcess("--web", "127.0.0.1:0", data_dir=data_dir) as process:
        yield process.url()
        process.stop()


def ask(url: str, body: object = None, method: str | None = None) -> Any:  # noqa: ANN401 - JSON
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url, data, method=method), timeout=PATIENCE_S) as answer:  # noqa: S310 - our own server
        return json.loads(answer.read())


def https(url: str) -> Any:  # noqa: ANN401 - JSON
    return ask(f"{url}/api/v1/https")


def over_https(port: int, trusted: str) -> int:
    """Ask for the status as a browser that trusts this authority; returns the answer's code."""
    context = ssl.create_default_context(cadata=trusted)
    connection = HTTPSConnection("127.0.0.1", port, timeout=PATIENCE_S, context=context)
    connection.request("GET", "/status")
    code = connection.getresponse().status
    connection.close()
    return code


def given(not_after: datetime) -> tuple[str, str]:
    """A certificate as somebody else would make it, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "garage")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 0x1F3A)
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(not_after)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(LOOPBACK)]), critical=False)
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM).decode(), pem.decode()


def test_it_is_served_with_a_certificate_of_its_own_and_keeps_its_authority(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path) as url:
        assert https(url)["source"] == "off"
        ask(f"{url}/api/v1/settings", {"www_https_port": port, "https_own": True}, "PATCH")
        wait_until(lambda: https(url)["serving"])
        told = https(url)
        assert (told["source"], told["port"], told["error"]) == ("own", port, "")
        assert "localhost" in told["names"]
        with urlopen(f"{url}/api/v1/https/authority.crt", timeout=PATIENCE_S) as answer:  # noqa: S310 - our own server
            authority = answer.read().decode()
        assert over_https(port, authority) == 200
        # This computer is not sent away from the plain port.
        ask(f"{url}/api/v1/settings", {"https_redirect": True}, "PATCH")
        assert https(url)["serving"]
    with running(tmp_path) as url:
        wait_until(lambda: https(url)["serving"])
        assert https(url)["authority_fingerprint"] == told["authority_fingerprint"]
        assert over_https(port, authority) == 200
        ask(f"{url}/api/v1/settings", {"https_own": False}, "PATCH")
        wait_until(lambda: https(url)["source"] == "off")


@pytest.mark.parametrize("expired", [False, True])
def test_it_is_served_with_a_certificate_it_was_given(tmp_path: Path, expired: bool) -> None:
    port = free_port()
    not_after = datetime.now(UTC) + timedelta(days=-1 if expired else 100)
    certificate, key = given(not_after)
    with running(tmp_path) as url:
        kept = ask(f"{url}/api/v1/certificates", {"certificate": certificate, "key": key})
        ask(f"{url}/api/v1/settings", {"www_https_port": port, "www_certificate_id": kept["id"]}, "PATCH")
        wait_until(lambda: https(url)["serving"])
        assert https(url)["source"] == "given"
        assert ("expired" in https(url)["error"]) is expired
        assert any("https is not connected" in one for one in ask(f"{url}/api/v1/health")["problems"]) is expired
        if not expired:
            assert over_https(port, certificate) == 200


def test_what_cannot_be_served_is_said_and_the_plain_port_goes_on(tmp_path: Path) -> None:
    port = free_port()
    certificate, _ = given(datetime.now(UTC) + timedelta(days=9))
    with running(tmp_path) as url:
        ask(f"{url}/api/v1/settings", {"www_https_port": port, "www_certificate_id": "abc"}, "PATCH")
        wait_until(lambda: "There is no certificate abc" in https(url)["error"])
        kept = ask(f"{url}/api/v1/certificates", {"certificate": certificate})
        ask(f"{url}/api/v1/settings", {"www_certificate_id": kept["id"]}, "PATCH")
        wait_until(lambda: "no private key" in https(url)["error"])
        plain = int(url.rpartition(":")[2])
        ask(f"{url}/api/v1/settings", {"www_certificate_id": "", "https_own": True, "www_https_port": plain}, "PATCH")
        wait_until(lambda: "taken by another program" in https(url)["error"])
        assert not https(url)["serving"]
