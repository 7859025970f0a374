"""Who may charge: the back end's list of tokens on the station, and what it has said of tokens before.

The list is the back end's to change, by version; the cache remembers its answers. Which of the two is asked, and when,
is configuration of each version of the protocol. Tokens are compared without regard to case (1.6: CiString20, 2.0.1:
identifierString).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum

import msgspec

MOST_ENTRIES = 1_000
"""Of the list."""
CACHED = 200
"""Tokens remembered; the one not seen for longest is forgotten first."""


class TokenStatus(Enum):
    """What is known of a token; each version has more words that come down to these."""

    ACCEPTED = "Accepted"
    BLOCKED = "Blocked"
    EXPIRED = "Expired"
    INVALID = "Invalid"
    CONCURRENT = "ConcurrentTx"


class TokenInfo(msgspec.Struct, frozen=True):
    """What the back end has said of a token."""

    status: TokenStatus
    expires: datetime | None = None
    """Aware; after it the token counts as EXPIRED."""
    parent: str = ""
    """Group (1.6: parentIdTag, 2.0.1: groupIdToken): tokens of one group may stop each other's transactions."""

    def at(self, now: datetime) -> TokenStatus:
        """What it is worth at an instant."""
        expired = self.expires is not None and self.expires <= now
        return TokenStatus.EXPIRED if expired and self.status is TokenStatus.ACCEPTED else self.status


class ListUpdate(Enum):
    """What became of a new list, in the words of both versions."""

    ACCEPTED = "Accepted"
    FAILED = "Failed"
    VERSION_MISMATCH = "VersionMismatch"


class TokenList(msgspec.Struct, frozen=True):
    """The list."""

    version: int = 0
    """Of the last update."""
    entries: Mapping[str, TokenInfo] = {}
    """By token in lower case."""

    @property
    def version_told(self) -> int:
        """The version a back end is told: 0 for an empty list (1.6, 6.25; 2.0.1, D02)."""
        return self.version if self.entries else 0

    def find(self, token: str) -> TokenInfo | None:
        """What the list says of a token."""
        return self.entries.get(token.lower())

    def replaced(self, version: int, entries: Iterable[tuple[str, TokenInfo]]) -> tuple[ListUpdate, TokenList]:
        """A whole new list."""
        if version <= 0:
            return ListUpdate.FAILED, self
        return self._checked(TokenList(version, {token.lower(): info for token, info in entries}))

    def changed(self, version: int, entries: Iterable[tuple[str, TokenInfo | None]]) -> tuple[ListUpdate, TokenList]:
        """The same list with some entries new or, where None, gone. Its version has to go up."""
        if version <= 0:
            return ListUpdate.FAILED, self
        if version <= self.version:
            return ListUpdate.VERSION_MISMATCH, self
        known = dict(self.entries)
        for token, info in entries:
            if info is None:
                known.pop(token.lower(), None)
            else:
                known[token.lower()] = info
        return self._checked(TokenList(version, known))

    def _checked(self, new: TokenList) -> tuple[ListUpdate, TokenList]:
        return (ListUpdate.ACCEPTED, new) if len(new.entries) <= MOST_ENTRIES else (ListUpdate.FAILED, self)


class TokenCache(msgspec.Struct, frozen=True):
    """Answers of the back end, the one used last at the end."""

    entries: Mapping[str, TokenInfo] = {}

    def find(self, token: str) -> TokenInfo | None:
        """What was answered last for a token."""
        return self.entries.get(token.lower())

    def with_answer(self, token: str, info: TokenInfo) -> TokenCache:
        """The same with this answer."""
        key = token.lower()
        entries = {known: old for known, old in self.entries.items() if known != key} | {key: info}
        return TokenCache(dict(list(entries.items())[-CACHED:]))
