"""``pilotwire backup`` and ``pilotwire restore``: all state as one file, and back. Like ``cli``, it decides nothing."""

from __future__ import annotations

from pathlib import Path


def backup(file: Path, /, *, data_dir: Path | None = None, seal: bool = False) -> int:
    """Copy all state of a station, running or not, into one file.

    Settings with their secrets, schedule, cards, certificates, registers and
    history. Without --seal everybody who has the file can read the passwords in
    it. The passphrase is asked for, or taken from
    $PILOTWIRE_BACKUP_PASSPHRASE. Exit code 2 if it cannot be done.

    Examples:
        pilotwire backup garage.zip
        pilotwire backup --seal garage.zip --data-dir /var/lib/pilotwire

    Parameters
    ----------
    file
        Where to; replaced if there is one.
    data_dir
        Where the station's state is kept.
    seal
        Seal it with a passphrase.
    """
    from pilotwire.runtime.backup_command import backup_command  # noqa: PLC0415 -- see the docstring of cli
    from pilotwire.runtime.station_options import default_data_dir  # noqa: PLC0415 -- likewise

    return backup_command((data_dir or default_data_dir()).expanduser(), file.expanduser(), seal=seal)


def restore(file: Path, /, *, data_dir: Path | None = None) -> int:
    """Bring the state of a station back from a file, while it does not run.

    Settings, schedule, cards and certificates are those of the backup. What was
    measured never goes back: brought to the station it was made of, history and
    registers stay if that knows more. On another machine this becomes that
    station: never run both. What was there before is kept beside it.

    Examples:
        pilotwire restore garage.zip
        pilotwire restore garage.zip --data-dir /var/lib/pilotwire

    Parameters
    ----------
    file
        The backup. If it is sealed, its passphrase is asked for, or taken from $PILOTWIRE_BACKUP_PASSPHRASE.
    data_dir
        Where the station's state is kept.
    """
    from pilotwire.runtime.backup_command import restore_command  # noqa: PLC0415 -- see the docstring of cli
    from pilotwire.runtime.station_options import default_data_dir  # noqa: PLC0415 -- likewise

    return restore_command((data_dir or default_data_dir()).expanduser(), file.expanduser())
