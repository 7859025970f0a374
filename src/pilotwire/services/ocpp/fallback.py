"""What the back end has changed of the connection's settings, until it has been seen to work. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

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


class Change(msgspec.Struct, frozen=True):
    """Of one setting."""

    before: Setting
    wanted: Setting


class Fallback:
    """Remembers how the connection was set up while it last worked.

    Args:
        changes: what ``under_trial`` was when the station ended.

    """

    def __init__(self, changes: Mapping[str, Change] | None = None) -> None:
        self._changes = changes or {}
        self._failures = 0

    @property
    def under_trial(self) -> Mapping[str, Change]:
        """Changes that have not been seen to work yet, by long name; empty for none."""
        return self._changes

    def changed(self, names: Iterable[str], before: Settings, after: Settings) -> None:
        """The back end has changed these settings."""
        new = {
            name: Change(
                self._changes[name].before if name in self._changes else getattr(before, OF_CONNECTION[name]),
                getattr(after, OF_CONNECTION[name]),
            )
            for name in names
            if name in OF_CONNECTION
        }
        if new:
            self._changes = {**self._changes, **new}
            self._failures = 0

    def worked(self, under_trial: Mapping[str, Change]) -> bool:
        """A connection that was made with these changes works; says whether nothing is under trial any more."""
        if under_trial is not self._changes:
            return False
        self._changes = {}
        return True

    def failed(self, settings: Settings) -> Mapping[str, Setting]:
        """A try failed; returns what is to be set again."""
        self._failures += 1
        return {} if self._failures < TRIES else self.impossible(settings)

    def impossible(self, settings: Settings) -> Mapping[str, Setting]:
        """No try can even be made; returns what is to be set again: not what somebody else has set meanwhile."""
        changes, self._changes = self._changes, {}
        return {
            name: change.before
            for name, change in changes.items()
            if getattr(settings, OF_CONNECTION[name]) == change.wanted
        }
