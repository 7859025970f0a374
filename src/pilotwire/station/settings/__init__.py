"""Settings: what can be set, how values from outside are read and checked, and the areas they are kept in.

Nothing here reads a file or talks to the controller; what a change leads to is decided by whoever uses the setting.
"""

from .change import FactoryLockedError, SettingsChange, SettingsError
from .key import Choice, Effect, Fraction, Key, Part, Switch, Text, Whole
from .values import KEYS, LONG_NAMES, Settings

__all__ = [
    "KEYS",
    "LONG_NAMES",
    "Choice",
    "Effect",
    "FactoryLockedError",
    "Fraction",
    "Key",
    "Part",
    "Settings",
    "SettingsChange",
    "SettingsError",
    "Switch",
    "Text",
    "Whole",
]
