"""``/mqtt/check``: tries a connection out, with the settings or with others that are not stored yet."""

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

CheckMqtt = Callable[[Host, Mapping[str, object]], Awaitable[CheckReport]]
"""Tries the broker out, with these settings over those in force. Raises ``SettingsError``."""


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


class StepDocument(Document, frozen=True):
    """One step of a connection."""

    name: Annotated[str, Meta(description="`settings`, `DNS`, `TCP`, `TLS`, `CONNACK` or `SUBSCRIBE`.")]
    ok: bool
    words: Annotated[str, Meta(description="What was found, or what is wrong and what to do about it.")]


class CheckDocument(Document, frozen=True):
    """How a connection went; the first step that fails is the last."""

    service: str
    target: Annotated[str, Meta(description="What was tried; empty if the settings name nothing to try.")]
    ok: Annotated[bool, Meta(description="Whether every step succeeded.")]
    steps: list[StepDocument]


def handlers(check: CheckMqtt | None) -> list[HTTPRouteHandler]:
    """The handlers; without ``check`` nothing can be tried."""
    under_way: set[str] = set()

    @post(
        "/api/v1/mqtt/check",
        status_code=200,
        tags=["Services"],
        summary="Try the MQTT broker out",
        description=(
            "Looks up the name, connects, encrypts, logs in and subscribes, and tells how each step went. Without "
            "any field the settings in force are tried."
        ),
        responses=refuses({400: "A field that can never be valid.", 409: "A check is under way already."}),
        operation_class=takes(MqttCheckBody, MqttCheckBody(mqtt_server="broker.local")),
    )
    async def check_mqtt(body: RawBody, host: HostOf) -> Response[CheckDocument]:
        """Tell how the connection goes."""
        asked = read_body(body, MqttCheckBody)
        if check is None or under_way:
            raise ApiError("A check is under way: wait for its answer.", status=409)
        under_way.add("mqtt")
        try:
            report = await check(host, msgspec.to_builtins(asked))
        except SettingsError as error:
            raise ApiError(error.reason, error.key) from error
        finally:
            under_way.clear()
        steps = [StepDocument(step.name, step.ok, step.words) for step in report.steps]
        return Response(CheckDocument(report.service, report.target, report.ok, steps))

    return [check_mqtt]
