"""What the configuration looks like, for the OpenAPI document: made of the table of settings, so that it is complete.

The documents themselves are made and read elsewhere; nothing here is used to check one.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import UNSET, Meta, UnsetType

from pilotwire.station.settings import KEYS, LONG_NAMES, Choice, Fraction, Key, Settings, Switch, Text, Whole
from pilotwire.station.settings.key import MAX_U32

_READ_ONLY: tuple[tuple[str, object, str], ...] = (
    ("mqtt_supported_protocols", list[str], "Protocols to an MQTT broker"),
    ("http_supported_protocols", list[str], "Protocols of this API"),
    ("buildenv", str, "What it was built for"),
    ("version", str, "Version of the firmware this API is that of"),
    ("wifi_serial", str, "Hardware address, 12 digits; who the station is to Home Assistant"),
    ("protocol", str, "Always `-`"),
    ("espinfo", str, "Machine and operating system"),
    ("espflash", int, "Storage (bytes)"),
    ("heap_size", int, "Free memory (bytes)"),
    ("littlefs_size", int, "Storage (bytes)"),
    ("littlefs_used", int, "Storage in use (bytes)"),
    ("app0_size", int, "Storage (bytes)"),
    ("sketch_size", int, "Always 0"),
    ("partition_scheme", str, "Always `unknown`"),
    ("can_expand_16mb", bool, "Always false"),
    ("firmware", str, "Firmware of the controller"),
    ("evse_serial", str, "Serial number of the controller"),
    ("d9_support", bool, "Whether the controller has a nine-pin display"),
    ("chip_id", str, "Serial number of the controller"),
    ("min_current_hard", int, "Least the controller offers (A)"),
    ("flags", int, "All switches as one bit field"),
)
_CONTROLLER: tuple[tuple[str, object, str], ...] = (
    ("diode_check", bool, "Controller: whether it checks the diode of the vehicle"),
    ("gfci_check", bool, "Controller: whether it tests its residual-current device"),
    ("ground_check", bool, "Controller: whether it checks protective earth"),
    ("relay_check", bool, "Controller: whether it checks for a stuck contactor"),
    ("vent_check", bool, "Controller: whether it refuses vehicles that require ventilation"),
    ("temp_check", bool, "Controller: whether it supervises its temperature"),
    ("overcurrent_monitor", bool, "Controller: whether it supervises the current; cannot be changed"),
    ("front_button", bool, "Controller: whether its button works"),
    ("boot_lock", bool, "Controller: whether it waits for this station after a start; cannot be changed"),
    ("max_current_soft", int, "Controller: configured maximum (A)"),
    ("service", int, "Controller: service level, 1 or 2; 0 has it detected"),
    ("scale", int, "Controller: calibration of its ammeter; given together with `offset`"),
    ("offset", int, "Controller: calibration of its ammeter (mA); given together with `scale`"),
    ("max_current_hard", int, "Controller: maximum of the wiring (A); can only be lowered"),
)


def _described(kind: object, description: str) -> object:
    return Annotated[kind, Meta(description=f"{description}.")]


def _text(key: Key) -> str:
    return f"{key.description} ({key.unit})" if key.unit else key.description


def _shown() -> list[tuple[str, object] | tuple[str, object, object]]:
    fields: list[tuple[str, object] | tuple[str, object, object]] = [
        (name, _described(kind, text)) for name, kind, text in (*_READ_ONLY, *_CONTROLLER)
    ]
    for attribute, key in KEYS.items():
        kind = _described(_TYPES[attribute], _text(key))
        name = LONG_NAMES[attribute]
        fields.append((name, kind) if key.part is None else (name, kind | UnsetType, UNSET))
    return fields


def _taken() -> list[tuple[str, object, object]]:
    fields = [(name, _RANGES.get(name, bool | Literal[0, 1]), text) for name, _, text in _CONTROLLER]
    fields.append(("flags", Annotated[float, Meta(ge=0, le=MAX_U32)], "All switches as one bit field"))
    fields += [(LONG_NAMES[attribute], _kind(key), _text(key)) for attribute, key in KEYS.items()]
    return [(name, _described(kind | UnsetType, text), UNSET) for name, kind, text in fields]


def _kind(key: Key) -> Any:  # noqa: ANN401 - a type
    """What may be sent for a setting. Numbers and switches may come as text too, and null clears."""
    match key:
        case Switch():
            return bool | Literal[0, 1]
        case Whole() | Fraction():
            return Annotated[float, Meta(ge=key.minimum, le=key.maximum)]
        case Choice(lenient=False):
            return Literal[key.options]
        case Text(pattern=pattern) if pattern:
            return Annotated[str, Meta(pattern=f"^({pattern})$", max_length=key.max_bytes)]
        case _:
            return str


_RANGES: dict[str, Any] = {
    "max_current_soft": Annotated[float, Meta(ge=6, le=80)],
    "max_current_hard": Annotated[float, Meta(ge=6, le=80)],
    "service": Annotated[float, Meta(ge=0, le=2)],
    "scale": Annotated[float, Meta(ge=1, le=32_767)],
    "offset": Annotated[float, Meta(ge=-32_768, le=32_767)],
}
_TYPES = get_type_hints(Settings)
ConfigDocument = msgspec.defstruct("ConfigDocument", _shown(), kw_only=True, rename=None)
ConfigBody = msgspec.defstruct("ConfigBody", _taken(), kw_only=True)
