"""Names of RFID tags, so that people read "Ada's car" and not ``04a2b3c4``.

Pure. They are kept as one setting, JSON in text, and give no right to charge: that is what ``rfid_storage`` says. A tag
that is taken off that list loses its name too, since nobody would ever come across it again.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from .settings import Settings

_LIST, _LIST_SHORT = "rfid_storage", "rs"
_NAMES, _NAMES_SHORT = "rfid_users", "pru"


def rfid_names(settings: Settings) -> dict[str, str]:
    """The name of each tag that has one."""
    return msgspec.json.decode(settings.rfid_users, type=dict[str, str]) if settings.rfid_users else {}


def renamed(settings: Settings, tag: str, name: str) -> Mapping[str, object]:
    """The change of settings that gives a tag this name, or with an empty one takes it away."""
    names = {other: known for other, known in rfid_names(settings).items() if other != tag}
    return _change(names | {tag: name} if name else names)


def with_names_in_step(settings: Settings, values: Mapping[str, object]) -> Mapping[str, object]:
    """A change of settings, and with it of the names of tags that it takes off the list."""
    listed = values.get(_LIST, values.get(_LIST_SHORT))
    if not isinstance(listed, str) or _NAMES in values or _NAMES_SHORT in values:
        return values
    gone = _tags(settings.rfid_storage) - _tags(listed)
    names = rfid_names(settings)
    if gone.isdisjoint(names):
        return values
    return {**values, **_change({tag: name for tag, name in names.items() if tag not in gone})}


def _change(names: Mapping[str, str]) -> Mapping[str, object]:
    return {_NAMES: msgspec.json.encode(names).decode() if names else ""}


def _tags(listed: str) -> set[str]:
    return {tag.strip() for tag in listed.split(",")} - {""}
