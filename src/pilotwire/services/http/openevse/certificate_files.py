"""Certificates and keys as people send them: whether they are what they should be, and what they say of themselves.

Whether a certificate is still valid or leads to a trusted root is not asked: the clock may be wrong when it is sent,
and whoever uses it asks then. Importing this costs 13 MB of memory, so it is imported when somebody sends one.
"""

from __future__ import annotations

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key


class CertificateError(ValueError):
    """A certificate or key cannot be used; the message names the field and says what to send."""


class CertificateFacts(msgspec.Struct, frozen=True):
    """What a certificate says of itself."""

    serial_number: int
    subject: str
    """Distinguished name (RFC 4514)."""
    fingerprint: str
    """SHA-256, hexadecimal."""


def check(certificate: str, key: str | None) -> CertificateFacts:
    """Check a certificate and the key that belongs to it.

    Args:
        certificate: PEM; of a chain, the certificate itself comes first.
        key: PEM, without a passphrase.

    Raises:
        CertificateError: one of them is something else, or they do not belong together.

    """
    leaf, public_key = _read_certificate(certificate)
    if key is not None and _bytes(_read_key(key)) != _bytes(public_key):
        raise CertificateError("key: it belongs to another certificate; send the one that was made for this")
    return CertificateFacts(leaf.serial_number, leaf.subject.rfc4514_string(), leaf.fingerprint(SHA256()).hex())


def _read_certificate(pem: str) -> tuple[x509.Certificate, CertificatePublicKeyTypes]:
    if "PRIVATE KEY" in pem:
        # What is kept as a certificate is shown to everybody who is let in.
        raise CertificateError("certificate: there is a private key in it; send that as key")
    try:
        leaf = x509.load_pem_x509_certificates(pem.encode())[0]
        return leaf, leaf.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CertificateError("certificate: send PEM, from -----BEGIN CERTIFICATE----- on") from error


def _read_key(pem: str) -> PublicKeyTypes:
    try:
        return load_pem_private_key(pem.encode(), password=None).public_key()
    except TypeError as error:
        raise CertificateError("key: it is encrypted; send it without a passphrase") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CertificateError("key: send the private key as PEM, from -----BEGIN PRIVATE KEY----- on") from error


def _bytes(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
