"""``pilotwire install``, ``uninstall``, ``upgrade`` and ``doctor``. Like ``cli``, it decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def install(
    *,
    prefix: Path | None = None,
    serial: str | None = None,
    web: str = ":80",
    source: Annotated[str | None, Parameter(name="--from")] = None,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Make this machine run Pilotwire as a service, from now on and after every start.

    A user of its own, a release in /opt/pilotwire, the systemd service with its
    watchdog, a fixed name for the controller's serial device, rules for logs and
    network. Can be run again: what is there already stays, and it says so. Files
    you have edited are kept as a copy. Exit code 2 if something cannot be done.

    Examples:
        sudo pilotwire install
        sudo pilotwire install --serial /dev/ttyUSB0
        pilotwire install --dry-run
        pilotwire install --prefix ./tree --from dist/pilotwire-0.1.0-py3-none-any.whl

    Parameters
    ----------
    prefix
        Install into this folder as if it were /, and leave the system alone.
    serial
        Device of the controller. If not given, the only USB serial adapter there is.
    web
        Where the web is to be served: HOST:PORT, or :PORT for all addresses.
    source
        A wheel, a folder with sources, or a version. If not given, what runs this command was installed from.
    dry_run
        Say what would be done, and do nothing.
    """
    from pilotwire.deploy.commands import install_command  # noqa: PLC0415 -- see the docstring of cli

    return install_command(prefix, serial=serial, web=web, source=source, dry=dry_run)


def uninstall(
    *,
    prefix: Path | None = None,
    purge: Annotated[bool, Parameter(negative="")] = False,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Remove the service and everything that pilotwire install has brought.

    The station's settings, energy and history stay, unless --purge is given.

    Examples:
        sudo pilotwire uninstall --dry-run
        sudo pilotwire uninstall
        sudo pilotwire uninstall --purge

    Parameters
    ----------
    prefix
        Uninstall from this folder.
    purge
        Remove the station's settings, energy and history too. Nothing brings them back.
    dry_run
        Say what would be removed, and remove nothing.
    """
    from pilotwire.deploy.commands import uninstall_command  # noqa: PLC0415 -- see the docstring of cli

    return uninstall_command(prefix, purge=purge, dry=dry_run)


def upgrade(
    *,
    source: Annotated[str | None, Parameter(name="--from")] = None,
    back: Annotated[bool, Parameter(negative="")] = False,
    recover: Annotated[bool, Parameter(negative="")] = False,
    patience: float = 120.0,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Install another version, and go back by itself if that does not come up healthy.

    The state is copied before. The new version has to answer, to read the state,
    and to have no problem the old one did not have. Exit code 0 if it stays, 1
    if it was given up, 2 if it could not be tried.

    Examples:
        sudo pilotwire upgrade
        sudo pilotwire upgrade --from 1.2.0
        sudo pilotwire upgrade --from pilotwire-1.2.0-py3-none-any.whl
        sudo pilotwire upgrade --back

    Parameters
    ----------
    source
        A wheel, a folder with sources, or a version. The newest version if not given.
    back
        Run the version before again.
    recover
        Only end an upgrade that was interrupted, by going back. The service does it whenever it starts.
    patience
        Seconds in which the new version has to become healthy.
    dry_run
        Say what would be done, and do nothing.
    """
    from pilotwire.deploy.commands import recover_command, upgrade_command  # noqa: PLC0415 -- see the docstring of cli

    if recover:
        return recover_command()
    return upgrade_command(source, back=back, patience_s=patience, dry=dry_run)


def doctor(
    *,
    data_dir: Path | None = None,
    serial: str | None = None,
    web: str | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
    container: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Say what is wrong with a set-up, and what to do about it.

    Python, memory card, power, clock, network, the station's state, the way to
    the controller, the service, its web and its log. Changes nothing. With sudo
    it sees more. Exit code 0 if all is well, 1 for warnings, 2 for problems.

    Examples:
        sudo pilotwire doctor
        pilotwire doctor --serial /dev/ttyUSB0 --data-dir ./state --web :8000
        pilotwire doctor --json

    Parameters
    ----------
    data_dir
        Where the station's state is kept. If not given, that of the service, or of pilotwire run.
    serial
        Device of the controller. If not given, that of the service.
    web
        Where the station serves its web. If not given, as the service does, or :8000.
    json
        As JSON, for programs.
    container
        Only whether the station answers and can read its state: exit code 0 or 1.
    """
    from pilotwire.deploy.doctor import container_command, doctor_command  # noqa: PLC0415 -- see the docstring of cli

    if container:
        return container_command(data_dir, web)
    return doctor_command(data_dir, serial, web, as_json=json)
