"""How Home Assistant is told of the station: one document with the device and all its entities. Pure.

The document is kept by the broker under a topic made of the hardware address, so a station that is renamed stays the
same device. An empty document removes it.
"""

from __future__ import annotations

import msgspec

from pilotwire.services.host import Identity
from pilotwire.station.status import Status

from .arrangement import Access, Arrangement
from .entities import ENTITIES, Entity

_AVAILABLE = "{{ 'online' if value_json.state == 'connected' else 'offline' }}"
MANUFACTURER = "OpenEVSE"
MODEL = "Charging station with Pilotwire"


def device_topic(home: str, identity: Identity) -> str:
    """Where the document is published."""
    return f"{home}/device/{_device_id(identity)}/config"


def birth_topic(home: str) -> str:
    """Where Home Assistant says that it has started."""
    return f"{home}/status"


def device_document(arrangement: Arrangement, identity: Identity, status: Status, web_url: str) -> str:
    """The document.

    Args:
        arrangement: topics, and what may be commanded.
        identity: who this is.
        status: what the controller can do, and what is configured.
        web_url: of the web interface; empty if there is none.

    """
    document = {
        "device": _device(arrangement, identity, status, web_url),
        "origin": {"name": "Pilotwire", "sw_version": identity.pilotwire_version},
        "availability_topic": arrangement.announce,
        "availability_template": _AVAILABLE,
        "qos": 0,
        "components": {
            entity.key: _component(entity, arrangement, identity, status)
            if not entity.command or arrangement.access is not Access.NONE
            else _removed(entity)
            for entity in ENTITIES
        },
    }
    return msgspec.json.encode(document).decode()


def _device(arrangement: Arrangement, identity: Identity, status: Status, web_url: str) -> dict[str, object]:
    digits = identity.long_id
    mac = ":".join(digits[i : i + 2] for i in range(0, len(digits), 2))
    device: dict[str, object] = {
        "identifiers": [_device_id(identity)],
        "connections": [["mac", mac]],
        "name": arrangement.client_id,
        "manufacturer": MANUFACTURER,
        "model": MODEL,
        "sw_version": identity.pilotwire_version,
        "serial_number": status.evse.serial or identity.long_id.upper(),
    }
    if status.evse.firmware:
        device["hw_version"] = status.evse.firmware
    if web_url:
        device["configuration_url"] = web_url
    return device


def _component(entity: Entity, arrangement: Arrangement, identity: Identity, status: Status) -> dict[str, object]:
    component: dict[str, object] = {
        "platform": entity.platform.value,
        "unique_id": f"{_device_id(identity)}_{entity.key}",
        "name": entity.name,
        **entity.shown,
        **entity.shown_by(status),
    }
    if entity.state:
        component["state_topic"] = f"{arrangement.base}/{entity.state}"
    if entity.template:
        component["value_template"] = entity.template
    if entity.command:
        component["command_topic"] = f"{arrangement.base}/{entity.command}"
    if not entity.of_use(status):
        component["enabled_by_default"] = False
    return component


def _removed(entity: Entity) -> dict[str, object]:
    """A component with nothing but its platform is removed; one that is left out stays until a restart."""
    return {"platform": entity.platform.value}


def _device_id(identity: Identity) -> str:
    return f"openevse_{identity.long_id}"
