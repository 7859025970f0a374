"""The controller's persistent settings in a file: one ``key = value`` per line (TOML), written atomically.

A damaged file loses only what cannot be read: those keys get their factory default, the damaged file is kept aside,
and the caller gets a sentence for the user about each. A power cut leaves either the old or the new file.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import tomllib
from pathlib import Path

import msgspec

from pilotwire.controller import Settings
from pilotwire.controller.settings import problem


class SettingsFileError(OSError):
    """The settings cannot be read or written at all; the message says what to do."""


class Loaded(msgspec.Struct, frozen=True):
    """Settings from a file, and what the user should know about it."""

    settings: Settings
    warnings: tuple[str, ...] = ()


def load_settings(path: Path) -> Loaded:
    """Read settings; a missing file means factory defaults. Raises ``SettingsFileError`` when it may not be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Loaded(Settings())
    except OSError as error:
        msg = f"{path}: settings cannot be read ({error.strerror}); check the file's permissions"
        raise SettingsFileError(msg) from error
    loaded = parse_settings(data, str(path))
    if loaded.warnings:
        aside = path.with_name(path.name + ".damaged")
        with contextlib.suppress(OSError):
            path.replace(aside)
        save_settings(path, loaded.settings)
        return Loaded(loaded.settings, (*loaded.warnings, f"the damaged file is kept as {aside}"))
    return loaded


def parse_settings(data: bytes, name: str) -> Loaded:
    """Read what can be read, line by line; ``name`` is what warnings call the file."""
    values: dict[str, object] = {}
    warnings: list[str] = []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key = line.partition("=")[0].strip()
        try:
            parsed = tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            warnings.append(f"{name}:{number}: cannot be read ({line.strip()[:40]!r}); the factory default applies")
            continue
        reason = "must be one value" if set(parsed) != {key} else problem(key, parsed[key])
        if reason is None:
            values[key] = parsed[key]
        else:
            warnings.append(f"{name}:{number}: {key} {reason}; the factory default applies")
    if not values and data.strip() and not warnings:
        warnings.append(f"{name}: holds no settings; factory defaults apply")
    return Loaded(msgspec.convert(values, Settings), tuple(warnings))


def format_settings(settings: Settings) -> str:
    """The text of a settings file; blank cells are left out."""
    lines = ["# Persistent settings of the controller. Written by Pilotwire; edit only while it is not running."]
    for key in Settings.__struct_fields__:
        value = getattr(settings, key)
        if value is not None:
            lines.append(f"{key} = {str(value).lower()}")
    return "\n".join(lines) + "\n"


def save_settings(path: Path, settings: Settings) -> None:
    """Write settings so that a power cut at any instant leaves the old or the new file, never half of one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(format_settings(settings))
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_directory(path.parent)
    except OSError as error:
        msg = f"{path}: settings cannot be written ({error.strerror}); free space or choose another --data-dir"
        raise SettingsFileError(msg) from error


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
