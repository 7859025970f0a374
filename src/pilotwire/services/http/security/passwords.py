"""How a password is kept: as an scrypt hash with its salt and cost, in the PHC string format.

The cost is chosen for a Raspberry Pi: 50 to 100 ms, with 4 MiB, which glibc keeps afterwards.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error

SALT_BYTES = 16
"""What a salt should have."""

_LOG2_N = 12
_R = 8
_P = 4
_HASH_BYTES = 32
_PHC = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)")
_MAX_LOG2_N = 16
_MAX_R = 16
_MAX_P = 16
"""A stored hash that asks for more is not one of ours, and would keep a small machine busy."""


def hash_password(plain: str, salt: bytes) -> str:
    """Hash a password for keeping.

    Args:
        plain: the password.
        salt: ``SALT_BYTES`` random bytes, new for each password.

    """
    digest = _scrypt(plain, salt, _LOG2_N, _R, _P)
    return f"$scrypt$ln={_LOG2_N},r={_R},p={_P}${_encode(salt)}${_encode(digest)}"


def verify(plain: str, stored: str) -> bool:
    """Whether this is the password that was hashed. A stored text that is no hash of ours matches nothing."""
    match = _PHC.fullmatch(stored)
    if match is None:
        return False
    log2_n, r, p = (int(match[index]) for index in (1, 2, 3))
    if not (1 <= log2_n <= _MAX_LOG2_N and 1 <= r <= _MAX_R and 1 <= p <= _MAX_P):
        return False
    try:
        salt, digest = _decode(match[4]), _decode(match[5])
    except Base64Error:
        return False
    return len(digest) == _HASH_BYTES and hmac.compare_digest(_scrypt(plain, salt, log2_n, r, p), digest)


def _scrypt(plain: str, salt: bytes, log2_n: int, r: int, p: int) -> bytes:
    n = 1 << log2_n
    room = 128 * r * (n + p + 2)
    secret = plain.encode(errors="surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=n, r=r, p=p, maxmem=room + 65_536, dklen=_HASH_BYTES)


def _encode(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4), validate=True)
