"""Trying an Emoncms server out, for the API of a running station and for the command ``pilotwire check emoncms``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pilotwire.services.checks.steps import CheckReport
from pilotwire.services.host import Host, Identity
from pilotwire.station.settings import Settings
from pilotwire.store.certificates import Certificate

from .check_command import run_check, with_changes

KEY_VARIABLE = "PILOTWIRE_EMONCMS_APIKEY"


async def check_host(host: Host, changes: Mapping[str, object]) -> CheckReport:
    """Try the server of a running station, with these settings (by long name) over those in force.

    Raises:
        SettingsError: one of them can never be valid.

    """
    settings = with_changes(host.status.settings, changes)
    return await _check(settings, host.identity, host.reader.certificates)


def check_command(data_dir: Path, changes: Mapping[str, object], authority: Path | None) -> int:
    """Try the server of the station whose state is in ``data_dir``; as ``check_command.run_check``."""
    return run_check(data_dir, changes, authority, {"emoncms_apikey": KEY_VARIABLE}, _check)


async def _check(
    settings: Settings, identity: Identity, certificates: Callable[[], Sequence[Certificate]]
) -> CheckReport:
    from pilotwire.services.emoncms.check import check_emoncms, refused  # noqa: PLC0415 -- for who checks
    from pilotwire.services.emoncms.servers import MisconfiguredError, first_server  # noqa: PLC0415 -- as above

    try:
        server = first_server(settings, identity)
    except MisconfiguredError as error:
        return refused(str(error))
    return await check_emoncms(server, certificates)
