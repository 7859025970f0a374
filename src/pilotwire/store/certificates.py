"""Certificates as values and in their table. Whether one is valid is checked by whoever takes it from people."""

from __future__ import annotations

import sqlite3
from enum import Enum

import msgspec

from .rows import readable


class CertificateType(Enum):
    """What it is for; the words are the gateway's."""

    ROOT = "root"
    """An authority to trust."""
    CLIENT = "client"
    """To show to others; comes with its private key."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate."""

    id: str
    """Lower-case hexadecimal digits without leading zeros: a 64-bit number, usually from the serial number."""
    type: CertificateType
    name: str
    certificate: str
    """PEM."""
    key: str | None = None
    """Private key (PEM) of a client certificate. Never to be shown."""
    fingerprint: str = ""
    """SHA-256 of the certificate, hexadecimal."""

    def __repr__(self) -> str:
        """Without the key: representations end up in logs."""
        return f"Certificate(id={self.id!r}, type={self.type}, name={self.name!r})"


def put(connection: sqlite3.Connection, certificate: Certificate) -> bool:
    """Keep a certificate; False (and nothing done) when its id is taken."""
    added = connection.execute(
        "INSERT INTO certificates (id, type, name, certificate, key, fingerprint) "
        "SELECT :id, :type, :name, :certificate, :key, :fingerprint "
        "WHERE NOT EXISTS (SELECT 1 FROM certificates WHERE id = :id)",
        msgspec.structs.asdict(certificate) | {"type": certificate.type.value},
    )
    return added.rowcount == 1


def delete(connection: sqlite3.Connection, certificate_id: str) -> bool:
    """Forget a certificate; says whether there was one."""
    return connection.execute("DELETE FROM certificates WHERE id = ?", (certificate_id,)).rowcount == 1


def read_all(connection: sqlite3.Connection) -> list[Certificate]:
    """All certificates in the order they came."""
    rows = connection.execute(
        "SELECT id, type, name, certificate, key, fingerprint FROM certificates ORDER BY position"
    )
    names = [column[0] for column in rows.description]
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return list(readable(lambda columns: msgspec.convert(columns, Certificate), found))
