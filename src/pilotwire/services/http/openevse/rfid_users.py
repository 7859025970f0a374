"""``/rfid/users``: names of RFID tags. A name gives no right to charge; ``rfid_storage`` of the configuration does."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, delete, get, post
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.rfid_names import renamed, rfid_names
from pilotwire.station.settings import SettingsError

from .answers import ApiError, HostOf, Message, WebRequest, answer, msg, parameters, parse_object
from .described import refuses, takes

_TAGS = ["RFID"]
_TAG = "Number of the tag, as `rfid_input` and `rfid_storage` have it."


class UserBody(msgspec.Struct, frozen=True):
    """Whose tag it is."""

    rfid: Annotated[str, Meta(description=_TAG, min_length=1)]
    name: Annotated[str, Meta(description="Name for people; empty to forget it.")] = ""


@get(
    "/rfid/users",
    tags=_TAGS,
    summary="Names of RFID tags",
    description="One object, with the name of each tag that has one.",
    sync_to_thread=False,
)
def users(host: HostOf) -> Response[dict[str, str]]:
    """Tell the names."""
    return answer(rfid_names(host.status.settings))


@post(
    "/rfid/users",
    status_code=200,
    tags=_TAGS,
    summary="Name an RFID tag",
    response_description="`User name saved`",
    responses=refuses({400: "Not JSON, no tag, or more names than can be kept."}),
    operation_class=takes(UserBody),
)
async def name_tag(body: RawBody, host: HostOf) -> Response[Message]:
    """Keep a name."""
    asked = parse_object(body, refused_with="Invalid JSON")
    tag, name = asked.get("rfid"), asked.get("name", "")
    if not isinstance(tag, str) or not tag.strip():
        raise ApiError("RFID tag is required")
    if not isinstance(name, str):
        raise ApiError("Failed to save user name", reason="name: must be text")
    await _rename(host, tag.strip(), name.strip())
    return msg("User name saved")


@delete(
    "/rfid/users",
    status_code=200,
    tags=_TAGS,
    summary="Forget the name of an RFID tag",
    response_description="`User name removed`, also if there was none.",
    responses=refuses({400: "No tag."}),
    operation_class=takes(query={"rfid": _TAG}),
)
async def forget_name(request: WebRequest, host: HostOf) -> Response[Message]:
    """Forget a name."""
    tag = (await parameters(request)).get("rfid", "").strip()
    if not tag:
        raise ApiError("RFID tag parameter is required")
    await _rename(host, tag, "")
    return msg("User name removed")


async def _rename(host: Host, tag: str, name: str) -> None:
    change = renamed(host.status.settings, tag, name)
    try:
        host.run(lambda station, moment: station.change_settings(change, moment))
    except SettingsError as error:
        raise ApiError("Failed to save user name", reason=error.reason) from error
    await host.settled()


HANDLERS = [users, name_tag, forget_name]
