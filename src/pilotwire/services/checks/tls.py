"""What a client needs for TLS: whom it trusts and what it shows of itself, from the store and the system.

Nobody is trusted but the authorities of the operating system and those a person has added.
"""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pilotwire.store.certificates import Certificate, CertificateType


class TlsError(Exception):
    """A certificate that is to be used is not there or cannot be used; the message says which and what to do."""


def client_context(certificates: Sequence[Certificate], certificate_id: str, *, verify: bool) -> ssl.SSLContext:
    """Make what a TLS client works with. Reads files: not for the event loop.

    Args:
        certificates: those of the store.
        certificate_id: of the client certificate to show; empty for none.
        verify: whether the other side has to prove who it is.

    Raises:
        TlsError: the client certificate or an added authority cannot be used.

    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for certificate in certificates:
        if certificate.type is CertificateType.ROOT:
            _trust(context, certificate)
    if certificate_id:
        _show(context, certificates, certificate_id)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _trust(context: ssl.SSLContext, root: Certificate) -> None:
    try:
        context.load_verify_locations(cadata=root.certificate)
    except (ssl.SSLError, ValueError) as error:
        raise TlsError(f"The certificate {root.name or root.id} cannot be used: {error}. Delete it.") from error


def _show(context: ssl.SSLContext, certificates: Sequence[Certificate], certificate_id: str) -> None:
    found = next((one for one in certificates if one.id == certificate_id and one.type is CertificateType.CLIENT), None)
    if found is None or found.key is None:
        raise TlsError(f"There is no client certificate {certificate_id}: add it, or choose another or none.")
    # The standard library takes a certificate with its key from a file only.
    with tempfile.TemporaryDirectory(prefix="pilotwire-") as folder:
        path = Path(folder) / "client.pem"
        path.touch(mode=0o600)
        path.write_text(f"{found.certificate.rstrip()}\n{found.key}")
        try:
            context.load_cert_chain(path)
        except (ssl.SSLError, ValueError) as error:
            raise TlsError(f"The client certificate {certificate_id} cannot be used: {error}.") from error
