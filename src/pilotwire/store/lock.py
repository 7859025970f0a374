"""One station per data directory: an advisory lock on a file beside the store, freed by the system when we end."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from .errors import StoreError, unusable


class StationLock:
    """Held from ``take`` until ``release``."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, path: Path) -> StationLock:
        """Take the lock that goes with the store ``path``, making its directory where there is none.

        Raises:
            StoreError: another process has it, or the directory cannot be written.

        """
        lock_path = path.with_name(path.name + ".lock")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise unusable(error, path.parent) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise StoreError(
                f"{path.parent}: another station (process {holder}) uses this directory; "
                "stop it or choose another --data-dir"
            ) from error
        with contextlib.suppress(OSError):  # on a full disk the lock holds all the same
            os.truncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        return cls(descriptor)

    def release(self) -> None:
        """Let another station have the directory."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
