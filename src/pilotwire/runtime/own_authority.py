"""The station's own certificate authority: made once, and a certificate of it for the names the station has now.

Run as a program of its own (``python -m``): what makes certificates costs 13 MB, which a station that runs for months
does not keep for something it needs once a year. The authority may vouch for names and addresses of local networks
only, so that whoever steals its key can pretend to be no other place on the internet.
"""

from __future__ import annotations

import ipaddress
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY, AUTHORITY_KEY, STATION, FACTS = "authority.pem", "authority.key", "station.pem", "station.json"
_AUTHORITY_DAYS = 3650
_STATION_DAYS = 397
"""No browser accepts more for a server."""
_BEFORE = timedelta(days=2)
"""Clocks of those who look may be slow."""
_RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock that is right shows an earlier time, and one of a computer without a battery may be late."""
_LOCAL_NAMES = ("localhost", "local", "lan", "home", "internal", "home.arpa", "fritz.box", "localdomain")
_LOCAL_NETWORKS = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "100.64.0.0/10",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)


def make(folder: Path, names: Sequence[str], now: datetime) -> dict[str, object]:
    """Make a certificate for these names and addresses, and the authority if there is none; returns its facts.

    What the authority may not vouch for is left out: places that are not local, and another name than the station had
    when its authority was made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, authority_key = _authority(folder, names[0], now)
    key = ec.generate_private_key(ec.SECP256R1())
    kept = [name for name in dict.fromkeys(names) if _is_permitted(name, authority)]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    not_after = min(now + timedelta(days=_STATION_DAYS), authority.not_valid_after_utc)
    certificate = (
        x509.CertificateBuilder(authority.subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(not_after)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in kept]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, SHA256())
    )
    pem = _key_pem(key) + certificate.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM)
    _write(folder / STATION, pem)
    facts: dict[str, object] = {
        "names": kept,
        "asked": list(names),
        "not_after": not_after.isoformat(),
        "authority_fingerprint": authority.fingerprint(SHA256()).hex(),
    }
    _write(folder / FACTS, json.dumps(facts).encode())
    return facts


def inspect(pem: bytes) -> dict[str, object]:
    """What a certificate says of itself: its names and until when it is valid."""
    certificate = x509.load_pem_x509_certificates(pem)[0]
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = [*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))]
    except x509.ExtensionNotFound:
        names = []
    return {"names": names, "not_after": certificate.not_valid_after_utc.isoformat()}


def _authority(folder: Path, name: str, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    try:
        certificate = x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes())
        key = load_pem_private_key((folder / AUTHORITY_KEY).read_bytes(), password=None)
        certificate.extensions.get_extension_for_class(x509.NameConstraints)
        if isinstance(key, ec.EllipticCurvePrivateKey) and certificate.not_valid_after_utc > now:
            return certificate, key
    except (OSError, ValueError, UnsupportedAlgorithm, x509.ExtensionNotFound):
        # There is none yet, or none that can be used: another one has to be trusted then.
        pass
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Pilotwire {name}"[:64])])
    permitted: list[x509.GeneralName] = [x509.DNSName(one) for one in (name, *_LOCAL_NAMES)]
    permitted += [x509.IPAddress(ipaddress.ip_network(network)) for network in _LOCAL_NETWORKS]
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(min(now, _RELEASED))
        .not_valid_after(now + timedelta(days=_AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_may_sign(), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    # The key comes first: a certificate without its key is made anew.
    _write(folder / AUTHORITY_KEY, _key_pem(key))
    _write(folder / AUTHORITY, certificate.public_bytes(Encoding.PEM))
    return certificate, key


def _may_sign() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _is_permitted(name: str, authority: x509.Certificate) -> bool:
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = constraints.permitted_subtrees or []
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        trees = [one.value for one in permitted if isinstance(one, x509.DNSName)]
        return any(name == tree or name.endswith(f".{tree}") for tree in trees)
    networks = [one.value for one in permitted if isinstance(one, x509.IPAddress)]
    return any(address in ipaddress.ip_network(str(network)) for network in networks)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    """Write so that a loss of power leaves the old file or the new one; only its owner reads it."""
    unfinished = path.with_name(path.name + ".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def main(arguments: Sequence[str]) -> int:
    """``make FOLDER NAME...`` or ``inspect FILE``: prints facts as JSON; what is wrong goes to standard error."""
    match arguments:
        case ["make", folder, *names] if names:
            facts = make(Path(folder), names, datetime.now(UTC))
        case ["inspect", file]:
            facts = inspect(Path(file).read_bytes())
        case _:
            sys.stderr.write("own_authority make FOLDER NAME... | inspect FILE\n")
            return 2
    sys.stdout.write(json.dumps(facts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
