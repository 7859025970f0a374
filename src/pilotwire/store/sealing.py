"""Files sealed with a passphrase: nobody reads or changes them who does not know it.

The key comes from the passphrase by scrypt (RFC 7914). The content is sealed in pieces with AES-256-GCM, each with its
number and whether it is the last in the nonce (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár), so
that pieces can be neither swapped nor left off, and a file of any size needs the memory of one piece.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import IO

MAGIC = b"PILOTWIRE-SEALED-1\n"
_PIECE_BYTES = 65_536
_TAG_BYTES = 16
_SALT_BYTES = 16
_PREFIX_BYTES = 7
_COST = 2**15
"""Of scrypt: a guess costs 32 MB and a good part of a second on a small computer."""


class SealError(Exception):
    """The passphrase is not the one, or the file has been changed: these cannot be told apart."""


def seal(source: IO[bytes], target: IO[bytes], passphrase: str) -> None:
    """Write what ``source`` holds to ``target``, sealed."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 13 MB most stations never need

    salt, prefix = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_PREFIX_BYTES)
    target.write(MAGIC + salt + prefix)
    cipher = AESGCM(_key(passphrase, salt))
    target.writelines(
        cipher.encrypt(_nonce(prefix, number, last=last), piece, None)
        for number, piece, last in _pieces(source, _PIECE_BYTES)
    )


def unseal(source: IO[bytes], target: IO[bytes], passphrase: str) -> None:
    """Write what was sealed into ``source`` to ``target``.

    Raises:
        SealError: see there. What was written by then is no more than a beginning of what had been sealed.

    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

    head = source.read(len(MAGIC) + _SALT_BYTES + _PREFIX_BYTES)
    if len(head) < len(MAGIC) + _SALT_BYTES + _PREFIX_BYTES or not head.startswith(MAGIC):
        raise SealError("It was not sealed by Pilotwire.")
    salt, prefix = head[len(MAGIC) : -_PREFIX_BYTES], head[-_PREFIX_BYTES:]
    cipher = AESGCM(_key(passphrase, salt))
    for number, piece, last in _pieces(source, _PIECE_BYTES + _TAG_BYTES):
        try:
            target.write(cipher.decrypt(_nonce(prefix, number, last=last), piece, None))
        except InvalidTag as error:
            raise SealError("The passphrase is not the one it was sealed with, or the file is damaged.") from error


def _key(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415 - as above

    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _pieces(source: IO[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """The content in pieces, each with its number and whether it is the last; an empty one is one empty piece."""
    number, piece = 0, source.read(size)
    while True:
        following = source.read(size) if len(piece) == size else b""
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following
