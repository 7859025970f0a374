"""``/config``: identity, what the controller keeps and all settings, read and changed in one document."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.openevse.config_document import config_change, config_document
from pilotwire.station.settings import FactoryLockedError, SettingsError

from .answers import ApiError, HostOf, WebRequest, answer, parse_object
from .config_schema import ConfigBody, ConfigDocument
from .described import refuses, takes

_TAGS = ["Configuration"]
_STORAGE = "`factory` changes what a factory reset leaves, which is possible until the first other change."


class ConfigChanged(msgspec.Struct, frozen=True):
    """Whether anything changed."""

    config_version: Annotated[int, Meta(description="Number of the configuration; one more after every change.")]
    msg: Annotated[str, Meta(description="`done` or `no change`.")]


@get(
    "/config",
    tags=_TAGS,
    summary="Read the configuration",
    description="Secrets that are set read `_DUMMY_PASSWORD`.",
    responses={200: ResponseSpec(ConfigDocument, generate_examples=False, description="The configuration.")},
    sync_to_thread=False,
)
def read_config(host: HostOf) -> Response[dict[str, object]]:
    """Tell the configuration."""
    status = host.status
    return answer(dict(config_document(host.identity, status.evse, status.settings, host.facts)))


@post(
    "/config",
    status_code=200,
    tags=_TAGS,
    summary="Change the configuration",
    description=(
        "Takes any part of the configuration, by long or short names, and changes all of it or nothing. Keys that are "
        "unknown or can only be read are ignored; a secret written as `_DUMMY_PASSWORD` stays as it is."
    ),
    responses=refuses({400: "Not JSON, or a value that can never be valid.", 423: "Factory settings are locked."}),
    operation_class=takes(ConfigBody, headers={"X-Storage": _STORAGE}),
)
async def change_config(request: WebRequest, body: RawBody, host: HostOf) -> Response[ConfigChanged]:
    """Change the configuration."""
    asked = parse_object(body)
    factory = request.headers.get("x-storage") == "factory"
    try:
        wanted = config_change(asked, host.status.evse)
        change = host.run(
            lambda station, moment: station.change_settings(
                wanted.values, moment, writes=wanted.writes, factory=factory
            )
        )
    except SettingsError as error:
        raise ApiError(str(error)) from error
    except FactoryLockedError as error:
        raise ApiError("Factory settings locked", 423) from error
    await host.settled()
    changed = bool(change.changed or wanted.writes)
    return answer(ConfigChanged(change.version, "done" if changed else "no change"))


HANDLERS = [read_config, change_config]
