"""What a broker's clients may command: all that charging needs, and what else only if the owner says so. Pure.

Whoever may publish on the broker commands the station, and on many brokers that is everybody. So by default nothing
that switches a protection off, calibrates, or decides who is let in can be changed from there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pilotwire.services.openevse.config_document import ConfigChange
from pilotwire.station.settings import KEYS, LONG_NAMES, Settings, shown
from pilotwire.station.writes import SetAmmeter, SetHardwareMaximum, SetToggle, Write

from .arrangement import Access

GUARDED = frozenset(
    (
        "www_username",
        "www_password",
        "server_secret",
        "www_certificate_id",
        "api_open",
        "mqtt_commands",
        "mqtt_reject_unauthorized",
        "rfid_enabled",
        "rfid_storage",
        "rfid_users",
        "rfid_salt",
        "rfid_reader",
        "ocpp_authkey",
        "over_temp_shutdown",
        "temp_throttle_enabled",
        "temp_throttle_setpoint",
        "heartbeat_interval",
        "flags",
        "flags_changed",
    )
)
"""Settings, by long name, that only ``Access.ALL`` may change."""
_NAMES = {key.short: LONG_NAMES[attribute] for attribute, key in KEYS.items()} | {"f": "flags"}
_RAPI = re.compile(r"\$(G.|F[01BDEFPRS]|S[013BCHT])( .*)?", re.DOTALL)
"""Commands that ask, show, pause and resume, and set the current, the clock, the timer and limits of this charge."""
_RAPI_GUARDED = re.compile(r"\$(FF .*|SC \S+ M.*)", re.DOTALL)
"""Of these: switching checks off, and the maximum of the wiring, which can be set only once."""


class ForbiddenError(Exception):
    """Not by MQTT, as the owner has it; the message says so."""


def allowed_change(change: ConfigChange, settings: Settings, access: Access) -> ConfigChange:
    """A change without what stays as it is anyway, so that a whole configuration can be sent back.

    Raises:
        ForbiddenError: it touches what may not be touched from here.

    """
    if access is Access.ALL:
        return change
    told = shown(settings)
    values: dict[str, object] = {}
    for name, value in change.values.items():
        long = _NAMES.get(name, name)
        if long in GUARDED:
            if value != told.get(long):
                raise ForbiddenError(_why(long))
        else:
            values[name] = value
    guarded = next((write for write in change.writes if _is_guarded(write)), None)
    if guarded is not None:
        raise ForbiddenError(_why("what protects and measures"))
    return ConfigChange(values, change.writes)


def check_rapi(command: str, access: Access) -> None:
    """Whether a raw command may pass.

    Raises:
        ForbiddenError: it may not.

    """
    safe = _RAPI.fullmatch(command) is not None and _RAPI_GUARDED.fullmatch(command) is None
    if access is not Access.ALL and not safe:
        raise ForbiddenError(_why(command.partition(" ")[0]))


def _is_guarded(write: Write) -> bool:
    match write:
        case SetToggle(enabled=enabled):
            return not enabled
        case SetAmmeter() | SetHardwareMaximum():
            return True
        case _:
            return False


def _why(what: str) -> str:
    return f"{what} cannot be changed by MQTT while mqtt_commands is not all"


def names_of_guarded() -> Mapping[str, str]:
    """Long name of every guarded setting by each of its names."""
    return {name: long for name, long in _NAMES.items() if long in GUARDED} | {long: long for long in GUARDED}
