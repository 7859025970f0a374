"""What the commands ``pilotwire check …`` share: whose settings count, what is printed, and with what code they end."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from pilotwire import __version__
from pilotwire.services.checks.steps import CheckReport
from pilotwire.services.host import Identity
from pilotwire.station.settings import Settings, SettingsError
from pilotwire.station.settings.areas import Areas
from pilotwire.station.settings.update import read_values, updated
from pilotwire.store.certificates import Certificate, CertificateType
from pilotwire.store.errors import StoreError

from .identity import BUILD, COMPATIBLE_VERSION, ID_FILE, load_identity

PASSED, FAILED, BAD_INPUT = 0, 1, 2
"""Exit codes."""
Trial = Callable[[Settings, Identity, Callable[[], Sequence[Certificate]]], Awaitable[CheckReport]]


def with_changes(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """Settings as they would be. Raises ``SettingsError``."""
    return updated(settings, read_values(changes, hash_password=lambda plain: plain))


def run_check(
    data_dir: Path, changes: Mapping[str, object], authority: Path | None, variables: Mapping[str, str], trial: Trial
) -> int:
    """Try a connection of the station whose state is in ``data_dir``; prints each step and returns the exit code.

    Args:
        data_dir: may be empty or missing; then only what is given counts.
        changes: settings over those of the station, by long name.
        authority: a file with certificates to trust.
        variables: of the environment, by the secret setting that each holds if it is set.
        trial: tries the connection.

    0: every step succeeded; 1: one failed; 2: something that was given makes no sense.

    """
    secrets = {name: os.environ[variable] for name, variable in variables.items() if variable in os.environ}
    try:
        identity = _identity(data_dir)
        settings, certificates = _stored(data_dir, identity)
        settings = with_changes(settings, {**changes, **secrets})
        if authority is not None:
            certificates = [*certificates, _authority(authority)]
    except (SettingsError, StoreError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT

    async def tried() -> CheckReport:
        return await trial(settings, identity, lambda: certificates)

    report = asyncio.run(tried())
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
    from pilotwire.store.reader import Reader  # noqa: PLC0415 -- for who checks
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
