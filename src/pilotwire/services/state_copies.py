"""What a service is given to copy the station's whole state, and to bring a copy back. The runtime implements it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec


class CopyError(Exception):
    """It cannot be done; the message says why and what to do. Nothing has changed.

    Args:
        reason: for people.
        field: of the request, if one is wrong.
        passing: whether it may be possible later, or in another condition.

    """

    def __init__(self, reason: str, field: str | None = None, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.field = field
        self.passing = passing


class StagedCopy(msgspec.Struct, frozen=True):
    """A copy that was brought and waits for being confirmed."""

    station_id: str
    """Of the station it was made of: 12 hexadecimal digits."""
    same_station: bool
    """Whether that is this one."""
    pilotwire_version: str
    made_at: datetime
    sealed: bool
    """Whether its passphrase is needed."""


class StateCopies(Protocol):
    """Copies of all state."""

    async def make(self, passphrase: str | None) -> Path:
        """Make a copy, sealed if there is a passphrase; whoever asked deletes the file.

        Raises:
            CopyError: it cannot be written.

        """

    async def stage(self, pieces: AsyncIterator[bytes]) -> StagedCopy:
        """Take a copy in, in place of one that waits already.

        Raises:
            CopyError: it is none, or is damaged, or from a newer version.

        """

    async def staged(self) -> StagedCopy | None:
        """The copy that waits, if one does."""

    async def bring_back(self, passphrase: str | None) -> None:
        """Have the copy that waits brought back when the station starts the next time.

        Raises:
            CopyError: none waits, the passphrase is not the one, or the copy is not sound.

        """

    async def discard(self) -> None:
        """Forget the copy that waits, if one does."""
