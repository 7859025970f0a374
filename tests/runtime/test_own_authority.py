"""The station's own authority: what it makes is trusted by who trusts it, for local names only, and for long enough."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pilotwire.runtime import own_authority
from pilotwire.runtime.own_authority import AUTHORITY, AUTHORITY_KEY, STATION, inspect, main, make

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAMES = ("openevse-7b2c", "openevse-7b2c.local", "192.168.1.20", "fd00::20")


def authority(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes())


def test_its_certificate_is_for_every_local_name(tmp_path: Path) -> None:
    facts = make(tmp_path, [*NAMES, "93.184.216.34", "example.org"], NOW)
    assert facts["names"] == list(NAMES)
    told = inspect((tmp_path / STATION).read_bytes().partition(b"-----END PRIVATE KEY-----\n")[2])
    assert set(map(str, told["names"])) == set(NAMES)  # type: ignore[call-overload]
    assert told["not_after"] == (NOW + timedelta(days=397)).isoformat()
    station = x509.load_pem_x509_certificates((tmp_path / STATION).read_bytes())[0]
    station.verify_directly_issued_by(authority(tmp_path))


def test_the_authority_stays_the_same_and_can_vouch_for_local_names_only(tmp_path: Path) -> None:
    make(tmp_path, NAMES, NOW)
    first = authority(tmp_path)
    renamed = make(tmp_path, ["garage", "garage.local", "10.0.0.7", "2001:db8::7"], NOW + timedelta(days=300))
    assert authority(tmp_path) == first
    # Its authority was made for another name, and one cannot vouch for what it was not made for.
    assert renamed["names"] == ["garage.local", "10.0.0.7"]
    verified = subprocess.run(  # noqa: S603
        ["openssl", "verify", "-no_check_time", "-CAfile", tmp_path / AUTHORITY, tmp_path / STATION],  # noqa: S607
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stderr
    constraints = first.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    permitted = constraints.value.permitted_subtrees or []
    assert x509.DNSName("openevse-7b2c") in permitted
    assert not any(str(one.value) in ("", "0.0.0.0/0", "::/0", "com", "org") for one in permitted)
    assert first.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    make(tmp_path / "tls", NAMES, NOW)
    assert (tmp_path / "tls").stat().st_mode & 0o077 == 0
    for name in (AUTHORITY_KEY, STATION):
        assert (tmp_path / "tls" / name).stat().st_mode & 0o077 == 0


def test_one_that_expired_or_was_damaged_is_replaced(tmp_path: Path) -> None:
    make(tmp_path, NAMES, NOW)
    first = authority(tmp_path)
    make(tmp_path, NAMES, NOW + timedelta(days=4000))
    second = authority(tmp_path)
    assert second != first
    (tmp_path / AUTHORITY_KEY).write_bytes(b"")
    make(tmp_path, NAMES, NOW + timedelta(days=4001))
    assert authority(tmp_path) != second


def test_it_runs_as_a_program(tmp_path: Path) -> None:
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, own_authority.__file__, "make", str(tmp_path), "garage"], capture_output=True, check=True
    )
    facts = json.loads(ran.stdout)
    assert facts["names"] == ["garage"]
    assert facts["authority_fingerprint"]
    (tmp_path / "root.pem").write_bytes(authority(tmp_path).public_bytes(Encoding.PEM))
    assert main(["inspect", str(tmp_path / "root.pem")]) == 0
    assert main(["nonsense"]) == 2
