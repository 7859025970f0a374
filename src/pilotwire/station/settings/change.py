"""What a change of settings is, for those who hear of it, and how it can fail."""

from __future__ import annotations

import msgspec

from .values import Settings


class SettingsError(ValueError):
    """A value that can never be valid. Nothing was changed."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        """The name by which the setting was given."""
        self.reason = reason
        """What is wrong and what to do, in a sentence."""


class FactoryLockedError(Exception):
    """The factory settings can no longer be changed."""

    def __init__(self) -> None:
        super().__init__("Factory settings locked")


class SettingsChange(msgspec.Struct, frozen=True):
    """Settings after a change."""

    version: int
    """Number of the configuration: one more than before if anything changed."""
    changed: frozenset[str]
    """Attributes of ``Settings`` that have another value than before."""
    settings: Settings
