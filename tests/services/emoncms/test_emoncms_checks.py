"""Trying a server out: which step failed, and certificates that are pinned."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from emoncms_bench import emoncms_host, emoncms_of, on_emoncms, server_at, until
from emoncms_stand_in import READ_KEY, WRITE_KEY, EmoncmsStandIn
from mqtt_authority import Authority, Made
from whole_host import WholeHost

from pilotwire.cli import app
from pilotwire.runtime.emoncms_check import check_host
from pilotwire.services.checks.steps import CheckReport
from pilotwire.store.certificates import Certificate, CertificateType

AUTHORITY = Authority("test authority")
LOCALHOST = AUTHORITY.issue("localhost", ("localhost",))


def context_of(made: Made, folder: Path) -> ssl.SSLContext:
    path = folder / "server.pem"
    path.write_text(f"{made.certificate}\n{made.key}")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def fingerprint(made: Made, algorithm: str) -> str:
    return hashlib.new(algorithm, ssl.PEM_cert_to_DER_cert(made.certificate)).hexdigest()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[WholeHost]:
    host = WholeHost(tmp_path, emoncms_apikey=WRITE_KEY)
    yield host
    host.close()


def steps(report: CheckReport) -> list[tuple[str, bool]]:
    return [(step.name, step.ok) for step in report.steps]


def checked(host: WholeHost, emoncms: EmoncmsStandIn, **changes: object) -> CheckReport:
    """Try a stand-in out; nothing is stored by it."""

    async def scene() -> CheckReport:
        async with emoncms:
            report = await check_host(host, {"emoncms_server": emoncms.url, **changes})
        assert emoncms.points == {}
        return report

    return asyncio.run(scene())


def test_all_is_well(host: WholeHost) -> None:
    report = checked(host, EmoncmsStandIn("/emoncms"))
    assert steps(report) == [("DNS", True), ("TCP", True), ("HTTP", True), ("key", True)]
    assert report.target.endswith("/emoncms")
    assert report.ok


@pytest.mark.parametrize(("key", "words"), [("0" * 32, "Invalid API key"), (READ_KEY, "may read and not write")])
def test_the_key_is_wrong(host: WholeHost, key: str, words: str) -> None:
    report = checked(host, EmoncmsStandIn(), emoncms_apikey=key)
    assert steps(report)[-1] == ("key", False)
    assert words in report.steps[-1].words


def test_it_is_not_emoncms(host: WholeHost) -> None:
    emoncms = EmoncmsStandIn()
    emoncms.answer_instead = (404, "<title>Not here</title>")
    report = checked(host, emoncms)
    assert steps(report)[-1] == ("HTTP", False)
    assert "HTTP 404: a web page (Not here)" in report.steps[-1].words


def test_nobody_listens(host: WholeHost) -> None:
    async def scene() -> CheckReport:
        async with EmoncmsStandIn() as emoncms:
            await emoncms.kill()
            return await check_host(host, {"emoncms_server": emoncms.url})

    report = asyncio.run(scene())
    assert steps(report) == [("DNS", True), ("TCP", False)]
    assert "refuses connections" in report.steps[-1].words


def test_there_is_no_such_host(host: WholeHost) -> None:
    report = asyncio.run(check_host(host, {"emoncms_server": "http://no-such-host.invalid"}))
    assert steps(report) == [("DNS", False)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"emoncms_apikey": ""}, "emoncms_apikey: give the read and write key"),
        ({"emoncms_server": "ftp://emoncms"}, "emoncms_server: use an address like"),
        ({"emoncms_server": "http://a:b@emoncms"}, "emoncms_server: use an address like"),
        ({"emoncms_server": "http://emoncms:99999"}, "emoncms_server: use an address like"),
        ({"emoncms_server": ""}, "emoncms_server: use an address like"),
        ({"emoncms_node": "a/b"}, "emoncms_node: use letters"),
        ({"emoncms_fingerprint": "12:34"}, "emoncms_fingerprint: use the 40 hex digits"),
        ({"emoncms_server": "https://emoncms.org", "emoncms_node": "a" * 17}, "emoncms.org takes at most 16"),
        ({"emoncms_server": "http://emonpi", "emoncms_fingerprint": "ab" * 20}, "only https:// servers"),
    ],
)
def test_the_settings_make_no_sense(host: WholeHost, changes: dict[str, str], words: str) -> None:
    report = asyncio.run(check_host(host, changes))
    assert steps(report) == [("settings", False)]
    assert words in report.steps[0].words


def test_nobody_vouches_for_the_certificate(host: WholeHost, tmp_path: Path) -> None:
    report = checked(host, EmoncmsStandIn(context=context_of(LOCALHOST, tmp_path)))
    assert steps(report) == [("DNS", True), ("TCP", True), ("TLS", False)]
    assert "is not accepted" in report.steps[-1].words


def test_the_certificate_is_for_another_host(host: WholeHost, tmp_path: Path) -> None:
    trust(host)
    other = AUTHORITY.issue("other", ("other.example",))
    report = checked(host, EmoncmsStandIn(context=context_of(other, tmp_path)))
    assert steps(report)[-1] == ("TLS", False)


def test_an_authority_that_was_added_vouches_for_it(host: WholeHost, tmp_path: Path) -> None:
    trust(host)
    report = checked(host, EmoncmsStandIn(context=context_of(LOCALHOST, tmp_path)))
    assert report.ok
    assert ("TLS", True) in steps(report)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_pinned_certificate_needs_nobody_to_vouch_for_it(host: WholeHost, tmp_path: Path, algorithm: str) -> None:
    pinned = fingerprint(LOCALHOST, algorithm).upper()
    shown = ":".join(pinned[index : index + 2] for index in range(0, len(pinned), 2))
    assert checked(host, EmoncmsStandIn(context=context_of(LOCALHOST, tmp_path)), emoncms_fingerprint=shown).ok


def test_another_certificate_than_the_pinned_one_is_told_nothing(host: WholeHost, tmp_path: Path) -> None:
    trust(host)
    emoncms = EmoncmsStandIn(context=context_of(LOCALHOST, tmp_path))
    report = checked(host, emoncms, emoncms_fingerprint="ab" * 32)
    assert steps(report)[-1] == ("TLS", False)
    assert fingerprint(LOCALHOST, "sha256")[:2].upper() + ":" in report.steps[-1].words
    assert emoncms.requests == []


def trust(host: WholeHost) -> None:
    root = Certificate(id="1", type=CertificateType.ROOT, name="test", certificate=AUTHORITY.certificate)
    assert asyncio.run(host.put_certificate(root))


def test_the_command_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: str) -> object:
        line = ["check", "emoncms", "--data-dir", str(tmp_path), *arguments]
        return app(line, result_action="return_value", exit_on_error=False)

    monkeypatch.setenv("PILOTWIRE_EMONCMS_APIKEY", WRITE_KEY)
    assert run("--server", "http://no-such-host.invalid") == 1
    assert capsys.readouterr().out.startswith("FAILED  DNS")
    assert run("--server", "ftp://x") == 1
    assert "emoncms_server" in capsys.readouterr().out


def test_the_station_posts_to_a_pinned_server(tmp_path: Path) -> None:
    async def scene() -> None:
        async with EmoncmsStandIn(context=context_of(LOCALHOST, tmp_path)) as emoncms:
            host = emoncms_host(tmp_path, emoncms, emoncms_fingerprint=fingerprint(LOCALHOST, "sha1"))
            try:
                async with on_emoncms(host, tmp_path / "e"):
                    await until(lambda: emoncms_of(host).connected)
            finally:
                host.close()
            assert len(emoncms.points) == 1

    asyncio.run(scene())


def test_a_key_shows_in_no_representation() -> None:
    assert WRITE_KEY not in repr(server_at(80))
