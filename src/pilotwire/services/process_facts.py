"""What services may tell of the process and its machine; measured by the runtime, at most every few seconds."""

from __future__ import annotations

import msgspec


class StoreFacts(msgspec.Struct, frozen=True):
    """Writing to the store, since the gateway started."""

    commits: int = 0
    """Tried, successful or not."""
    failures: int = 0
    """Of these."""
    writing_s: float = 0.0
    """All of them together took (s)."""
    waiting: int = 0
    """Records that are not written yet."""


class ProcessFacts(msgspec.Struct, frozen=True):
    """Room that is left, and what the process takes. None: the operating system does not tell, or not yet measured."""

    memory_free_bytes: int = 0
    """What the operating system could still give."""
    storage_free_bytes: int = 0
    """On the file system that holds the store."""
    storage_used_bytes: int = 0
    """By the store."""
    memory_bytes: int | None = None
    """What the process has in memory (resident set size)."""
    cpu_s: float = 0.0
    """Processor time the process has used (s)."""
    open_files: int | None = None
    """File descriptors: files, connections and lines."""
    tasks: int | None = None
    """Tasks of the event loop that have not ended."""
    loop_lag_s: float | None = None
    """The longest that a call had to wait for its turn in the event loop, in the last minute (s)."""
    store: StoreFacts = StoreFacts()
