"""Settings: what can be set, how values from outside are read and checked, and the areas they are kept in.

Nothing here reads a file or talks to the controller; what a change leads to is decided by whoever uses the setting.
"""

from .areas import Areas, Dropped
from .change import FactoryLockedError, SettingsChange, SettingsError
from .flags import flags_of
from .key import Choice, Effect, Fraction, Key, Part, Switch, Text, Whole
from .shown import shown
from .update import DUMMY_PASSWORD
from .values import KEYS, LONG_NAMES, Settings

__all__ = [
    "DUMMY_PASSWORD",
    "KEYS",
    "LONG_NAMES",
    "Areas",
    "Choice",
    "Dropped",
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
    "flags_of",
    "shown",
]
