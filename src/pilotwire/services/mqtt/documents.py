"""The documents that the broker always keeps: override, claim, schedule, limit, configuration. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from pilotwire.services.host import Identity
from pilotwire.services.openevse.config_document import config_document
from pilotwire.services.openevse.words import wish_document
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.claims import Claim, Client
from pilotwire.station.limit_json import limit_document
from pilotwire.station.schedule_json import event_document
from pilotwire.station.status import Status

_NO_CLAIM = '{"state":"null"}'
_NO_LIMIT = '{"type":"none","value":0,"auto_release":true}'
CONFIG = "config"
_PASSING = frozenset(("heap_size", "espflash", "littlefs_size", "littlefs_used", "app0_size"))
"""What the configuration tells of the machine; it is no reason to tell all of it again."""


def claim_text(status: Status) -> str:
    """What MQTT itself claims, with its priority."""
    claim = status.claim(Client.MQTT)
    return _NO_CLAIM if claim is None else _json({"priority": claim.priority} | _wish(claim))


def override_text(status: Status) -> str:
    """The manual override."""
    claim = status.override
    return _NO_CLAIM if claim is None else _json(_wish(claim))


def schedule_text(status: Status) -> str:
    """All events."""
    return _json([event_document(event) for event in status.schedule])


def limit_text(status: Status) -> str:
    """The charge limit."""
    return _NO_LIMIT if status.limit is None else _json(limit_document(status.limit))


DOCUMENTS: Mapping[str, Callable[[Status], str]] = {
    "claim": claim_text,
    "override": override_text,
    "schedule": schedule_text,
    "limit": limit_text,
}
"""By topic, in the order in which they are published."""


def configuration(identity: Identity, status: Status, facts: ProcessFacts) -> Mapping[str, object]:
    """The configuration as ``GET /config`` tells it: secrets are masked."""
    return config_document(identity, status.evse, status.settings, facts)


def lasting(document: Mapping[str, object]) -> Mapping[str, object]:
    """What of the configuration is worth telling when it changes."""
    return {name: value for name, value in document.items() if name not in _PASSING}


def _wish(claim: Claim) -> dict[str, object]:
    document: dict[str, object] = msgspec.to_builtins(wish_document(claim.wish))
    return document


def _json(document: object) -> str:
    return msgspec.json.encode(document).decode()


def config_text(document: Mapping[str, object]) -> str:
    """The configuration as JSON."""
    return _json(document)
