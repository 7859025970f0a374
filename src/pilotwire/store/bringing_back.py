"""What of a backup is brought back over what a station has now.

Settings, the schedule, what people asked for, cards and certificates come from the backup. What was measured never goes
back: brought to the station it was made of, history and registers are those of whichever knows more, and messages that
wait for a charging back end are the station's own, since those of the backup have been delivered.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from . import salvage, station_state
from .backup import copy_to
from .connections import connect, connect_reader, transaction
from .errors import StoreError, unusable, writing
from .lock import StationLock
from .migrations import migrate, version_of

_CHOSEN = ("settings", "certificates")
"""Tables of what people decided; in ``documents`` it is all but the registers."""
_CONVERSATION = ("back_end_documents", "back_end_queue", "back_end_numbers")


def restore(backup: Path, path: Path, *, same_station: bool) -> None:
    """Bring a copy back to the store ``path``, while no station uses that. The old one is kept as ``.replaced``.

    Doing it again, after a loss of power say, leads to the same.

    Args:
        backup: a copy of a store, from as long ago as may be.
        path: the store; there need not be one.
        same_station: whether the copy is of the station whose store is at ``path``.

    Raises:
        StoreError: the copy is damaged, from a newer version or not ours, or the station runs. Nothing has changed.

    """
    lock = StationLock.take(path)
    try:
        with writing(backup):
            fresh = salvage.fresh_path(path)
            merge(backup, path if same_station and path.exists() else None, fresh)
            salvage.put_in_place(fresh, path, salvage.replaced_path(path))
    except OSError as error:
        raise unusable(error, path) from error
    finally:
        lock.release()


def merge(backup: Path, current: Path | None, target: Path) -> None:
    """Write to ``target`` the store that a station has after a backup was brought back.

    Args:
        backup: the store in the backup.
        current: the store of the same station as it is now; None if there is none or it is another station's.
        target: replaced if there is one.

    Raises:
        StoreError: the backup is damaged, from a newer version or not ours; or ``target`` cannot be written.

    """
    check(backup)
    newer = target.with_name(target.name + ".newer")
    copy_to(backup, newer)
    try:
        with closing(connect(newer)) as connection:
            migrate(connection)
        if current is None or not _is_sound(current):
            copy_to(newer, target)
        elif _total_kwh(current) >= _total_kwh(newer):
            _replace(base=current, source=newer, tables=_CHOSEN, target=target, documents=True)
        else:
            _replace(base=newer, source=current, tables=_CONVERSATION, target=target, documents=False)
    finally:
        newer.unlink(missing_ok=True)


def check(backup: Path) -> None:
    """Make sure that a copy can be brought back.

    Raises:
        StoreError: it is damaged, from a newer version or not ours.

    """
    with writing(backup), closing(connect_reader(backup)) as connection:
        problem = salvage.damage(connection, backup)
        if problem is None and not version_of(connection):
            problem = "empty"
    if problem is not None:
        raise StoreError(f"{backup}: is not a sound backup ({problem}); choose another one")


def _is_sound(current: Path) -> bool:
    """Whether there is something worth keeping: a damaged store is why people bring backups back."""
    try:
        with closing(connect_reader(current)) as connection:
            return salvage.damage(connection, current) is None and version_of(connection) > 0
    except (StoreError, sqlite3.Error):
        return False


def _total_kwh(path: Path) -> float:
    with closing(connect_reader(path)) as connection:
        kept, _ = station_state.load(connection)
    return kept.registers.total_kwh


def _replace(*, base: Path, source: Path, tables: tuple[str, ...], target: Path, documents: bool) -> None:
    """Copy ``base`` to ``target`` with these tables as they are in ``source``."""
    copy_to(base, target)
    with closing(connect(target)) as connection:
        migrate(connection)
        connection.execute("ATTACH DATABASE ? AS other", (str(source),))
        with transaction(connection):
            for table in tables:
                connection.execute(f"DELETE FROM main.{table}")  # noqa: S608 - our own names
                connection.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table}")  # noqa: S608 - as above
            if documents:
                registers = (station_state.REGISTERS.name,)
                connection.execute("DELETE FROM main.documents WHERE name <> ?", registers)
                connection.execute(
                    "INSERT INTO main.documents SELECT * FROM other.documents WHERE name <> ?", registers
                )
        connection.execute("DETACH DATABASE other")
