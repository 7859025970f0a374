"""Trying the MQTT broker out, for the API of a running station and for the command ``pilotwire check mqtt``."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pilotwire import __version__
from pilotwire.services.checks.steps import CheckReport
from pilotwire.services.host import Host, Identity
from pilotwire.station.settings import Settings, SettingsError
from pilotwire.station.settings.areas import Areas
from pilotwire.station.settings.update import read_values, updated
from pilotwire.store.certificates import Certificate, CertificateType
from pilotwire.store.errors import StoreError

from .identity import BUILD, COMPATIBLE_VERSION, ID_FILE, load_identity

PASSED, FAILED, BAD_INPUT = 0, 1, 2
"""Exit codes."""
PASSWORD_VARIABLE = "PILOTWIRE_MQTT_PASSWORD"  # noqa: S105 - where it is, not what it is


async def check_host(host: Host, changes: Mapping[str, object]) -> CheckReport:
    """Try the broker of a running station, with these settings (by long name) over those in force.

    Raises:
        SettingsError: one of them can never be valid.

    """
    settings = with_changes(host.status.settings, changes)
    return await _check(settings, host.identity, host.reader.certificates)


def with_changes(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """Settings as they would be. Raises ``SettingsError``."""
    return updated(settings, read_values(changes, hash_password=lambda plain: plain))


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


def check_command(data_dir: Path, changes: Mapping[str, object], authority: Path | None) -> int:
    """Try the broker of the station whose state is in ``data_dir``; prints each step and returns the exit code.

    Args:
        data_dir: may be empty or missing; then only what is given counts.
        changes: settings over those of the station, by long name.
        authority: a file with certificates to trust.

    0: every step succeeded; 1: one failed; 2: something that was given makes no sense.

    """
    password = os.environ.get(PASSWORD_VARIABLE)
    given = {**changes, **({} if password is None else {"mqtt_pass": password})}
    try:
        identity = _identity(data_dir)
        settings, certificates = _stored(data_dir, identity)
        settings = with_changes(settings, given)
        if authority is not None:
            certificates = [*certificates, _authority(authority)]
    except (SettingsError, StoreError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    report = asyncio.run(_check(settings, identity, lambda: certificates))
    for step in report.steps:
        sys.stdout.write(f"{'ok    ' if step.ok else 'FAILED'}  {step.name:<9}  {step.words}\n")
    return PASSED if report.ok else FAILED


def _identity(data_dir: Path) -> Identity:
    """Who the station is; somebody where there is none yet, because to ask is not to make one."""
    if (data_dir / ID_FILE).exists():
        return load_identity(data_dir)
    return Identity("0" * 12, COMPATIBLE_VERSION, __version__, BUILD, "")


def _stored(data_dir: Path, identity: Identity) -> tuple[Settings, Sequence[Certificate]]:
    """Settings and certificates of a station, running or not."""
    from pilotwire.store.reader import Reader  # noqa: PLC0415 -- as above
    from pilotwire.store.store import FILE_NAME  # noqa: PLC0415 -- as above

    path = data_dir / FILE_NAME
    if not path.exists():
        return Settings.for_station(identity.short_id), ()
    reader = Reader(path)
    try:
        kept = reader.kept()
        areas, _ = Areas.restored(identity.short_id, kept.settings, kept.factory_settings)
        return areas.current, reader.certificates()
    finally:
        reader.close()


def _authority(path: Path) -> Certificate:
    return Certificate(id="given", type=CertificateType.ROOT, name=str(path), certificate=path.read_text("ascii"))
