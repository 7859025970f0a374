"""The words ``flags`` and ``flags_changed``: switches and two choices as bits, the way OpenEVSE firmware keeps them.

Here the switches are the truth and the word is computed. Writing the word writes the switches.
"""

from __future__ import annotations

from collections.abc import Mapping

from pilotwire.station.records import Scalar

from .key import Choice, Key, Switch, Whole
from .values import KEYS, Settings

FLAGS = Whole("f", "All switches and choices that have bits, as one word")
"""``flags`` as a key; no field of ``Settings``."""
_CHOICE_MASK = 0b111


def mask(key: Key) -> int:
    """The bits that hold this setting; 0 when none do."""
    if isinstance(key, Switch) and key.bit is not None:
        return 1 << key.bit
    if isinstance(key, Choice) and key.first_bit is not None:
        return _CHOICE_MASK << key.first_bit
    return 0


def flags_of(settings: Settings) -> int:
    """The word ``flags``."""
    return sum(_bits(key, getattr(settings, name)) for name, key in _IN_FLAGS.items())


def values_of(word: int) -> Mapping[str, Scalar]:
    """What the word says of each setting that is in it, by attribute; bits without a meaning are ignored."""
    return {name: _value(key, word) for name, key in _IN_FLAGS.items()}


def _bits(key: Key, value: Scalar) -> int:
    if isinstance(key, Choice):
        return key.options.index(str(value)) << (key.first_bit or 0)
    return mask(key) if isinstance(key, Switch) and bool(value) is not key.inverted else 0


def _value(key: Key, word: int) -> Scalar:
    if isinstance(key, Choice):
        index = (word & mask(key)) >> (key.first_bit or 0)
        return key.options[index] if index < len(key.options) else key.options[0]
    return bool(word & mask(key)) is not (isinstance(key, Switch) and key.inverted)


_IN_FLAGS = {name: key for name, key in KEYS.items() if mask(key)}
