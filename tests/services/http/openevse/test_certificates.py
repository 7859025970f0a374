from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from made_certificates import certificate, new_key, pem_of
from serving import Answered, Served
from stored_host import StoredHost

from pilotwire.services.http.openevse import certificates
from pilotwire.services.http.openevse.certificates import parse_id
from pilotwire.station.moment import Moment
from pilotwire.station.station import Station

pytest_plugins = ["stored_api"]

KEY = new_key()
PEM = certificate(KEY)
KEY_PEM = pem_of(KEY)


def add(served: Served, **body: object) -> Answered:
    return served.post("/certificates", json.dumps(body))


def reason(answer: Answered) -> str:
    assert answer.status == 400
    assert answer.json["msg"] == "Could not add certificate"
    return str(answer.json["reason"])


def test_a_fresh_station_has_none(served: Served) -> None:
    answer = served.get("/certificates")
    assert (answer.status, answer.text) == (200, "[]")


def test_a_root_is_kept_under_the_end_of_its_serial_number(served: Served) -> None:
    pem = certificate(KEY, serial=0x82_10CF_B0D2_40E3_5944_63E0_BB63_828B)
    assert add(served, name="broker", certificate=pem).text == '{"id":"594463e0bb63828b","msg":"done"}'
    expected = {"id": "594463e0bb63828b", "type": "root", "name": "broker", "certificate": pem}
    assert served.get("/certificates").json == [expected]
    assert served.get("/certificates/594463E0BB63828B").json == expected


def test_a_key_is_never_told_again(served: Served) -> None:
    assert add(served, name="web", certificate=PEM, key=KEY_PEM).json == {"id": "1f3a", "msg": "done"}
    kept = served.get("/certificates/1f3a").json
    assert (kept["type"], kept["key"]) == ("client", "__REDACTED__")
    for path in ("/certificates", "/certificates/1f3a", "/certificates/root"):
        assert "PRIVATE" not in served.get(path).text


def test_the_key_is_kept_for_those_who_need_it(served: Served, stored: StoredHost) -> None:
    add(served, certificate=PEM, key=KEY_PEM)
    (kept,) = stored.reader.certificates()
    assert (kept.key, len(kept.fingerprint)) == (KEY_PEM, 64)


def test_a_certificate_without_a_name_is_called_by_its_subject(served: Served) -> None:
    add(served, certificate=certificate(KEY, name="Home CA"))
    assert served.get("/certificates").json[0]["name"] == "CN=Home CA"


@pytest.mark.parametrize(("given_id", "kept_as"), [("00FF", "ff"), ("0x1F", "1f"), ("f" * 16, "f" * 16), (10, "10")])
def test_an_id_can_be_chosen(served: Served, given_id: object, kept_as: str) -> None:
    assert add(served, name="n", certificate=PEM, id=given_id).json["id"] == kept_as


@pytest.mark.parametrize("given_id", ["", "xyz", "1" * 17, -1, True, [], {}, 1.5])
def test_an_impossible_id_is_refused(served: Served, given_id: object) -> None:
    assert "id" in reason(add(served, name="n", certificate=PEM, id=given_id))


def test_a_taken_id_is_refused_and_nothing_is_lost(served: Served) -> None:
    add(served, name="first", certificate=PEM)
    assert "1f3a" in reason(add(served, name="second", certificate=PEM))
    assert [kept["name"] for kept in served.get("/certificates").json] == ["first"]


def test_a_chain_is_kept_whole_and_judged_by_its_first(served: Served) -> None:
    chain = PEM + certificate(new_key(), serial=7, name="intermediate")
    assert add(served, certificate=chain, key=KEY_PEM).json["id"] == "1f3a"
    assert served.get("/certificates/1f3a").json["certificate"] == chain


