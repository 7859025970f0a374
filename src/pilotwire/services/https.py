"""What a service is told of the station's own HTTPS. The runtime implements it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Protocol

import msgspec


class HttpsSource(Enum):
    """Whose certificate the station shows."""

    OFF = "off"
    OWN = "own"
    """One of the station's own authority."""
    GIVEN = "given"
    """One that somebody gave it."""


class HttpsFacts(msgspec.Struct, frozen=True):
    """How the station is reached over HTTPS."""

    source: HttpsSource = HttpsSource.OFF
    serving: bool = False
    port: int = 0
    names: tuple[str, ...] = ()
    """Names and addresses the certificate is for."""
    not_after: datetime | None = None
    error: str = ""
    """Why it is not served, or not as it should be, and what to do; empty if all is well."""
    authority_fingerprint: str = ""
    """SHA-256 of the certificate of the station's own authority, hexadecimal; empty if there is none."""


class HttpsView(Protocol):
    """The station's HTTPS as it is now."""

    @property
    def facts(self) -> HttpsFacts:
        """How it is."""

    @property
    def authority(self) -> bytes | None:
        """The certificate of the station's own authority (PEM), for browsers to trust; None if there is none."""
