"""``pilotwire backup`` and ``pilotwire restore`` for a data directory."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from pilotwire.store.archive import PassphraseError, read_manifest
from pilotwire.store.errors import StoreError
from pilotwire.store.lock import StationLock
from pilotwire.store.store import FILE_NAME

from .state_archive import finish_restore, make_backup, prepare_restore

DONE, FAILED = 0, 2
"""Exit codes."""
_VARIABLE = "PILOTWIRE_BACKUP_PASSPHRASE"
_SHORTEST = 8


def backup_command(data_dir: Path, file: Path, *, seal: bool) -> int:
    """Make a backup; returns the exit code."""
    try:
        manifest = make_backup(data_dir, file, _new_passphrase() if seal else None)
    except StoreError as error:
        return _complain(error)
    how = "sealed" if manifest.sealed else "NOT sealed: who has the file can read the passwords in it"
    sys.stdout.write(f"{file}: station {manifest.station_id[-4:]} as of {manifest.made_at:%Y-%m-%d %H:%M} UTC, {how}\n")
    return DONE


def restore_command(data_dir: Path, file: Path) -> int:
    """Bring a backup back; returns the exit code."""
    try:
        # Said before anybody is asked for a passphrase.
        StationLock.take(data_dir / FILE_NAME).release()
        manifest = read_manifest(file)
        prepare_restore(data_dir, file, _passphrase("Passphrase: ") if manifest.sealed else None, controllers=True)
        told = finish_restore(data_dir)
    except StoreError as error:
        return _complain(error)
    sys.stdout.write(
        f"{data_dir}: is station {manifest.station_id[-4:]} with the settings of {manifest.made_at:%Y-%m-%d %H:%M} UTC "
        f"(Pilotwire {manifest.pilotwire_version}).\n{told}\n"
    )
    return DONE


def _new_passphrase() -> str:
    passphrase = _passphrase("Passphrase (at least 8 characters): ")
    if len(passphrase) < _SHORTEST:
        raise PassphraseError(f"A passphrase needs at least {_SHORTEST} characters; a few words are a good one.")
    if not os.environ.get(_VARIABLE) and _asked("Once more: ") != passphrase:
        raise PassphraseError("These were two different passphrases; nothing was written.")
    return passphrase


def _passphrase(prompt: str) -> str:
    return os.environ.get(_VARIABLE) or _asked(prompt)


def _asked(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise PassphraseError(f"There is no terminal to ask for the passphrase in; set ${_VARIABLE}.")
    return getpass.getpass(prompt)


def _complain(error: StoreError) -> int:
    sys.stderr.write(f"{error}\n")
    return FAILED
