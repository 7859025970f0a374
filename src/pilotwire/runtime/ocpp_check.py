"""Trying the charging back end out, for the API of a running station and for the command ``pilotwire check ocpp``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pilotwire.services.checks.steps import CheckReport
from pilotwire.services.host import Host, Identity
from pilotwire.station.settings import Settings
from pilotwire.store.certificates import Certificate

from .check_command import run_check, with_changes

KEY_VARIABLE = "PILOTWIRE_OCPP_AUTHKEY"


async def check_host(host: Host, changes: Mapping[str, object]) -> CheckReport:
    """Try the back end of a running station, with these settings (by long name) over those in force.

    Raises:
        SettingsError: one of them can never be valid.

    """
    from pilotwire.services.ocpp.cabinet import Cabinet  # noqa: PLC0415 -- for who checks

    settings = with_changes(host.status.settings, changes)
    return await _check(settings, host.identity, Cabinet(host).for_connection)


def check_command(data_dir: Path, changes: Mapping[str, object], authority: Path | None) -> int:
    """Try the back end of the station whose state is in ``data_dir``; as ``check_command.run_check``."""
    return run_check(data_dir, changes, authority, {"ocpp_authkey": KEY_VARIABLE}, _check)


async def _check(
    settings: Settings, identity: Identity, certificates: Callable[[], Sequence[Certificate]]
) -> CheckReport:
    from pilotwire.services.ocpp.arrangement import MisconfiguredError, arrange  # noqa: PLC0415 -- as above
    from pilotwire.services.ocpp.check import check_ocpp, refused  # noqa: PLC0415 -- as above
    from pilotwire.services.ocpp.view import identity_of  # noqa: PLC0415 -- as above
    from pilotwire.station.status import Status  # noqa: PLC0415 -- as above

    try:
        arrangement = arrange(settings, identity)
    except MisconfiguredError as error:
        return refused(str(error))
    return await check_ocpp(arrangement, identity_of(identity, Status()), certificates)
