"""Backups of a station's data directory: made while it runs, taken in, and brought back when it starts.

A backup that is brought back is first unpacked and checked beside the state (``restore/ready``); only a start, when
nobody uses the state, puts it in place. Whatever a loss of power interrupts is done again from there.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pilotwire import __version__
from pilotwire.services.state_copies import CopyError, StagedCopy
from pilotwire.store import archive, bringing_back
from pilotwire.store.archive import DATABASE, STATION_ID, ArchiveError, Manifest, PassphraseError
from pilotwire.store.backup import copy_to
from pilotwire.store.errors import StoreError, unusable
from pilotwire.store.store import FILE_NAME

from .identity import read_station_id, write_station_id

_FOLDER, _UPLOAD, _READY, _UNPACKING = "restore", "upload.zip", "ready", "unpacking"
_CONTROLLERS = "controller-*.toml"
"""Settings of simulated controllers; real ones keep theirs themselves."""
_AUTHORITY = ("authority.pem", "authority.key")
"""Of HTTPS with a certificate of one's own: browsers that trust it are to go on doing so."""
_TLS = "tls"
_STATION = frozenset({DATABASE, STATION_ID, *_AUTHORITY})
_log = logging.getLogger(__name__)


def make_backup(data_dir: Path, target: Path, passphrase: str | None = None) -> Manifest:
    """Put the state in a data directory into an archive, whether its station runs or not.

    Raises:
        StoreError: there is no state, or it cannot be read, or the archive not written.

    """
    store = data_dir / FILE_NAME
    if not store.exists():
        raise StoreError(f"{data_dir}: no station has kept anything there; name its --data-dir")
    station_id = read_station_id(data_dir)
    if station_id is None:
        raise StoreError(f"{data_dir}: the station's id is missing; start the station once")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy = Path(folder) / DATABASE
            copy_to(store, copy)
            more = [*sorted(data_dir.glob(_CONTROLLERS)), *(data_dir / _TLS / name for name in _AUTHORITY)]
            others = {path.name: path for path in more if path.exists()}
            return archive.write(
                target,
                {DATABASE: copy, STATION_ID: data_dir / STATION_ID, **others},
                station_id=station_id,
                pilotwire_version=__version__,
                made_at=datetime.now(UTC).replace(microsecond=0),
                passphrase=passphrase,
            )
    except OSError as error:
        raise unusable(error, target) from error


def prepare_restore(
    data_dir: Path, source: Path, passphrase: str | None = None, *, controllers: bool = False
) -> Manifest:
    """Unpack and check an archive, for the next start to put in place.

    Args:
        data_dir: of the station that is to have the state; made if there is none.
        source: the archive.
        passphrase: that it was sealed with.
        controllers: whether settings of simulated controllers are brought back too.

    Raises:
        StoreError: it cannot be used, with the reason. Nothing has changed.

    """
    folder = data_dir / _FOLDER
    unpacking, ready = folder / _UNPACKING, folder / _READY
    manifest = archive.read_manifest(source)
    files = {name for name in manifest.files if controllers and Path(name).match(_CONTROLLERS) and "/" not in name}
    try:
        _clear(unpacking)
        unpacking.mkdir(mode=0o700, parents=True)
        archive.unpack(source, unpacking, _STATION | files, passphrase)
        (unpacking / STATION_ID).write_text(f"{manifest.station_id}\n", "ascii")
        bringing_back.merge(unpacking / DATABASE, None, unpacking / "tried")
        (unpacking / "tried").unlink()
        _clear(ready)
        unpacking.rename(ready)
    except OSError as error:
        raise unusable(error, folder) from error
    finally:
        _clear(unpacking)
    return manifest


def finish_restore(data_dir: Path) -> str | None:
    """Put a prepared backup in place, if there is one; returns what to tell people. No station may use the directory.

    Raises:
        StoreError: it cannot be done, now or ever; the state is what it was.

    """
    ready = data_dir / _FOLDER / _READY
    if not ready.exists():
        return None
    try:
        station_id = (ready / STATION_ID).read_text("ascii").strip()
        # The id comes last: interrupted before it, the same is done again, and not taken for the same station.
        bringing_back.restore(
            ready / DATABASE, data_dir / FILE_NAME, same_station=station_id == read_station_id(data_dir)
        )
        for controller in ready.glob(_CONTROLLERS):
            controller.replace(data_dir / controller.name)
        _bring_authority_back(ready, data_dir / _TLS)
        write_station_id(data_dir, station_id)
        _clear(ready)
    except OSError as error:
        raise unusable(error, data_dir) from error
    return f"A backup was brought back; what was there before is kept as {FILE_NAME}.replaced."


