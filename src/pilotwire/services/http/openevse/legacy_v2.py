"""The forms by which version 2 of the gateway was set up: changes of settings by other names.

Unlike there, a link is not enough for a change, and no answer repeats what was sent: some of it is secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from litestar import Response, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Operation
from msgspec import UNSET, Meta, UnsetType

from pilotwire.services.host import Host
from pilotwire.station.settings import KEYS, LONG_NAMES, Key, SettingsError, Switch, Text, Whole

from .answers import TEXT, ApiError, HostOf, WebRequest, parameters, plain
from .described import takes

_NETWORK = {"ssid": "ssid", "pass": "pass"}
_EMONCMS = {
    "enable": "emoncms_enabled",
    "server": "emoncms_server",
    "node": "emoncms_node",
    "apikey": "emoncms_apikey",
    "fingerprint": "emoncms_fingerprint",
}
_MQTT = {
    "enable": "mqtt_enabled",
    "server": "mqtt_server",
    "port": "mqtt_port",
    "topic": "mqtt_topic",
    "user": "mqtt_user",
    "pass": "mqtt_pass",
    "solar": "mqtt_solar",
    "grid_ie": "mqtt_grid_ie",
}
_ADMIN = {"user": "www_username", "pass": "www_password"}
_ADVANCED = {"hostname": "hostname"}

_KEYS = {LONG_NAMES[attribute]: key for attribute, key in KEYS.items()}
_TAGS = ["Version 2"]
_REFUSED = {
    400: ResponseSpec(
        data_container=str, description="Which value cannot be, and why.", media_type=TEXT, generate_examples=False
    )
}


def _form(settings: Mapping[str, str], *, needed: str = "") -> type[Operation]:
    fields: list[tuple[str, object] | tuple[str, object, object]] = []
    for name, setting in settings.items():
        kind = _kind(_KEYS[setting], least=int(name == needed))
        fields.append((name, kind) if name == needed else (name, kind | UnsetType, UNSET))
    return takes(form=msgspec.defstruct("Form", fields, kw_only=True), required=bool(needed))


def _kind(key: Key, *, least: int) -> object:
    about = Meta(description=f"{key.description}.")
    if isinstance(key, Whole):
        return Annotated[int, Meta(ge=key.minimum, le=key.maximum), about]
    if isinstance(key, Switch):
        return Annotated[Literal["0", "1", "false", "true"], about]
    pattern = f"^{key.pattern}$" if isinstance(key, Text) and key.pattern else None
    return Annotated[str, Meta(min_length=least, pattern=pattern), about]


@post(
    "/savenetwork",
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Join a Wi-Fi network",
    description="The station leaves the network it is in about two seconds after the answer.",
    response_description="`saved`",
    responses=_REFUSED,
    operation_class=_form(_NETWORK, needed="ssid"),
)
async def save_network(request: WebRequest, host: HostOf) -> Response[str]:
    """Take over name and passphrase of a network; one without a passphrase is open."""
    given = {"pass": "", **await parameters(request)}
    if not given.get("ssid"):
        raise ApiError("No SSID", media_type=TEXT)
    await _save(given, _NETWORK, host)
    return plain("saved")


@post(
    "/saveemoncms",
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Set up emoncms",
    response_description="`Saved:` and the names of the settings.",
    responses=_REFUSED,
    operation_class=_form(_EMONCMS),
)
async def save_emoncms(request: WebRequest, host: HostOf) -> Response[str]:
    """Take over what is given of emoncms."""
    return plain("Saved: " + await _save(await parameters(request), _EMONCMS, host))


@post(
    "/savemqtt",
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Set up MQTT",
    response_description="`Saved:` and the names of the settings.",
    responses=_REFUSED,
    operation_class=_form(_MQTT),
)
async def save_mqtt(request: WebRequest, host: HostOf) -> Response[str]:
    """Take over what is given of MQTT."""
    return plain("Saved: " + await _save(await parameters(request), _MQTT, host))


@post(
    "/saveadmin",
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Set user name and password",
    response_description="`saved`",
    responses=_REFUSED,
    operation_class=_form(_ADMIN),
)
async def save_admin(request: WebRequest, host: HostOf) -> Response[str]:
    """Take over user name and password of this interface."""
    await _save(await parameters(request), _ADMIN, host)
    return plain("saved")


@post(
    "/saveadvanced",
    status_code=200,
    media_type=TEXT,
    tags=_TAGS,
    summary="Name the station",
    response_description="`saved`",
    responses=_REFUSED,
    operation_class=_form(_ADVANCED),
)
async def save_advanced(request: WebRequest, host: HostOf) -> Response[str]:
    """Take over the host name."""
    await _save(await parameters(request), _ADVANCED, host)
    return plain("saved")


async def _save(given: Mapping[str, str], settings: Mapping[str, str], host: Host) -> str:
    """Change the settings that are given, once they are kept; return their names."""
    values = {setting: given[name] for name, setting in settings.items() if name in given}
    try:
        host.run(lambda station, moment: station.change_settings(values, moment))
    except SettingsError as error:
        raise ApiError(str(error), media_type=TEXT) from error
    await host.settled()
    return ", ".join(values)


HANDLERS = [save_network, save_emoncms, save_mqtt, save_admin, save_advanced]
