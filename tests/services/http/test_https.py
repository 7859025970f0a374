"""The station over HTTPS, and the way there from the plain port."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from plain_parts import PLAIN_FRAMES, PLAIN_OPENEVSE, PLAIN_V1
from quiet_host import QuietHost
from serving import PATIENCE_S

from pilotwire.services.host import Host
from pilotwire.services.http.portal import Entrance
from pilotwire.services.http.redirect import PlainDoor
from pilotwire.services.http.security.passwords import hash_password
from pilotwire.services.http.server import App, HttpServer, build_app, build_redirect
from pilotwire.station.status import Network, NetworkMode

pytest_plugins = ["serve_fixture"]

HOST = cast(Host, QuietHost(www_password=hash_password("charge!", bytes(16))))


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate, and a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path: Path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form) + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    client = ssl.create_default_context(cadata=pem.decode())
    return server, client


def test_a_station_is_served_over_https(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server_tls, client_tls = contexts
    app = build_app(HOST, openevse=PLAIN_OPENEVSE, v1=PLAIN_V1, frames=PLAIN_FRAMES)

    def ask(port: int) -> tuple[int, str]:
        connection = HTTPSConnection("localhost", port, timeout=PATIENCE_S, context=client_tls)
        connection.request("POST", "/login", '{"user": "openevseadmin", "pass": "charge!"}')
        response = connection.getresponse()
        cookie = response.getheader("Set-Cookie", "")
        connection.close()
        return response.status, cookie

    async def serve() -> tuple[int, str]:
        server = HttpServer(app, "127.0.0.1", 0, tls=server_tls)
        await server.start()
        answer = await asyncio.to_thread(ask, server.port)
        await server.stop()
        return answer

    status, cookie = asyncio.run(serve())
    assert status == 200
    assert "; Secure" in cookie


@pytest.mark.parametrize(
    ("port", "host", "location"),
    [
        (443, "garage.local", "https://garage.local/a%20b?x=1&y=2"),
        (443, "garage.local:80", "https://garage.local/a%20b?x=1&y=2"),
        (8443, "[fd00::1]", "https://[fd00::1]:8443/a%20b?x=1&y=2"),
        (443, "evil.example/x#", None),
        (443, '"><script>', None),
    ],
)
def test_the_plain_port_leads_there(port: int, host: str, location: str | None) -> None:
    def ask(plain_port: int) -> tuple[int, str | None, str]:
        connection = HTTPConnection("127.0.0.1", plain_port, timeout=PATIENCE_S)
        connection.request("POST", "/a%20b?x=1&y=2", b"body", {"Host": host})
        response = connection.getresponse()
        answer = response.status, response.getheader("Location"), response.read().decode()
        connection.close()
        return answer

    async def serve(app: App) -> tuple[int, str | None, str]:
        server = HttpServer(app, "127.0.0.1", 0)
        await server.start()
        answer = await asyncio.to_thread(ask, server.port)
        await server.stop()
        return answer

    status, told, page = asyncio.run(serve(build_redirect(HOST, port)))
    assert (status, told) == ((404, None) if location is None else (301, location))
    assert "x=1&y=2" not in page


@pytest.mark.parametrize(
    ("peer", "path", "scheme", "sent"),
    [
        ("192.168.1.7", "/status", "http", True),
        ("::ffff:192.168.1.7", "/status", "http", True),
        ("192.168.1.7", "/status", "https", False),
        ("192.168.1.7", "/api/v1/https/authority.crt", "http", False),
        ("127.0.0.1", "/status", "http", False),
        ("::1", "/status", "http", False),
        ("192.168.4.7", "/hotspot-detect.html", "http", False),
    ],
)
def test_who_comes_from_elsewhere_is_sent_to_https(peer: str, path: str, scheme: str, sent: bool) -> None:
    class Served:
        asked = 0

        async def __call__(self, scope: object, receive: object, send: object) -> None:
            self.asked += 1

        def close(self) -> None:
            """Nothing to let go of."""

    answers: list[Any] = []

    async def send(message: Any) -> None:  # noqa: ANN401 - ASGI
        answers.append(message)

    async def receive() -> Any:  # noqa: ANN401 - ASGI
        return {"type": "http.request"}

    scope: Any = {
        "type": "http",
        "scheme": scheme,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"garage.local")],
        "state": {"connection": SimpleNamespace(peer=peer)},
        "server": ("192.168.4.1", 80),
    }
    served = Served()
    host = QuietHost()
    host.status = msgspec.structs.replace(host.status, network=Network(mode=NetworkMode.ACCESS_POINT))
    entrance = Entrance(cast(Host, host), lambda: None)
    asyncio.run(PlainDoor(served, lambda: 443, entrance)(scope, receive, send))
    assert (answers[0]["status"] if answers else None, served.asked) == ((301, 0) if sent else (None, 1))
    asyncio.run(PlainDoor(served, lambda: None, entrance)(scope, receive, send))
    assert served.asked == (1 if sent else 2)
