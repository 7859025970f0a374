"""What is known of a setting besides its value: names, kind, range, secrecy, bit, effect and description.

Only the shapes; which settings there are is in ``values``, how a value is read from outside in ``coercion``.
"""

from __future__ import annotations

from enum import Enum

import msgspec

MAX_U32 = 0xFFFF_FFFF
MAX_U64 = 0xFFFF_FFFF_FFFF_FFFF
MAX_TEXT = 4096
"""Longest text of any setting (bytes of UTF-8)."""


class Effect(Enum):
    """When a change takes effect."""

    AT_ONCE = "at once"
    RECONNECT = "at once, by reconnecting"
    NETWORK = "with the next connection to the network"
    RESTART = "after a restart"


class Part(Enum):
    """Hardware without which a setting has no meaning; then it is kept, but not shown to OpenEVSE clients."""

    LEDS = "leds"
    COLOUR_DISPLAY = "colour display"


class Key(msgspec.Struct, frozen=True):
    """What all settings have. The default is the one of the field in ``Settings``."""

    short: str
    """Short name, accepted instead of the long one."""
    description: str
    """One sentence for people, without its full stop."""
    unit: str = ""
    """Unit of the value; empty for text, switches and plain numbers."""
    effect: Effect = Effect.AT_ONCE
    part: Part | None = None
    ours: bool = False
    """Unknown to OpenEVSE firmware; listed after the others."""


class Text(Key, frozen=True, kw_only=True):
    """Any text."""

    max_bytes: int = MAX_TEXT
    """Longest text (bytes of UTF-8)."""
    secret: bool = False
    """Never shown: clients see ``_DUMMY_PASSWORD`` when it is set."""
    pattern: str = ""
    """Regular expression the whole text must match, unless empty."""
    expected: str = ""
    """What the pattern asks for, in words that fit after "use"."""


class Choice(Key, frozen=True, kw_only=True):
    """One of a few words."""

    options: tuple[str, ...]
    first_bit: int | None = None
    """Lowest of the three bits of ``flags`` that hold the option's index."""
    lenient: bool = False
    """Any other word counts as the first option, as in the firmware; otherwise it is refused."""


class Whole(Key, frozen=True, kw_only=True):
    """A whole number."""

    minimum: int = 0
    maximum: int = MAX_U32
    or_zero: bool = False
    """0 is allowed too, although it is below the minimum; it means "off"."""


class Fraction(Key, frozen=True, kw_only=True):
    """A number that need not be whole."""

    minimum: float
    maximum: float


class Switch(Key, frozen=True, kw_only=True):
    """On or off."""

    bit: int | None = None
    """Its bit in ``flags``."""
    inverted: bool = False
    """The bit is set when the switch is off."""
