"""Settings and what somebody wants changed become other settings. Pure; nothing is kept here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from pilotwire.station.records import Scalar

from .coercion import coerced
from .flags import FLAGS, mask, values_of
from .key import Text
from .values import DEFAULTS, KEYS, LONG_NAMES, Settings

DUMMY_PASSWORD = "_DUMMY_PASSWORD"  # noqa: S105 - what clients see, and send back, instead of a secret
_FLAGS_NAME = "flags"


def read_values(values: Mapping[str, object], *, hash_password: Callable[[str], str]) -> Mapping[str, Scalar]:
    """The values that were meant, by attribute (and ``flags``), unknown names and untouched secrets left out.

    Args:
        values: by long or short name; where both are given the long one counts.
        hash_password: turns the password into what is kept.

    Raises:
        SettingsError: a value that can never be valid.

    """
    read: dict[str, Scalar] = {}
    flags_name = _given(values, _FLAGS_NAME, FLAGS.short)
    if flags_name is not None:
        read[_FLAGS_NAME] = coerced(flags_name, FLAGS, values[flags_name], 0)
    for attribute, key in KEYS.items():
        name = _given(values, LONG_NAMES[attribute], key.short)
        if name is None or (isinstance(key, Text) and key.secret and values[name] == DUMMY_PASSWORD):
            continue
        read[attribute] = coerced(name, key, values[name], DEFAULTS[attribute])
    if read.get("www_password"):
        read["www_password"] = hash_password(str(read["www_password"]))
    return read


def updated(settings: Settings, read: Mapping[str, Scalar]) -> Settings:
    """The settings with these values, as ``read_values`` returns them.

    The word ``flags`` comes first, the switches it stands for after it. A switch that is thereby set otherwise than it
    was leaves its bit in ``flags_changed``; the word itself leaves none, as in the firmware.
    """
    values = dict(read)
    word = values.pop(_FLAGS_NAME, None)
    before = settings if word is None else msgspec.structs.replace(settings, **values_of(int(word)))
    flips = sum(mask(KEYS[name]) for name, value in values.items() if value != getattr(before, name))
    marked = int(values.get("flags_changed", before.flags_changed)) | flips
    return msgspec.structs.replace(before, **(values | {"flags_changed": marked}))


def differences(before: Settings, after: Settings) -> frozenset[str]:
    """The attributes in which these differ."""
    return frozenset(name for name in KEYS if getattr(before, name) != getattr(after, name))


def _given(values: Mapping[str, object], long: str, short: str) -> str | None:
    return long if long in values else short if short in values else None
