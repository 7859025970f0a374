"""The log-in cookie: until when it is valid and a signature over that, which dies with the password.

``v1.`` + 8 hex digits of the expiry (seconds since 1970) + ``.`` + 32 hex digits of an HMAC-SHA-256, as firmware of
2026 makes it. Nothing is remembered here: a cookie is checked by computing it again.
"""

from __future__ import annotations

import hmac
import re

from .credentials import Credentials

NAME = "oevse_session"
SHORT_S = 6 * 3600
LONG_S = 30 * 86_400
"""With ``remember``."""

_COOKIE = re.compile(rb"(?:^|;)\s*oevse_session=(v1\.([0-9a-f]{8})\.([0-9a-f]{32}))\s*(?=;|$)")
_ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict"
_MAX_EPOCH_S = 0xFFFF_FFFF


def issued(credentials: Credentials, now_s: int, *, remember: bool, secure: bool) -> str:
    """Make the value of ``Set-Cookie``.

    Args:
        credentials: those that were presented.
        now_s: seconds since 1970.
        remember: whether it outlives the browser.
        secure: whether it came over TLS, and is to be sent back over nothing else.

    """
    expiry_s = min(now_s + (LONG_S if remember else SHORT_S), _MAX_EPOCH_S)
    expiry = f"{expiry_s:08x}".encode()
    value = b"v1." + expiry + b"." + _signature(credentials, expiry)
    age = f"; Max-Age={LONG_S}" if remember else ""
    return f"{NAME}={value.decode()}{_ATTRIBUTES}{'; Secure' if secure else ''}{age}"


def expired() -> str:
    """Make the value of ``Set-Cookie`` that makes a browser forget the cookie."""
    return f"{NAME}={_ATTRIBUTES}; Max-Age=0"


def is_valid(cookie_header: bytes, credentials: Credentials, now_s: int) -> bool:
    """Whether a ``Cookie`` header has a cookie of ours that is signed and has not expired."""
    match = _COOKIE.search(cookie_header)
    if match is None or int(match[2], 16) <= now_s:
        return False
    return hmac.compare_digest(match[3], _signature(credentials, match[2]))


def _signature(credentials: Credentials, expiry: bytes) -> bytes:
    signed = b"\0".join((b"v1", expiry, credentials.username.encode(), credentials.password_hash.encode()))
    return hmac.digest(credentials.secret, signed, "sha256").hex()[:32].encode()
