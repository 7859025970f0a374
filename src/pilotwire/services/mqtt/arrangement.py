"""What the settings ask of the MQTT service: which broker, under which topics, which feeds. Pure.

Whatever of it changes, the connection is made anew; so one arrangement holds for the whole of a connection.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from pilotwire.services.host import Identity
from pilotwire.station.settings import Settings
from pilotwire.station.vehicle import VehicleSource

MAX_TOPIC_BYTES = 1024
"""Longer ones are possible in MQTT, but no broker has to take them, and we append to them."""


class MisconfiguredError(ValueError):
    """Settings with which no connection can be tried; the message names the setting and says what to do."""


class Version(Enum):
    """Version of the protocol."""

    V311 = "3.1.1"
    V5 = "5"


class Access(Enum):
    """What may be commanded (setting ``mqtt_commands``)."""

    NONE = "none"
    """Nothing: the station listens to feeds only."""
    SAFE = "safe"
    """Everything but protections, calibration, and who is let in."""
    ALL = "all"


class Broker(msgspec.Struct, frozen=True):
    """How to reach a broker, and as whom."""

    host: str
    port: int = 1883
    tls: bool = False
    verify: bool = True
    """Whether its certificate has to be valid."""
    user: str = ""
    """Empty: nobody."""
    password: str = ""
    certificate_id: str = ""
    """Of our client certificate among those of the store; empty for none."""
    version: Version = Version.V311

    def __repr__(self) -> str:
        """Without the password: representations end up in logs."""
        return f"Broker({self.host!r}, {self.port}, tls={self.tls}, user={self.user!r})"


class Feed(msgspec.Struct, frozen=True):
    """A topic that measurements come by."""

    topic: str
    names: tuple[str, ...]
    """As ``Station.push`` calls them; several where one topic serves several ends."""

    @property
    def lasting(self) -> bool:
        """Whether a value that the broker has kept still tells something: a car's charge does, a power does not."""
        return all(name in _LASTING for name in self.names)


class Arrangement(msgspec.Struct, frozen=True):
    """All of it."""

    broker: Broker
    client_id: str
    base: str
    """Topic that everything of the station is under."""
    announce: str
    """Topic of its presence."""
    home: str = ""
    """Topic under which Home Assistant looks for devices; empty where it is not to find this one."""
    retain: bool = False
    """Whether the broker is asked to keep values."""
    access: Access = Access.SAFE
    feeds: tuple[Feed, ...] = ()
    emoncms: str = ""
    """Topic under which Emoncms is told numbers, as emonHub does; empty where it is not."""


def arrange(settings: Settings, identity: Identity) -> Arrangement:
    """Read the settings.

    Raises:
        MisconfiguredError: they cannot be followed.

    """
    name = settings.hostname or f"openevse-{identity.short_id}"
    if not settings.mqtt_server.strip():
        raise MisconfiguredError("mqtt_server: name the broker's host")
    return Arrangement(
        broker=broker_of(settings),
        client_id=name,
        base=_topic("mqtt_topic", settings.mqtt_topic or name),
        announce=_topic(
            "mqtt_announce_topic", settings.mqtt_announce_topic or f"openevse/announce/{identity.short_id}"
        ),
        home=_topic("mqtt_discovery_prefix", settings.mqtt_discovery_prefix or "homeassistant")
        if settings.mqtt_discovery
        else "",
        retain=settings.mqtt_retained,
        access=Access(settings.mqtt_commands),
        feeds=_feeds(settings),
        emoncms=_topic("emoncms_mqtt_topic", f"{settings.emoncms_mqtt_topic or 'emon'}/{settings.emoncms_node or name}")
        if settings.emoncms_mqtt
        else "",
    )


def broker_of(settings: Settings) -> Broker:
    """Read where the broker is; an empty host is the caller's to refuse."""
    return Broker(
        host=settings.mqtt_server.strip(),
        port=settings.mqtt_port,
        tls=settings.mqtt_protocol == "mqtts",
        verify=settings.mqtt_reject_unauthorized,
        user=settings.mqtt_user,
        password=settings.mqtt_pass,
        certificate_id=settings.mqtt_certificate_id.lower().lstrip("0"),
        version=Version(settings.mqtt_version),
    )


def _feeds(settings: Settings) -> tuple[Feed, ...]:
    """Every feed that is configured, once; the car's only where MQTT is the source that counts."""
    topics: dict[str, list[str]] = {}
    for name, attribute in _SETTINGS.items():
        topic = getattr(settings, attribute)
        if topic and (name not in _OF_VEHICLE or settings.vehicle_data_src == VehicleSource.MQTT):
            topics.setdefault(_topic(attribute, topic), []).append(name)
    return tuple(Feed(topic, tuple(names)) for topic, names in topics.items())


def _topic(setting: str, topic: str) -> str:
    if any(character in topic for character in "+#") or not topic.isprintable():
        raise MisconfiguredError(f"{setting}: {topic!r} is no single topic; use one without + and #")
    if topic.startswith("$") or topic.endswith("/"):
        raise MisconfiguredError(f"{setting}: {topic!r} must not begin with $ or end with a slash")
    if len(topic.encode()) > MAX_TOPIC_BYTES:
        raise MisconfiguredError(f"{setting}: use a topic of at most {MAX_TOPIC_BYTES} bytes")
    return topic


_SETTINGS = {
    "solar": "mqtt_solar",
    "grid_ie": "mqtt_grid_ie",
    "shaper_live_pwr": "mqtt_live_pwr",
    "voltage": "mqtt_vrms",
    "battery_level": "mqtt_vehicle_soc",
    "battery_range": "mqtt_vehicle_range",
    "time_to_full_charge": "mqtt_vehicle_eta",
    "vehicle_charge_limit": "mqtt_vehicle_charge_limit",
    "home_battery_soc": "mqtt_home_battery_soc",
    "home_battery_power": "mqtt_home_battery_power",
}
"""The setting that names the topic of each measurement."""
_OF_VEHICLE = frozenset(("battery_level", "battery_range", "time_to_full_charge", "vehicle_charge_limit"))
_LASTING = frozenset(("battery_level", "battery_range", "vehicle_charge_limit", "home_battery_soc"))
