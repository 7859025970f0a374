"""What is known of who may come in, taken from the settings."""

from __future__ import annotations

import msgspec

from pilotwire.station.settings import Settings

DEFAULT_USERNAME = "openevseadmin"


class Credentials(msgspec.Struct, frozen=True):
    """The one account of a station."""

    username: str
    password_hash: str
    """Empty while no password is set."""
    secret: bytes
    """What cookies are signed with."""
    open_without_password: bool

    @classmethod
    def of(cls, settings: Settings, fallback_secret: bytes) -> Credentials:
        """Take them from the settings.

        Args:
            settings: those in force.
            fallback_secret: signs cookies while the settings have no secret.

        """
        return cls(
            username=settings.www_username or DEFAULT_USERNAME,
            password_hash=settings.www_password,
            secret=settings.server_secret.encode() or fallback_secret,
            open_without_password=settings.api_open,
        )
