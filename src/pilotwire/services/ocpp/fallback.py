"""What the back end has changed of the connection's settings, until it has been seen to work. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pilotwire.station.settings import Settings

TRIES = 3
"""Failures after which such changes are taken back."""
OF_CONNECTION = {
    "ocpp_server": "ocpp_server",
    "ocpp_chargeBoxId": "ocpp_charge_box_id",
    "ocpp_authkey": "ocpp_authkey",
    "ocpp_security_profile": "ocpp_security_profile",
    "ocpp_certificate_id": "ocpp_certificate_id",
}
"""Attributes of the settings that decide about the connection, by long name."""
Setting = str | int | float | bool


class Fallback:
    """Remembers how the connection was set up while it last worked.

    Args:
        before: what ``under_trial`` was when the station ended.

    """

    def __init__(self, before: Mapping[str, Setting] | None = None) -> None:
        self._before = before or {}
        self._failures = 0

    @property
    def under_trial(self) -> Mapping[str, Setting]:
        """The values before the changes that have not been seen to work yet; empty for none."""
        return self._before

    def changing(self, names: Mapping[str, object], settings: Settings) -> None:
        """The back end is about to change these settings."""
        before = {name: getattr(settings, OF_CONNECTION[name]) for name in names if name in OF_CONNECTION}
        if before:
            self._before = {**before, **self._before}
            self._failures = 0

    def worked(self, under_trial: Mapping[str, Setting]) -> bool:
        """A connection that was made with these changes works; says whether nothing is under trial any more."""
        if under_trial is not self._before:
            return False
        self._before = {}
        return True

    def failed(self) -> Mapping[str, Setting]:
        """A try failed; returns what is to be set again."""
        self._failures += 1
        return {} if self._failures < TRIES else self.impossible()

    def impossible(self) -> Mapping[str, Setting]:
        """No try can even be made; returns what is to be set again."""
        before, self._before = self._before, {}
        return before
