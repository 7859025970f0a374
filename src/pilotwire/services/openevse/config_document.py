"""The configuration as OpenEVSE clients see and change it: identity, the controller's settings, ours.

Pure: ``config_document`` builds what is shown, ``config_change`` sorts what was posted into settings of the station and
writes to the controller. Values in force are the controller's; heartbeat and voltage are settings of the station, which
keeps the controller to them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from pilotwire.rapi.codes import ServiceLevel, SettingsFlag, Toggle
from pilotwire.services.host import Identity
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.evse import Evse
from pilotwire.station.settings import Part, Settings, SettingsError, shown
from pilotwire.station.settings.coercion import in_range, switch, whole
from pilotwire.station.writes import (
    SetAmmeter,
    SetConfiguredMaximum,
    SetHardwareMaximum,
    SetServiceLevel,
    SetToggle,
    Write,
)

_TOGGLES = {
    "diode_check": (Toggle.DIODE_CHECK, SettingsFlag.DIODE_CHECK_OFF),
    "gfci_check": (Toggle.GFCI_SELF_TEST, SettingsFlag.GFCI_SELF_TEST_OFF),
    "ground_check": (Toggle.GROUND_CHECK, SettingsFlag.GROUND_CHECK_OFF),
    "relay_check": (Toggle.STUCK_CONTACTOR_CHECK, SettingsFlag.STUCK_CONTACTOR_CHECK_OFF),
    "vent_check": (Toggle.VENT_CHECK, SettingsFlag.VENT_CHECK_OFF),
    "temp_check": (Toggle.TEMPERATURE_CHECK, SettingsFlag.TEMPERATURE_CHECK_OFF),
    "front_button": (Toggle.BUTTON, SettingsFlag.BUTTON_OFF),
}
"""The switch of each key and the flag that is set while it is off."""
_ALWAYS_ON = ("overcurrent_monitor", "boot_lock")
"""Switches of other hardware; no controller this station speaks to can turn them off, so nothing is written."""
_STATION_SETTINGS_IN_BLOCK = ("heartbeat_interval", "heartbeat_current", "voltage")
_AUTO_LEVEL_WORDS = ("", "A", "AUTO", "0")
_MIN_HARDWARE_MAXIMUM_A = 6
_MIN_I16, _MAX_I16 = -0x8000, 0x7FFF


class ConfigChange(msgspec.Struct, frozen=True):
    """What somebody wants changed."""

    values: Mapping[str, object] = {}
    """For ``Station.change_settings``: by long or short name, unknown names included."""
    writes: tuple[Write, ...] = ()
    """Settings of the controller that differ from what it has."""


def config_document(
    identity: Identity,
    evse: Evse,
    settings: Settings,
    facts: ProcessFacts,
    parts: Collection[Part] = (),
) -> Mapping[str, object]:
    """The configuration with all its keys, in the gateway's order; secrets are masked.

    Args:
        identity: who this is.
        evse: the controller as last heard.
        settings: the settings in force.
        facts: room that is left; told in the place of the sizes of flash partitions.
        parts: hardware that is there; settings of other parts are left out.

    """
    stored = shown(settings, parts)
    document = _station(identity, facts) | _controller(evse)
    document |= {name: stored[name] for name in _STATION_SETTINGS_IN_BLOCK} | _limits(evse)
    return document | {name: value for name, value in stored.items() if name not in document}


def config_change(body: object, evse: Evse) -> ConfigChange:
    """What a posted configuration changes. Keys that can only be read are ignored, and so is what is no object.

    Args:
        body: as decoded from JSON.
        evse: the controller as last heard; a key that says what it already does is no change.

    Raises:
        SettingsError: a value that can never be valid for this controller.

    """
    if not isinstance(body, Mapping):
        return ConfigChange()
    writes = (*_toggles(body, evse), *_level(body, evse), *_currents(body, evse), *_ammeter(body, evse))
    return ConfigChange({name: value for name, value in body.items() if name not in _CONTROLLER_KEYS}, writes)


def _station(identity: Identity, facts: ProcessFacts) -> dict[str, object]:
    storage_bytes = facts.storage_free_bytes + facts.storage_used_bytes
    return {
        "mqtt_supported_protocols": ["mqtt", "mqtts"],
        "http_supported_protocols": ["http"],
        "buildenv": identity.build,
        "version": identity.version,
        "wifi_serial": identity.long_id.upper(),
        "protocol": "-",
        "espinfo": identity.chip,
        "espflash": storage_bytes,
        "heap_size": facts.memory_free_bytes,
        "littlefs_size": storage_bytes,
        "littlefs_used": facts.storage_used_bytes,
        "app0_size": storage_bytes,
        "sketch_size": 0,
        "partition_scheme": "unknown",
        "can_expand_16mb": False,
    }


def _controller(evse: Evse) -> dict[str, object]:
    document: dict[str, object] = {"firmware": evse.firmware, "evse_serial": evse.serial}
    document |= {name: off not in evse.stored_flags for name, (_, off) in _TOGGLES.items()}
    document |= dict.fromkeys(_ALWAYS_ON, True)
    return document | {"d9_support": False, "chip_id": evse.serial}


def _limits(evse: Evse) -> dict[str, object]:
    return {
        "max_current_soft": evse.configured_maximum_a,
        "service": evse.service_level,
        "scale": evse.ammeter_scale,
        "offset": evse.ammeter_offset_ma,
        "min_current_hard": evse.minimum_a,
        "max_current_hard": evse.hardware_maximum_a,
    }


def _toggles(body: Mapping[str, object], evse: Evse) -> list[Write]:
    wanted = {name: _wanted(name, body[name]) for name in _TOGGLES if name in body}
    return [
        SetToggle(toggle, enabled=wanted[name])
        for name, (toggle, off) in _TOGGLES.items()
        if name in wanted and wanted[name] is (off in evse.stored_flags)
    ]


def _wanted(name: str, value: object) -> bool:
    """On or off, said outright: to say nothing must not switch a safety check off."""
    if value is None or value == "":
        raise SettingsError(name, "Nothing is neither on nor off; use true or false.")
    return switch(name, value)


def _level(body: Mapping[str, object], evse: Evse) -> list[Write]:
    if "service" not in body:
        return []
    value = body["service"]
    if value is None or (isinstance(value, str) and value.strip().upper() in _AUTO_LEVEL_WORDS):
        value = 0
    level = whole("service", value)
    if level not in _LEVELS:
        raise SettingsError("service", f"There is no service level {level}; use 1 or 2, or 0 for automatic.")
    automatic = SettingsFlag.AUTO_LEVEL_OFF not in evse.stored_flags
    unchanged = automatic if level == 0 else level == evse.service_level
    return [] if unchanged else [SetServiceLevel(_LEVELS[level])]


def _currents(body: Mapping[str, object], evse: Evse) -> list[Write]:
    writes: list[Write] = []
    hardware_a = evse.hardware_maximum_a
    if "max_current_hard" in body:
        wanted_a = whole("max_current_hard", body["max_current_hard"])
        in_range("max_current_hard", wanted_a, _MIN_HARDWARE_MAXIMUM_A, 80, "A")
        if wanted_a < hardware_a:
            hardware_a = wanted_a
            writes.append(SetHardwareMaximum(wanted_a))
    if "max_current_soft" in body:
        wanted_a = whole("max_current_soft", body["max_current_soft"])
        if wanted_a != evse.configured_maximum_a:
            in_range("max_current_soft", wanted_a, evse.minimum_a, hardware_a, "A")
            writes.append(SetConfiguredMaximum(wanted_a))
    return writes


def _ammeter(body: Mapping[str, object], evse: Evse) -> list[Write]:
    if "scale" not in body or "offset" not in body:
        return []
    scale, offset_ma = whole("scale", body["scale"]), whole("offset", body["offset"])
    if (scale, offset_ma) == (evse.ammeter_scale, evse.ammeter_offset_ma):
        return []
    in_range("scale", scale, 1, _MAX_I16)
    in_range("offset", offset_ma, _MIN_I16, _MAX_I16, "mA")
    return [SetAmmeter(scale, offset_ma)]


_LEVELS = {0: ServiceLevel.AUTO, 1: ServiceLevel.LEVEL_1, 2: ServiceLevel.LEVEL_2}
_CONTROLLER_KEYS = frozenset(
    (*_TOGGLES, *_ALWAYS_ON, "service", "scale", "offset", "max_current_soft", "min_current_hard", "max_current_hard")
)
