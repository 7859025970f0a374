"""Values from outside become values of a setting: lenient about form as the OpenEVSE gateway is, strict about range.

Text that is a number counts as one, a number counts as text, 1 and 0 as on and off. ``null``, and no text where a
number belongs, clear a setting: to nothing, 0 or off, and to the default where that is not allowed. Whatever can never
be valid raises ``SettingsError``.
"""

from __future__ import annotations

import math
import re

from pilotwire.station.records import Scalar

from .change import SettingsError
from .key import Choice, Fraction, Key, Switch, Text, Whole

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_MAX_DIGITS = 40
_WORDS = {
    "": False,
    "false": False,
    "0": False,
    "off": False,
    "no": False,
    "true": True,
    "1": True,
    "on": True,
    "yes": True,
}


def coerced(name: str, key: Key, value: object, default: Scalar) -> Scalar:
    """The value of the setting ``key`` that ``value`` means.

    Args:
        name: what the setting was called, for the error.
        key: which setting.
        value: as decoded from JSON.
        default: its default.

    Raises:
        SettingsError: no value of this setting.

    """
    if isinstance(key, Switch):
        return switch(name, value)
    if isinstance(key, Whole):
        return _whole(name, key, value, default)
    if isinstance(key, Fraction):
        return _fraction(name, key, value, default)
    if value is None:
        return default if isinstance(key, Choice) else ""
    text = _text(name, value)
    if isinstance(key, Choice):
        return _choice(name, key, text)
    return _checked_text(name, key, text) if isinstance(key, Text) else text


def switch(name: str, value: object) -> bool:
    """On or off. Raises ``SettingsError``."""
    if value is None:
        return False
    if isinstance(value, str):
        known = _WORDS.get(value.strip().lower())
        if known is None:
            raise SettingsError(name, f"{_shortened(value)} is neither on nor off; use true or false.")
        return known
    if isinstance(value, bool | int | float):
        return bool(value)
    raise SettingsError(name, "A list or an object is neither on nor off; use true or false.")


def whole(name: str, value: object) -> int:
    """A whole number; a fraction is cut off. Raises ``SettingsError``."""
    number = _number(name, value)
    return number if isinstance(number, int) else int(number)


def in_range(name: str, number: float, lowest: float, highest: float, unit: str = "") -> None:
    """Raise ``SettingsError`` unless the number is in the range, ends included."""
    if not lowest <= number <= highest:
        raise SettingsError(name, f"{_shortened(number)} is out of range; use {_range(lowest, highest, unit)}.")


def _whole(name: str, key: Whole, value: object, default: Scalar) -> Scalar:
    if _is_nothing(value):
        return 0 if key.or_zero or key.minimum <= 0 <= key.maximum else default
    number = whole(name, value)
    if key.or_zero and number == 0:
        return 0
    if number > key.maximum and float(number) == float(key.maximum):
        # JavaScript clients send 2**64 - 1 back rounded to what a double can hold.
        return key.maximum
    if key.or_zero and not key.minimum <= number <= key.maximum:
        raise SettingsError(
            name, f"{_shortened(number)} is out of range; use 0 or {_range(key.minimum, key.maximum, key.unit)}."
        )
    in_range(name, number, key.minimum, key.maximum, key.unit)
    return number


def _fraction(name: str, key: Fraction, value: object, default: Scalar) -> Scalar:
    if _is_nothing(value):
        return 0.0 if key.minimum <= 0 <= key.maximum else default
    number = _number(name, value)
    in_range(name, number, key.minimum, key.maximum, key.unit)
    return float(number)


def _choice(name: str, key: Choice, text: str) -> str:
    if text in key.options:
        return text
    if key.lenient:
        return key.options[0]
    words = ", ".join(option or "nothing" for option in key.options)
    raise SettingsError(name, f"{_shortened(text)} is none of the choices; use one of: {words}.")


def _checked_text(name: str, key: Text, text: str) -> str:
    length = len(text.encode())
    if length > key.max_bytes:
        raise SettingsError(name, f"{length} bytes of text are too many; use {key.max_bytes} at most.")
    if key.pattern and re.fullmatch(key.pattern, text) is None:
        raise SettingsError(name, f"{_shortened(text)} is not possible; use {key.expected}.")
    return text


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        number = _finite(name, value)
        return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)
    if not isinstance(value, str):
        raise SettingsError(name, "A list or an object is no text; use text.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise SettingsError(name, "Half a character cannot be kept; use complete ones.") from None
    return value


def _number(name: str, value: object) -> int | float:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        text = value.strip()
        if len(text) > _MAX_DIGITS or _NUMBER.fullmatch(text) is None:
            raise SettingsError(name, f"{_shortened(value)} is not a number; use one.")
        value = int(text) if text.lstrip("+-").isdigit() else float(text)
    if isinstance(value, int | float):
        return _finite(name, value)
    raise SettingsError(name, "A list or an object is not a number; use one.")


def _finite(name: str, number: float) -> int | float:
    if isinstance(number, int):
        if number.bit_length() > 128:
            raise SettingsError(name, "The number is far too large; use a smaller one.")
        return number
    if not math.isfinite(number):
        raise SettingsError(name, "The number is infinite or none at all; use a finite one.")
    return number


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _range(lowest: float, highest: float, unit: str) -> str:
    return f"{lowest} to {highest} {unit}".rstrip()


def _shortened(value: object) -> str:
    text = str(value)
    if len(text) > _MAX_DIGITS:
        text = f"{text[:_MAX_DIGITS]}..."
    return f'"{text}"' if isinstance(value, str) else text
