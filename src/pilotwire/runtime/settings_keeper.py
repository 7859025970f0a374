"""Keeps the controller's settings file up to date while a station runs: soon after a change, but never in a hurry.

Writing happens in a thread, because a memory card may take its time, and at most once a second, because it wears out.
How a file is read and written is in ``settings_file``.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Self

from pilotwire.controller import Settings

from .settings_file import SettingsFileError, load_settings, save_settings

WRITE_INTERVAL_S = 1.0
"""Changes within this time of a write share the next one."""
RETRY_INTERVAL_S = 30.0
"""How long after a failed write the next is tried."""


class SettingsKeeper:
    """Owner of one settings file, or of none when another process owns it."""

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        self.path = path
        self._say = say
        self._lock: int | None = None
        self._written = self._latest = Settings()
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._complaint = ""

    @classmethod
    def open(cls, path: Path, say: Callable[[str], None]) -> Self:
        """Take the file and read it; ``say`` gets a sentence for the user about everything that is not as it should be.

        Raises:
            SettingsFileError: it may not be read, or its folder cannot be made; the message says what to do.

        """
        keeper = cls(path, say)
        keeper._lock = _take(path)
        if keeper._lock is None:
            say(
                f"{path} is in use by another station: this one starts with factory settings and remembers nothing; "
                f"choose another --data-dir to keep its settings."
            )
            return keeper
        try:
            loaded = load_settings(path)
        except SettingsFileError:
            os.close(keeper._lock)
            raise
        for warning in loaded.warnings:
            say(warning)
        keeper._written = keeper._latest = loaded.settings
        return keeper

    @property
    def settings(self) -> Settings:
        """The latest settings."""
        return self._latest

    @property
    def keeps(self) -> bool:
        """Whether settings are kept at all."""
        return self._lock is not None

    def look(self, settings: Settings) -> None:
        """Take notice of the settings as they are now; call it often, with the same object nothing happens."""
        if settings is self._latest:
            return
        self._latest = settings
        if self._task is None and self._lock is not None and settings != self._written:
            self._task = asyncio.get_running_loop().create_task(self._keep_writing())

    async def close(self) -> bool:
        """Write what is unwritten and let go of the file; whether everything is saved."""
        self._closing.set()
        if self._task is not None:
            await self._task
        if self._lock is None:
            return False
        saved = self._latest == self._written or await self._write()
        os.close(self._lock)
        self._lock = None
        return saved

    async def _keep_writing(self) -> None:
        while self._latest != self._written and not self._closing.is_set():
            succeeded = await self._write()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WRITE_INTERVAL_S if succeeded else RETRY_INTERVAL_S):
                    await self._closing.wait()
        self._task = None

    async def _write(self) -> bool:
        settings = self._latest
        try:
            await asyncio.to_thread(save_settings, self.path, settings)
        except SettingsFileError as error:
            if str(error) != self._complaint:
                self._complaint = str(error)
                self._say(self._complaint)
            return False
        self._complaint = ""
        self._written = settings
        return True


def _take(path: Path) -> int | None:
    """Lock the settings for this process; None when another has them. The lock ends with the process."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        msg = f"{path.parent}: settings cannot be kept there ({error.strerror}); choose another --data-dir"
        raise SettingsFileError(msg) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock
