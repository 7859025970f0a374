"""What takes long and is told of as it goes: uploads of logs and updates of the software."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import re
import ssl
import threading
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from pilotwire.ocpp.effects import Progress, UpdateFirmware, Upload
from pilotwire.services.checks.tls import TlsError, client_context
from pilotwire.services.host import Host
from pilotwire.store.errors import StoreError

from .cabinet import Cabinet
from .logs import log_lines
from .transfers import TransferError, download, upload

LOG_NAME = "pilotwire-log.jsonl"
FIRMWARE_FOLDER = "firmware"
_MOST_TRIES = 20
_log = logging.getLogger("pilotwire.ocpp")
T = TypeVar("T")
Tell = Callable[[Progress], None]
Note = Callable[[str, str], None]


class Jobs:
    """One upload and one update at a time; a new one takes the place of the one under way.

    Args:
        host: the station.
        cabinet: its certificates.
        folder: where files are put.
        note: told of what is about security, in the protocol's word and in words.

    """

    def __init__(self, host: Host, cabinet: Cabinet, folder: Path, note: Note) -> None:
        self._host = host
        self._cabinet = cabinet
        self._folder = folder
        self._note = note
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stop = threading.Event()

    async def close(self) -> None:
        """Give up what is under way."""
        self._stop.set()
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def upload(self, asked: Upload, tell: Tell) -> None:
        """Send a log."""
        self._begin("upload", self._upload(asked, tell))

    def update(self, asked: UpdateFirmware, tell: Tell) -> None:
        """Fetch new software, and see whether it is what it should be."""
        self._stop.set()
        self._stop = threading.Event()
        self._begin("update", self._update(asked, tell))

    def _begin(self, kind: str, work: Awaitable[None]) -> None:
        before = self._tasks.get(kind)
        if before is not None:
            before.cancel()
        task = asyncio.ensure_future(work)
        self._tasks[kind] = task
        task.add_done_callback(_said)

    async def _upload(self, asked: Upload, tell: Tell) -> None:
        def work() -> str:
            content = log_lines(self._host.reader, asked.start, asked.stop, security=asked.kind == "security")
            return upload(asked.url, LOG_NAME, content, self._trust())

        tell(Progress.STARTED)
        where = await self._tried(work, asked.retries, asked.retry_interval_s)
        if where is not None:
            _log.info("OCPP: the %s log was sent to %s", asked.kind, where)
        tell(Progress.FAILED_TRANSFER if where is None else Progress.DONE)

    async def _update(self, asked: UpdateFirmware, tell: Tell) -> None:
        target = self._folder / FIRMWARE_FOLDER / _file_name(asked.url)
        stop = self._stop
        await self._wait_until(asked.retrieve_at)
        tell(Progress.STARTED)

        def work() -> int:
            target.parent.mkdir(parents=True, exist_ok=True)
            for earlier in target.parent.iterdir():
                # One file that nobody has installed is enough.
                earlier.unlink()
            return download(asked.url, target, self._trust(), stop)

        size = await self._tried(work, asked.retries, asked.retry_interval_s)
        if size is None:
            tell(Progress.FAILED_TRANSFER)
            return
        tell(Progress.FETCHED)
        if asked.signature:
            reason = await asyncio.to_thread(self._signature_problem, asked, target)
            if reason:
                target.unlink(missing_ok=True)
                self._note("InvalidFirmwareSignature", f"new software is refused: {reason}")
                tell(Progress.FAILED_SIGNATURE)
                return
            tell(Progress.VERIFIED)
        await self._wait_until(asked.install_at)
        # A service of the operating system owns the program's files; a station that could replace its own program
        # could have it replaced by others too.
        _log.warning(
            "OCPP: new software (%d bytes) was fetched to %s; the station does not install software by itself: whoever "
            "keeps its machine up to date does",
            size,
            target,
        )
        tell(Progress.FAILED)

    def _signature_problem(self, asked: UpdateFirmware, file: Path) -> str:
        from . import certificates  # noqa: PLC0415 - as above

        try:
            signature = base64.b64decode(asked.signature, validate=True)
            certificates.check_signature(
                file.read_bytes(),
                signature,
                asked.signing_certificate,
                self._cabinet.manufacturer_roots(),
                self._host.now().utc,
            )
        except binascii.Error:
            return "the signature is not in Base64"
        except (certificates.CertificateRefusedError, OSError) as error:
            return str(error)
        return ""

    async def _tried(self, work: Callable[[], T], retries: int, interval_s: int) -> T | None:
        tries = min(max(retries, 1), _MOST_TRIES)
        for number in range(1, tries + 1):
            try:
                return await asyncio.to_thread(work)
            except (TransferError, TlsError, StoreError, OSError) as error:
                _log.warning("OCPP: transfer %d of %d failed: %s", number, tries, error)
            if number < tries:
                await asyncio.sleep(max(interval_s, 0))
        return None

    async def _wait_until(self, at: datetime | None) -> None:
        if at is not None:
            await asyncio.sleep(max(0.0, (at - self._host.now().utc).total_seconds()))

    def _trust(self) -> ssl.SSLContext:
        return client_context(self._cabinet.for_connection(), "", verify=True)


def _file_name(url: str) -> str:
    """A harmless name for a file from elsewhere."""
    last = urlsplit(url).path.rpartition("/")[2]
    return re.sub(r"[^A-Za-z0-9._-]", "_", last).lstrip(".")[:100] or "software"


def _said(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("OCPP: a transfer ended by a defect, please report it", exc_info=task.exception())
