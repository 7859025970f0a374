"""Trying the MQTT broker out, for the API of a running station and for the command ``pilotwire check mqtt``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pilotwire.services.checks.steps import CheckReport
from pilotwire.services.host import Host, Identity
from pilotwire.station.settings import Settings
from pilotwire.store.certificates import Certificate

from .check_command import run_check, with_changes

PASSWORD_VARIABLE = "PILOTWIRE_MQTT_PASSWORD"  # noqa: S105 - where it is, not what it is


async def check_host(host: Host, changes: Mapping[str, object]) -> CheckReport:
    """Try the broker of a running station, with these settings (by long name) over those in force.

    Raises:
        SettingsError: one of them can never be valid.

    """
    settings = with_changes(host.status.settings, changes)
    return await _check(settings, host.identity, host.reader.certificates)


def check_command(data_dir: Path, changes: Mapping[str, object], authority: Path | None) -> int:
    """Try the broker of the station whose state is in ``data_dir``; as ``check_command.run_check``."""
    return run_check(data_dir, changes, authority, {"mqtt_pass": PASSWORD_VARIABLE}, _check)


async def _check(
    settings: Settings, identity: Identity, certificates: Callable[[], Sequence[Certificate]]
) -> CheckReport:
    from pilotwire.services.mqtt.arrangement import MisconfiguredError, arrange  # noqa: PLC0415 -- for who checks
    from pilotwire.services.mqtt.check import check_mqtt, refused  # noqa: PLC0415 -- as above

    try:
        arrangement = arrange(settings, identity)
    except MisconfiguredError as error:
        return refused(str(error))
    return await check_mqtt(arrangement, certificates)
