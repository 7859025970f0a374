"""Settings as people and clients may see them: by long name, in a settled order, without secrets."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pilotwire.station.records import Scalar

from .flags import flags_of
from .key import Part, Text
from .update import DUMMY_PASSWORD
from .values import KEYS, LONG_NAMES, Settings


def shown(settings: Settings, parts: Collection[Part] = ()) -> Mapping[str, Scalar]:
    """All settings with ``flags``, ours last; a secret that is set as ``_DUMMY_PASSWORD``.

    Args:
        settings: what to show.
        parts: hardware that is there; settings of other parts are left out.

    """
    document: dict[str, Scalar] = {}
    for attribute, key in KEYS.items():
        if key.part is not None and key.part not in parts:
            continue
        if attribute == "flags_changed":
            document["flags"] = flags_of(settings)
        value = getattr(settings, attribute)
        hidden = isinstance(key, Text) and key.secret and value
        document[LONG_NAMES[attribute]] = DUMMY_PASSWORD if hidden else value
    return document
