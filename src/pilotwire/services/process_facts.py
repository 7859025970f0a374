"""What services may tell of the process and its machine; measured by the runtime, at most every few seconds."""

from __future__ import annotations

import msgspec


class ProcessFacts(msgspec.Struct, frozen=True):
    """Room that is left."""

    memory_free_bytes: int = 0
    """What the operating system could still give."""
    storage_free_bytes: int = 0
    """On the file system that holds the store."""
    storage_used_bytes: int = 0
    """By the store."""