def _bring_authority_back(ready: Path, folder: Path) -> None:
    if not all((ready / name).exists() for name in _AUTHORITY):
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    # What it had vouched for is made anew.
    (folder / "station.json").unlink(missing_ok=True)
    for name in _AUTHORITY:
        (ready / name).replace(folder / name)


def finish_restore_or_go_on(data_dir: Path) -> None:
    """Put a prepared backup in place; a station whose backup cannot be brought back goes on with what it has."""
    try:
        told = finish_restore(data_dir)
    except StoreError as error:
        _log.error("The backup could not be brought back: %s", error)
        _clear(data_dir / _FOLDER / _READY)
    else:
        if told is not None:
            _log.warning("%s", told)


class StateArchive:
    """Backups of a running station, as services are given them.

    Args:
        data_dir: of the station.

    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._upload = data_dir / _FOLDER / _UPLOAD
        self._turn = asyncio.Lock()

    async def make(self, passphrase: str | None) -> Path:
        """Make a copy, sealed if there is a passphrase; whoever asked deletes the file."""
        return await asyncio.to_thread(self._make, passphrase)

    def _make(self, passphrase: str | None) -> Path:
        try:
            with tempfile.NamedTemporaryFile(dir=self._data_dir, prefix=".backup-", delete=False) as file:
                target = Path(file.name)
            make_backup(self._data_dir, target, passphrase)
        except OSError as error:
            raise CopyError(str(unusable(error, self._data_dir)), passing=True) from error
        except StoreError as error:
            target.unlink(missing_ok=True)
            raise CopyError(str(error), passing=True) from error
        return target

    async def stage(self, pieces: AsyncIterator[bytes]) -> StagedCopy:
        """Take a copy in, in place of one that waits already."""
        async with self._turn:
            partial = self._upload.with_suffix(".partial")
            try:
                await self._receive(pieces, partial)
                manifest = await asyncio.to_thread(archive.read_manifest, partial)
                partial.replace(self._upload)
            except ArchiveError as error:
                raise CopyError(str(error)) from error
            except OSError as error:
                raise CopyError(str(unusable(error, partial)), passing=True) from error
            finally:
                with contextlib.suppress(OSError):
                    partial.unlink(missing_ok=True)
            return self._staged(manifest)

    async def _receive(self, pieces: AsyncIterator[bytes], target: Path) -> None:
        with await asyncio.to_thread(_new_file, target) as file:
            async for piece in pieces:
                await asyncio.to_thread(file.write, piece)

    async def staged(self) -> StagedCopy | None:
        """The copy that waits, if one does."""
        if not self._upload.exists():
            return None
        try:
            return self._staged(await asyncio.to_thread(archive.read_manifest, self._upload))
        except ArchiveError:
            return None

    def _staged(self, manifest: Manifest) -> StagedCopy:
        return StagedCopy(
            station_id=manifest.station_id,
            same_station=manifest.station_id == read_station_id(self._data_dir),
            pilotwire_version=manifest.pilotwire_version,
            made_at=manifest.made_at,
            sealed=manifest.sealed,
        )

    async def bring_back(self, passphrase: str | None) -> None:
        """Have the copy that waits brought back when the station starts the next time."""
        async with self._turn:
            if not self._upload.exists():
                raise CopyError("No backup waits for being brought back; upload one first.", passing=True)
            try:
                await asyncio.to_thread(prepare_restore, self._data_dir, self._upload, passphrase)
            except PassphraseError as error:
                raise CopyError(str(error), "passphrase") from error
            except StoreError as error:
                raise CopyError(str(error), passing=True) from error
            self._upload.unlink(missing_ok=True)

    async def discard(self) -> None:
        """Forget the copy that waits, if one does."""
        async with self._turn:
            self._upload.unlink(missing_ok=True)


def _new_file(path: Path) -> BinaryIO:
    """Make a file that only its owner may read, and its folder if need be."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    return path.open("wb")


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
