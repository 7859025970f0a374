"""What the station tells everyone: one stream of events, each with the status it happened in.

Services turn them into their own words: frames, topics, notifications. Nothing is decided from events.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import msgspec

from .status import Status


class Topic(Enum):
    """What changed."""

    EVSE_STATE = "evse_state"
    EVSE_MEASURED = "evse_measured"
    EVSE_READY = "evse_ready"
    EVSE_LINK = "evse_link"
    """The controller was found, lost or restarted."""
    PILOT = "pilot"
    VOLTAGE = "voltage"
    ENERGY = "energy"
    SWITCHES = "switches"
    CLAIMS = "claims"
    OVERRIDE_CLAIM = "override_claim"
    """The manual claim was made, changed or released (its version changed with that of the claims)."""
    OVERRIDE = "override"
    """Whether there is a manual override, told again whenever the target is decided while there is one."""
    TARGET = "target"
    """The target or its reasons changed."""
    CONFIG = "config"
    SCHEDULE = "schedule"
    SCHEDULE_PLAN = "schedule_plan"
    LIMIT = "limit"
    BOOST = "boost"
    """One began, ended, or went on after a restart."""
    PRICES = "prices"
    """There are other prices, or the next one of those there are holds."""
    SUN_FORECAST = "sun_forecast"
    CHARGING_PLAN = "charging_plan"
    """Another plan, or another state of it."""
    DIVERT_MODE = "divert_mode"
    DIVERT = "divert"
    SHAPER = "shaper"
    SHAPER_SWITCHED = "shaper_switched"
    """``data`` has ``max_w`` when settings of the shaper were changed."""
    PUSHED = "pushed"
    """Somebody posted values; ``data`` is what was posted."""
    VEHICLE = "vehicle"
    """Data about the vehicle arrived by another way than a push; ``data`` has the values by their names."""
    ADVISORIES = "advisories"
    """One began or ended, or somebody acknowledged one."""
    CLOCK = "clock"
    NETWORK = "network"
    ACCESS_POINT = "access_point"
    """Somebody at the controller wants the station's access point; ``data`` has ``open``."""
    SERVICE = "service"
    """The connection of a service changed; ``data`` has ``name``."""
    BACK_END = "back_end"
    """What the charging back end and the station have agreed on changed."""
    CARD = "card"
    """Somebody holds a card to the station; ``data`` has ``token``."""
    RFID = "rfid"
    """``data``: ``authenticated``, ``input`` or ``waiting_s``, as the gateway tells them."""
    SESSION = "session"
    """A session began, was identified or ended."""
    LOG = "log"
    """An entry was added to the event log; ``data`` is it."""
    UPDATE = "update"
    """Progress of a software update, in ``data``; never to MQTT."""


class Event(msgspec.Struct, frozen=True):
    """Something changed."""

    topic: Topic
    status: Status
    """As it is with the change."""
    data: Mapping[str, object] = {}
    """What the status does not hold."""
