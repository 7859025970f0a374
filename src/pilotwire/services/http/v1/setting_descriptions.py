"""Every setting described to people and programs: the station's from their table, the controller's from here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta

from pilotwire.station.settings import KEYS, LONG_NAMES, Choice, Fraction, Key, Switch, Text, Whole
from pilotwire.station.settings.values import DEFAULTS

from .answers import Document
from .setting_groups import SettingGroup, group_of
from .words import EffectWord, word

HARDWARE_MAXIMUM = "max_current_hard"
"""What the wiring bears. The controller refuses to raise it again."""
CONFIGURED_MAXIMUM = "max_current_soft"
_INTERNAL = frozenset({"flags_changed", "factory_write_lock"})
"""Kept by the settings about themselves."""
_MIN_I16, _MAX_I16 = -0x8000, 0x7FFF

SettingValue = bool | int | float | str
SettingKind = Literal["switch", "integer", "number", "text", "choice"]


class SettingDocument(Document, frozen=True):
    """What can be set, and to what."""

    name: str
    group: Annotated[SettingGroup, Meta(description="Of the owner's concerns.")]
    kind: SettingKind
    description: Annotated[str, Meta(description="For people, without its full stop.")]
    unit: str
    default: Annotated[SettingValue | None, Meta(description="Null where the controller has its own.")]
    minimum: float | None
    maximum: float | None
    zero_allowed: Annotated[bool, Meta(description="0 is possible too, although it is below the minimum: off.")]
    options: Annotated[list[str], Meta(description="All there are, of a choice.")]
    max_bytes: Annotated[int | None, Meta(description="Longest text (bytes of UTF-8).")]
    pattern: Annotated[str, Meta(description="Regular expression for the whole text; empty for any text.")]
    effect: EffectWord
    secret: Annotated[bool, Meta(description="It is never shown.")]
    where: Annotated[Literal["station", "controller"], Meta(description="Who keeps it.")]
    hardware: Annotated[str | None, Meta(description="Without which it has no meaning.")]


def _described(
    name: str, key: Key, default: SettingValue | None, where: Literal["station", "controller"]
) -> SettingDocument:
    ranged = key if isinstance(key, Whole | Fraction) else None
    text = key if isinstance(key, Text) else None
    return SettingDocument(
        name=name,
        group=group_of(name),
        kind=_KINDS[type(key)],
        description=key.description,
        unit=key.unit,
        default=default,
        minimum=None if ranged is None else ranged.minimum,
        maximum=None if ranged is None else ranged.maximum,
        zero_allowed=isinstance(key, Whole) and key.or_zero,
        options=list(key.options) if isinstance(key, Choice) else [],
        max_bytes=None if text is None else text.max_bytes,
        pattern="" if text is None else text.pattern,
        effect=word(key.effect),
        secret=text is not None and text.secret,
        where=where,
        hardware=None if key.part is None else word(key.part),
    )


_KINDS: Mapping[type[Key], SettingKind] = {
    Switch: "switch",
    Whole: "integer",
    Fraction: "number",
    Text: "text",
    Choice: "choice",
}
CONTROLLER: Mapping[str, Key] = {
    "diode_check": Switch("", "The controller checks for the diode in the car"),
    "vent_check": Switch("", "The controller refuses cars that need ventilation"),
    "ground_check": Switch("", "The controller checks the protective earth"),
    "relay_check": Switch("", "The controller checks for a stuck contactor"),
    "gfci_check": Switch("", "The controller tests its residual-current protection"),
    "temp_check": Switch("", "The controller watches its temperature"),
    "front_button": Switch("", "The controller acts on its front button by itself"),
    "service": Whole("", "Service level: 1, 2, or 0 for automatic", maximum=2),
    "scale": Whole("", "Scale of the ammeter", minimum=1, maximum=_MAX_I16),
    "offset": Whole("", "Offset of the ammeter", "mA", minimum=_MIN_I16, maximum=_MAX_I16),
    CONFIGURED_MAXIMUM: Whole("", "Most the station may offer", "A", minimum=6, maximum=80),
    HARDWARE_MAXIMUM: Whole("", "Most the wiring bears; can be lowered and never raised", "A", minimum=6, maximum=80),
}
"""Settings that the controller keeps, by the names the OpenEVSE API has for them."""
STATION: Mapping[str, Key] = {LONG_NAMES[name]: key for name, key in KEYS.items() if name not in _INTERNAL}
DESCRIPTIONS: Mapping[str, SettingDocument] = {
    **{
        LONG_NAMES[name]: _described(LONG_NAMES[name], key, DEFAULTS[name], "station")
        for name, key in KEYS.items()
        if name not in _INTERNAL
    },
    **{name: _described(name, key, None, "controller") for name, key in CONTROLLER.items()},
}
"""By name, in the order in which they are listed."""


def problem_of(name: str, value: object) -> str | None:
    """Why a value is of the wrong kind for a setting, and what would be right; None when it is of the right kind."""
    described = DESCRIPTIONS[name]
    match described.kind, value:
        case "switch", bool():
            return None
        case (("integer" | "number"), bool()):
            pass
        case "integer", int():
            return None
        case "number", int() | float():
            return None
        case "choice", str() if value in described.options:
            return None
        case "text", str():
            return None
    return f"Use {_takes(described)}."


def _takes(described: SettingDocument) -> str:
    match described.kind:
        case "switch":
            return "true or false"
        case "integer":
            return "a whole number"
        case "number":
            return "a number"
        case "choice":
            return "one of " + ", ".join(f'"{option}"' for option in described.options)
        case "text":
            return 'text; "" clears it'


def patch_schema() -> Mapping[str, Any]:
    """JSON schema of a change."""
    return {
        "type": "object",
        "description": "Any settings by their names.",
        "properties": {name: _schema(described) for name, described in DESCRIPTIONS.items()},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _schema(described: SettingDocument) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": f"{described.description}{_in_unit(described)}."}
    match described.kind:
        case "switch":
            return schema | {"type": "boolean"}
        case "choice":
            return schema | {"enum": described.options}
        case "text":
            schema |= {"type": "string", "maxLength": described.max_bytes}
            return schema | ({"pattern": f"^(?:{described.pattern})$"} if described.pattern else {})
        case kind:
            ranged = {"type": kind, "minimum": described.minimum, "maximum": described.maximum}
            return schema | ({"anyOf": [{"const": 0}, ranged]} if described.zero_allowed else ranged)


def _in_unit(described: SettingDocument) -> str:
    return f" ({described.unit})" if described.unit else ""
