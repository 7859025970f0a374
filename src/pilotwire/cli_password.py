"""``pilotwire password``: a new password for the web, said on the station itself. Like ``cli``, it decides nothing."""

from __future__ import annotations

from pathlib import Path


def password(*, data_dir: Path | None = None, web: str | None = None) -> int:
    """Set the password of the web app and the API, whether the old one is known or not.

    For whoever may read the station's state: its user, or root. It works whether
    the station runs or not. Everybody has to log in anew. The password is asked
    for, or taken from $PILOTWIRE_PASSWORD. Exit code 2 if it cannot be set.

    Examples:
        sudo pilotwire password
        pilotwire password --data-dir ./state --web :8000

    Parameters
    ----------
    data_dir
        Where the station's state is kept. If not given, that of the service, or of pilotwire run.
    web
        Where the station serves its web, if it runs. If not given, as the service does, or :8000.
    """
    from pilotwire.deploy.password import password_command  # noqa: PLC0415 -- see the docstring of cli

    return password_command(data_dir, web)