def test_keys_of_common_kinds_are_taken(served: Served) -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = certificate(key)
    for number, form in enumerate((PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL)):
        assert add(served, certificate=pem, key=pem_of(key, form), id=f"{number}").status == 200


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "certificate"),
        ({"certificate": None}, "certificate"),
        ({"certificate": 5}, "certificate"),
        ({"certificate": ""}, "certificate"),
        ({"certificate": "hello"}, "PEM"),
        ({"certificate": PEM[:200]}, "PEM"),
        ({"certificate": PEM + KEY_PEM}, "private key"),
        ({"certificate": PEM, "key": ""}, "key"),
        ({"certificate": PEM, "key": "hello"}, "key"),
        ({"certificate": PEM, "key": 5}, "key"),
        ({"certificate": PEM, "key": PEM}, "key"),
        ({"certificate": PEM, "key": pem_of(new_key())}, "another"),
        ({"certificate": PEM, "key": pem_of(ed25519.Ed25519PrivateKey.generate())}, "another"),
        ({"certificate": PEM, "key": pem_of(KEY, passphrase=b"secret")}, "passphrase"),
        ({"certificate": PEM, "name": 5}, "name"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(served: Served, body: dict[str, object], says: str) -> None:
    assert says in reason(add(served, **body))
    assert served.get("/certificates").json == []


@pytest.mark.parametrize("body", ["", "{", "[]", "5", "\xff"])
def test_what_is_no_json_object_is_refused(served: Served, body: str) -> None:
    answer = served.post("/certificates", body.encode("latin-1"))
    assert (answer.status, answer.json) == (400, {"msg": "Could not parse JSON"})


def test_there_is_an_end_to_how_many_are_kept(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "MOST", 1)
    add(served, certificate=PEM)
    assert "delete" in reason(add(served, certificate=PEM, id="2"))


def test_a_deleted_certificate_is_gone(served: Served) -> None:
    add(served, certificate=PEM)
    assert served.ask("DELETE", "/certificates/1F3A").json == {"msg": "done"}
    assert served.get("/certificates").json == []
    assert served.ask("DELETE", "/certificates/1f3a").status == 404


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("wanted", ["1", "xyz", "0x", "-1", "1" * 17, "1f3a.pem"])
def test_there_is_none_with_an_unknown_or_impossible_id(served: Served, method: str, wanted: str) -> None:
    answer = served.ask(method, f"/certificates/{wanted}")
    assert (answer.status, answer.text) == (404, '{"msg":"Not found"}')


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/certificates"),
        ("PUT", "/certificates"),
        ("POST", "/certificates/1"),
        ("PATCH", "/certificates/1"),
        ("POST", "/certificates/root"),
        ("DELETE", "/certificates/root"),
    ],
)
def test_other_methods_are_refused(served: Served, method: str, path: str) -> None:
    answer = served.ask(method, path, "{}")
    assert (answer.status, answer.text) == (405, '{"msg":"Method not allowed"}')


def test_the_roots_are_those_of_the_system_and_those_that_were_added(
    served: Served, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path_factory.mktemp("system") / "bundle.pem"
    bundle.write_text("-----BEGIN CERTIFICATE-----\nsystem\n-----END CERTIFICATE-----\n")
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    add(served, certificate=PEM)
    add(served, certificate=PEM, key=KEY_PEM, id="2")
    answer = served.get("/certificates/root")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain")
    assert answer.text == bundle.read_text() + PEM


def test_the_systems_roots_may_be_a_folder(
    served: Served, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("system")
    (folder / "0a775a30.0").write_text("one\n")
    (folder / "0a775a30.1").write_text("two\n")
    (folder / "README").write_text("none\n")
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "missing"))
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    assert served.get("/certificates/root").text.split() == ["one", "two"]


def test_a_factory_reset_forgets_them(served: Served, stored: StoredHost) -> None:
    add(served, certificate=PEM, key=KEY_PEM)
    served.do(lambda: stored.run(_reset))
    assert served.get("/certificates").json == []


def _reset(station: Station, moment: Moment) -> None:
    station.factory_reset(moment)


@given(st.integers(0, 2**64 - 1), st.integers(0, 5), st.booleans())
def test_an_id_is_read_however_it_is_written(number: int, zeros: int, upper: bool) -> None:
    digits = f"{number:x}"
    written = "0" * zeros + (digits.upper() if upper else digits)
    assert parse_id(written) == digits


@given(st.text())
def test_an_id_is_nothing_else_than_a_number(text: str) -> None:
    found = parse_id(text)
    assert found is None or int(text, 16) == int(found, 16)
