"""``/mqtt``, ``/emoncms/describe`` and ``/migrate/status``: about the station's connections and about itself."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get, post, route
from msgspec import UNSET, Meta, UnsetType

from pilotwire.station.status import ServiceStatus

from .answers import ANY_METHOD, TEXT, HostOf, Message, answer, msg, plain


class MqttDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The connection to the MQTT broker; what is not known is left out."""

    mqtt_connected: Annotated[int, Meta(description="1 while connected.")]
    mqtt_status: Annotated[str, Meta(description="`disabled`, `connecting` or `connected` for example.")]
    mqtt_broker_ip: str | UnsetType = UNSET
    mqtt_broker_version: str | UnsetType = UNSET
    mqtt_connected_since: Annotated[int | UnsetType, Meta(description="Seconds since 1970 UTC.")] = UNSET
    mqtt_last_rx: Annotated[int | UnsetType, Meta(description="Seconds since 1970 UTC.")] = UNSET
    mqtt_error: Annotated[str, Meta(description="What went wrong last; empty when nothing did.")]
    mqtt_error_detail: str


class Migration(msgspec.Struct, frozen=True):
    """Whether settings are being moved to another layout."""

    active: bool = False


@get(
    "/mqtt",
    tags=["Services"],
    summary="Connection to the MQTT broker",
    sync_to_thread=False,
)
def mqtt(host: HostOf) -> Response[MqttDocument]:
    """Answer how the connection is."""
    service = host.status.services.get("mqtt", ServiceStatus())
    return answer(
        MqttDocument(
            mqtt_connected=int(service.connected),
            mqtt_status=service.state,
            mqtt_broker_ip=service.peer_address or UNSET,
            mqtt_broker_version=service.peer_version or UNSET,
            mqtt_connected_since=UNSET if service.connected_since_s is None else service.connected_since_s,
            mqtt_last_rx=UNSET if service.last_received_s is None else service.last_received_s,
            mqtt_error=service.error,
            mqtt_error_detail=service.error_detail,
        )
    )


@post(
    "/mqtt",
    status_code=200,
    tags=["Services"],
    summary="Connect to the MQTT broker anew",
    description="Does nothing while MQTT is switched off.",
    sync_to_thread=False,
)
def reconnect_mqtt(host: HostOf) -> Response[Message]:
    """Have the connection made anew."""
    host.reconnect("mqtt")
    return msg("done")


@route(
    "/emoncms/describe",
    http_method=ANY_METHOD,
    status_code=200,
    media_type=TEXT,
    tags=["Services"],
    summary="What this is",
    description="Answered to everybody: emoncms looks for stations on the network with it.",
    response_description="`openevse`",
    sync_to_thread=False,
)
def describe() -> Response[str]:
    """Answer that this speaks OpenEVSE."""
    return plain("openevse")


@route(
    "/migrate/status",
    http_method=ANY_METHOD,
    status_code=200,
    tags=["Update"],
    summary="Migration of flash memory",
    description="Never under way: there is none here.",
    sync_to_thread=False,
)
def migration() -> Response[Migration]:
    """Answer that nothing is being moved."""
    return answer(Migration())


HANDLERS = [mqtt, reconnect_mqtt, describe, migration]
