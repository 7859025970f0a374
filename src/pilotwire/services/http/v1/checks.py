"""``/mqtt/check``, ``/emoncms/check``, ``/ocpp/check``: try a connection out as it is set, or otherwise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Literal

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from msgspec import UNSET, Meta, UnsetType

from pilotwire.services.checks.steps import CheckReport
from pilotwire.services.host import Host
from pilotwire.station.settings import SettingsError

from .answers import ApiError, Body, Document, HostOf, read_body
from .openapi import refuses, takes

TryOut = Callable[[Host, Mapping[str, object]], Awaitable[CheckReport]]
"""Tries a connection out, with these settings over those in force. Raises ``SettingsError``."""


class MqttCheckBody(Body, frozen=True):
    """Settings to try instead of those in force; nothing is stored."""

    mqtt_server: str | UnsetType = UNSET
    mqtt_port: Annotated[int, Meta(ge=1, le=65535)] | UnsetType = UNSET
    mqtt_protocol: Literal["mqtt", "mqtts"] | UnsetType = UNSET
    mqtt_version: Literal["3.1.1", "5"] | UnsetType = UNSET
    mqtt_user: str | UnsetType = UNSET
    mqtt_pass: str | UnsetType = UNSET
    mqtt_reject_unauthorized: bool | UnsetType = UNSET
    mqtt_certificate_id: Annotated[str, Meta(pattern="^[0-9A-Fa-f]{0,16}$")] | UnsetType = UNSET


class EmoncmsCheckBody(Body, frozen=True):
    """Settings to try instead of those in force; nothing is stored."""

    emoncms_server: str | UnsetType = UNSET
    emoncms_node: str | UnsetType = UNSET
    emoncms_apikey: str | UnsetType = UNSET
    emoncms_fingerprint: str | UnsetType = UNSET


class OcppCheckBody(Body, frozen=True):
    """Settings to try instead of those in force; nothing is stored."""

    ocpp_server: str | UnsetType = UNSET
    ocpp_chargeBoxId: str | UnsetType = UNSET  # noqa: N815 - the setting's name
    ocpp_authkey: str | UnsetType = UNSET
    ocpp_version: Literal["auto", "1.6", "2.0.1"] | UnsetType = UNSET
    ocpp_security_profile: Annotated[int, Meta(ge=0, le=3)] | UnsetType = UNSET
    ocpp_certificate_id: Annotated[str, Meta(pattern="^[0-9A-Fa-f]{0,16}$")] | UnsetType = UNSET


class StepDocument(Document, frozen=True):
    """One step of a connection."""

    name: Annotated[
        str,
        Meta(
            description=(
                "`settings`, `DNS`, `TCP`, `TLS`, `CONNACK`, `SUBSCRIBE`, `HTTP`, `key`, `subprotocol` or `Boot`."
            )
        ),
    ]
    ok: bool
    words: Annotated[str, Meta(description="What was found, or what is wrong and what to do about it.")]


class CheckDocument(Document, frozen=True):
    """How a connection went; the first step that fails is the last."""

    service: str
    target: Annotated[str, Meta(description="What was tried; empty if the settings name nothing to try.")]
    ok: Annotated[bool, Meta(description="Whether every step succeeded.")]
    steps: list[StepDocument]


def handlers(mqtt: TryOut | None, emoncms: TryOut | None, ocpp: TryOut | None) -> list[HTTPRouteHandler]:
    """The handlers; what is None cannot be tried."""
    under_way: set[str] = set()

    async def tried(service: str, check: TryOut | None, asked: Body, host: Host) -> Response[CheckDocument]:
        if check is None or service in under_way:
            raise ApiError("A check is under way: wait for its answer.", status=409)
        under_way.add(service)
        try:
            report = await check(host, msgspec.to_builtins(asked))
        except SettingsError as error:
            raise ApiError(error.reason, error.key) from error
        finally:
            under_way.discard(service)
        steps = [StepDocument(step.name, step.ok, step.words) for step in report.steps]
        return Response(CheckDocument(report.service, report.target, report.ok, steps))

    refusals = refuses({400: "A field that can never be valid.", 409: "A check is under way already."})

    @post(
        "/api/v1/mqtt/check",
        status_code=200,
        tags=["Services"],
        summary="Try the MQTT broker out",
        description=(
            "Looks up the name, connects, encrypts, logs in and subscribes, and tells how each step went. Without "
            "any field the settings in force are tried."
        ),
        responses=refusals,
        operation_class=takes(MqttCheckBody, MqttCheckBody(mqtt_server="broker.local")),
    )
    async def check_mqtt(body: RawBody, host: HostOf) -> Response[CheckDocument]:
        """Tell how the connection goes."""
        return await tried("mqtt", mqtt, read_body(body, MqttCheckBody), host)

    @post(
        "/api/v1/emoncms/check",
        status_code=200,
        tags=["Services"],
        summary="Try the Emoncms server out",
        description=(
            "Looks up the name, connects, encrypts, and asks whether the key may post, without posting anything; "
            "tells how each step went. Without any field the settings in force are tried."
        ),
        responses=refusals,
        operation_class=takes(EmoncmsCheckBody, EmoncmsCheckBody(emoncms_server="http://emonpi.local")),
    )
    async def check_emoncms(body: RawBody, host: HostOf) -> Response[CheckDocument]:
        """Tell how the connection goes."""
        return await tried("emoncms", emoncms, read_body(body, EmoncmsCheckBody), host)

    @post(
        "/api/v1/ocpp/check",
        status_code=200,
        tags=["Services"],
        summary="Try the charging back end out",
        description=(
            "Looks up the name, connects, encrypts, opens the WebSocket, agrees on a version of OCPP and sends a "
            "BootNotification, and tells how each step went. Without any field the settings in force are tried. A "
            "connection that the station has may end over it; it is made again."
        ),
        responses=refusals,
        operation_class=takes(OcppCheckBody, OcppCheckBody(ocpp_server="wss://csms.example.com/ocpp")),
    )
    async def check_ocpp(body: RawBody, host: HostOf) -> Response[CheckDocument]:
        """Tell how the connection goes."""
        return await tried("ocpp", ocpp, read_body(body, OcppCheckBody), host)

    return [check_mqtt, check_emoncms, check_ocpp]
