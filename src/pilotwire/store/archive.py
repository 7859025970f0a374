"""A station's state in one file that can be carried elsewhere: a zip with a manifest and the state, sealed or not.

The manifest says, readable for everybody, whose state it is, from when and by which version; the state is a zip within,
so that a passphrase seals all of it. What of the state is brought back, and over what, is in ``bringing_back``.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated

import msgspec

from .errors import StoreError, unusable
from .sealing import SealError, seal, unseal

FORMAT = 1
"""Of the archive; one with a higher number is from a newer Pilotwire."""
DATABASE = "pilotwire.sqlite3"
STATION_ID = "station-id"
MOST_BYTES = 512 * 2**20
"""Of a file within. A station keeps a tenth of that."""
_MANIFEST, _STATE, _SEALED = "manifest.json", "state.zip", "state.zip.sealed"
_MOST_MANIFEST_BYTES = 65_536
_STEP_BYTES = 65_536
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError)
"""What Python's zip reader says about files that are damaged or made to harm."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive says of itself."""

    format: Annotated[int, msgspec.Meta(ge=1)]
    pilotwire_version: str
    station_id: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{12}\Z")]
    made_at: datetime
    sealed: bool
    files: dict[str, str]
    """Names of the files of the state, with the SHA-256 of each (hexadecimal)."""


class ArchiveError(StoreError):
    """The archive cannot be used; the message says why and what to do. Nothing has changed."""


class PassphraseError(ArchiveError):
    """A passphrase is missing, or is not the one."""


def write(
    target: Path,
    files: Mapping[str, Path],
    *,
    station_id: str,
    pilotwire_version: str,
    made_at: datetime,
    passphrase: str | None = None,
) -> Manifest:
    """Put files into an archive, which is complete when it appears at ``target``.

    Args:
        target: replaced if there is one.
        files: by the name they have in the archive.
        station_id: 12 hexadecimal digits.
        pilotwire_version: of this program.
        made_at: with its offset.
        passphrase: seals the state; None leaves it readable for everybody who has the file.

    Raises:
        StoreError: a file cannot be read or the archive not written.

    """
    manifest = Manifest(
        format=FORMAT,
        pilotwire_version=pilotwire_version,
        station_id=station_id,
        made_at=made_at,
        sealed=passphrase is not None,
        files={name: _digest(path) for name, path in files.items()},
    )
    partial = target.with_name(target.name + ".partial")
    try:
        with tempfile.TemporaryFile(dir=target.parent) as state:
            with zipfile.ZipFile(state, "w", zipfile.ZIP_DEFLATED, allowZip64=False) as inner:
                for name, path in files.items():
                    inner.write(path, name)
            state.seek(0)
            partial.unlink(missing_ok=True)
            partial.touch(mode=0o600)
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED, allowZip64=False) as outer:
                outer.writestr(_MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
                with outer.open(_STATE if passphrase is None else _SEALED, "w") as place:
                    if passphrase is None:
                        shutil.copyfileobj(state, place)
                    else:
                        seal(state, place, passphrase)
        partial.replace(target)
    except OSError as error:
        raise unusable(error, target) from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def read_manifest(path: Path) -> Manifest:
    """Read what an archive says of itself.

    Raises:
        ArchiveError: it is none, is damaged, or is from a newer Pilotwire.

    """
    try:
        with zipfile.ZipFile(path) as outer, outer.open(_MANIFEST) as file:
            text = file.read(_MOST_MANIFEST_BYTES)
        newest = msgspec.json.decode(text, type=_Format).format
        if newest > FORMAT:
            raise ArchiveError(
                f"The backup was made by a newer Pilotwire (format {newest}, this one knows {FORMAT}); "
                "install that version first."
            )
        return msgspec.json.decode(text, type=Manifest)
    except OSError as error:
        raise ArchiveError(f"The backup cannot be read ({error.strerror or error}).") from error
    except (*_BROKEN, KeyError, msgspec.MsgspecError) as error:
        raise ArchiveError(
            "This is no backup of a Pilotwire station, or it is damaged; choose another file."
        ) from error


class _Format(msgspec.Struct, frozen=True):
    """The part of a manifest that every format has."""

    format: int


def unpack(path: Path, folder: Path, wanted: frozenset[str], passphrase: str | None = None) -> Manifest:
    """Put the files of an archive that are ``wanted`` into an existing folder; others are left alone.

    Raises:
        PassphraseError: it is sealed, and this does not open it.
        ArchiveError: it is damaged or from a newer Pilotwire; what is in the folder by then is not to be used.

    """
    manifest = read_manifest(path)
    if manifest.sealed and passphrase is None:
        raise PassphraseError("The backup is sealed; give the passphrase it was made with.")
    try:
        with tempfile.TemporaryFile(dir=folder) as state:
            with zipfile.ZipFile(path) as outer, outer.open(_SEALED if manifest.sealed else _STATE) as source:
                if manifest.sealed:
                    unseal(source, state, passphrase or "")
                else:
                    _copy(source, state)
            state.seek(0)
            with zipfile.ZipFile(state) as inner:
                for name in sorted(manifest.files.keys() & wanted):
                    _extract(inner, name, folder / name)
    except SealError as error:
        raise PassphraseError(str(error)) from error
    except OSError as error:
        raise unusable(error, folder) from error
    except (*_BROKEN, KeyError) as error:
        raise ArchiveError("The backup is damaged; choose another one.") from error
    _check(manifest, folder, wanted)
    return manifest


def _extract(inner: zipfile.ZipFile, name: str, target: Path) -> None:
    target.touch(mode=0o600)
    with inner.open(name) as source, target.open("wb") as place:
        _copy(source, place)


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    """Copy, but no more than can be true: a small zip can hold an endless file."""
    left = MOST_BYTES
    while piece := source.read(_STEP_BYTES):
        left -= len(piece)
        if left < 0:
            raise ArchiveError("The backup holds more than a station can have; choose another one.")
        target.write(piece)


def _check(manifest: Manifest, folder: Path, wanted: frozenset[str]) -> None:
    if DATABASE not in manifest.files:
        raise ArchiveError("The backup has no station's state in it; choose another one.")
    for name in manifest.files.keys() & wanted:
        if _digest(folder / name) != manifest.files[name]:
            raise ArchiveError("The backup is damaged; choose another one.")


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unusable(error, path) from error
