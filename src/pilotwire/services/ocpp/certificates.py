"""Certificates of OCPP: keys and signing requests, chains that come back, and roots by their hash data. Pure.

Keys are EC P-256. What is kept where is the business of ``cabinet``.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from pilotwire.ocpp.effects import Json
from pilotwire.store.certificates import Certificate, CertificateType

MOST_CHAIN_CHARACTERS = 10_000
RENEW_BEFORE = timedelta(days=30)
_ID_MASK = 2**64 - 1
_PLACEHOLDER_FOR = timedelta(days=365)


class CertificateRefusedError(Exception):
    """A certificate cannot be taken; the message says why."""


class SigningRequest(msgspec.Struct, frozen=True):
    """A request, and what is kept until it is answered."""

    pem: str
    waiting: Certificate
    """The key, in the guise of a certificate that nobody has signed."""


def make_request(common_name: str, organisation: str, now: datetime) -> SigningRequest:
    """Make a key pair and ask for a certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
        ]
    )
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    number = x509.random_serial_number()
    unsigned = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _PLACEHOLDER_FOR)
        .sign(key, hashes.SHA256())
    )
    kept = Certificate(
        id=f"{number & _ID_MASK:x}",
        type=CertificateType.CLIENT,
        name=f"{WAITING}{common_name}",
        certificate=unsigned.public_bytes(Encoding.PEM).decode(),
        key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        fingerprint=unsigned.fingerprint(hashes.SHA256()).hex(),
    )
    return SigningRequest(request.public_bytes(Encoding.PEM).decode(), kept)


WAITING = "OCPP, waits for its signature: "
SIGNED = "OCPP: "
"""How the names of certificates begin that came by OCPP."""


def signed(chain: str, waiting: Sequence[Certificate], now: datetime) -> Certificate:
    """The certificate of a chain, with the key that it was asked for.

    Args:
        chain: PEM, the station's own first.
        waiting: what ``make_request`` has given, the newest last.
        now: the present.

    Raises:
        CertificateRefusedError: it is not good.

    """
    certificates = read_chain(chain)
    leaf = certificates[0]
    check_time(leaf, now)
    for one, issuer in itertools.pairwise(certificates):
        try:
            one.verify_directly_issued_by(issuer)
        except (InvalidSignature, ValueError, TypeError):
            raise CertificateRefusedError("a certificate of the chain was not issued by the next one") from None
    public = _public(leaf.public_key())
    for kept in reversed(waiting):
        if kept.key is not None and _public(load_pem_private_key(kept.key.encode(), None).public_key()) == public:
            return Certificate(
                id=f"{leaf.serial_number & _ID_MASK:x}",
                type=CertificateType.CLIENT,
                name=f"{SIGNED}{leaf.subject.rfc4514_string()}",
                certificate=chain.strip() + "\n",
                key=kept.key,
                fingerprint=leaf.fingerprint(hashes.SHA256()).hex(),
            )
    raise CertificateRefusedError("the certificate is for a key that this station has not")


def read_chain(pem: str) -> list[x509.Certificate]:
    """Certificates of a PEM text, at least one."""
    if len(pem) > MOST_CHAIN_CHARACTERS:
        raise CertificateRefusedError(f"it has more than {MOST_CHAIN_CHARACTERS} characters")
    try:
        return x509.load_pem_x509_certificates(pem.encode())
    except ValueError:
        raise CertificateRefusedError("it is no certificate in PEM") from None


def check_time(certificate: x509.Certificate, now: datetime) -> None:
    """Whether a certificate is valid now."""
    if now >= certificate.not_valid_after_utc:
        raise CertificateRefusedError(f"it has expired on {certificate.not_valid_after_utc:%Y-%m-%d}")
    if now < certificate.not_valid_before_utc - timedelta(days=1):
        raise CertificateRefusedError(f"it is valid only from {certificate.not_valid_before_utc:%Y-%m-%d}")


def is_due(pem: str, now: datetime) -> bool:
    """Whether a certificate should be renewed."""
    return now >= read_chain(pem)[0].not_valid_after_utc - RENEW_BEFORE


def check_root(pem: str, now: datetime) -> x509.Certificate:
    """A root that can be trusted for something.

    Raises:
        CertificateRefusedError: it cannot.

    """
    root = read_chain(pem)[0]
    check_time(root, now)
    try:
        constraints = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        constraints = None
    if constraints is not None and not constraints.ca:
        raise CertificateRefusedError("it is not the certificate of an authority")
    return root


def hash_data(root: x509.Certificate) -> dict[str, Json]:
    """How OCPP names a root: ``CertificateHashDataType`` (2.0.1 part 2)."""
    key = root.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "hashAlgorithm": "SHA256",
        "issuerNameHash": hashlib.sha256(root.issuer.public_bytes()).hexdigest(),
        "issuerKeyHash": hashlib.sha256(_bit_string(key)).hexdigest(),
        "serialNumber": f"{root.serial_number:x}",
    }


def is_meant(root: x509.Certificate, named: Mapping[str, Json]) -> bool:
    """Whether hash data of a back end names a root, whichever of the algorithms it uses."""
    algorithm = {"SHA256": hashlib.sha256, "SHA384": hashlib.sha384, "SHA512": hashlib.sha512}.get(
        str(named.get("hashAlgorithm"))
    )
    if algorithm is None:
        return False
    key = root.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return (
        str(named.get("serialNumber")).lower().lstrip("0") == f"{root.serial_number:x}"
        and str(named.get("issuerNameHash")).lower() == algorithm(root.issuer.public_bytes()).hexdigest()
        and str(named.get("issuerKeyHash")).lower() == algorithm(_bit_string(key)).hexdigest()
    )


def check_signature(content: bytes, signature: bytes, certificate: str, roots: Sequence[str], now: datetime) -> None:
    """Whether a file was signed by whom a certificate names, and that was issued by one of ``roots`` if there are any.

    Raises:
        CertificateRefusedError: it was not.

    """
    signer = check_signer(certificate, roots, now)
    key = signer.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(
                signature, content, padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO), hashes.SHA256()
            )
        else:
            raise CertificateRefusedError("its certificate has a key that is neither EC nor RSA")
    except InvalidSignature:
        raise CertificateRefusedError("the signature is not that of the file") from None


def check_signer(certificate: str, roots: Sequence[str], now: datetime) -> x509.Certificate:
    """The certificate that software is signed with.

    Raises:
        CertificateRefusedError: it is not good for that.

    """
    chain = read_chain(certificate)
    check_time(chain[0], now)
    authorities = [root for pem in roots for root in read_chain(pem)]
    if authorities and not any(_issued(chain[-1], authority) for authority in authorities):
        raise CertificateRefusedError("the signing certificate was not issued by an installed manufacturer root")
    for one, issuer in itertools.pairwise(chain):
        if not _issued(one, issuer):
            raise CertificateRefusedError("a signing certificate was not issued by the next one of its chain")
    return chain[0]


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _public(key: object) -> bytes:
    told: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return told


def _bit_string(info: bytes) -> bytes:
    """The key itself of a SubjectPublicKeyInfo: the contents of its BIT STRING, without the count of unused bits."""
    _, start, _ = _element(info, 0)
    _, _, algorithm_end = _element(info, start)
    _, key_start, key_end = _element(info, algorithm_end)
    return info[key_start + 1 : key_end]


def _element(der: bytes, at: int) -> tuple[int, int, int]:
    """Tag, and where the contents of a DER element begin and end."""
    length, start = der[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(der[start : start + count], "big"), start + count
    return der[at], start, start + length
