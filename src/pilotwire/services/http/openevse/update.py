"""``/update``: what is told to those who would flash firmware for OpenEVSE's hardware.

Such an image cannot run here, and an address from somebody on the network is no place to take programs from: the
station is updated with the package it was installed from. So both are refused, with the reason; nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from msgspec import Meta

from pilotwire.services.host import Host

from .answers import HTML, JSON, ApiError, HostOf, Message, WebRequest, answer, parse_object
from .described import refuses

UPLOAD_BYTES = 16 * 1024 * 1024
"""As large as the largest flash memory of that hardware."""


class UpdateBody(msgspec.Struct, frozen=True):
    """Where an image is."""

    url: Annotated[str, Meta(description="Of the image.")]


@dataclass
class _TakesImage(Operation):
    def __post_init__(self) -> None:
        binary = Schema(type=OpenAPIType.STRING, content_media_type="application/octet-stream")
        file = Schema(type=OpenAPIType.OBJECT, properties={"firmware": binary}, required=["firmware"])
        url = Schema(type=OpenAPIType.OBJECT, properties={"url": Schema(type=OpenAPIType.STRING)}, required=["url"])
        self.request_body = RequestBody(
            content={"multipart/form-data": OpenAPIMediaType(schema=file), JSON: OpenAPIMediaType(schema=url)},
            required=True,
        )


@get(
    "/update",
    media_type=HTML,
    tags=["Update"],
    summary="How to update",
    description="A page for people.",
    sync_to_thread=False,
)
def page(host: HostOf) -> Response[str]:
    """Tell how the station is updated."""
    return answer(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Update</title></head>'
        f"<body><h1>Update</h1><p>This is Pilotwire {escape(host.identity.pilotwire_version)}. To update it, use what "
        "it was installed with: pip, the package manager of the operating system, or a new container image. "
        "Then restart it.</p>"
        "<p>Firmware images for OpenEVSE hardware cannot run here. What is sent from this form, and by tools made for "
        "that hardware, is refused and not kept.</p>"
        '<form method="post" action="update" enctype="multipart/form-data">'
        '<input type="file" name="firmware"> <button>Send</button></form></body></html>',
        media_type=HTML,
    )


@post(
    "/update",
    tags=["Update"],
    summary="Refuse a firmware image",
    description="Images and addresses of images are refused: the station is updated with its package.",
    status_code=403,
    response_description="Why it is refused.",
    responses=refuses({400: "Not JSON, or without `url`.", 413: "Larger than any image."}),
    operation_class=_TakesImage,
    opt={"body_bytes": UPLOAD_BYTES},
    request_max_body_size=UPLOAD_BYTES,
)
async def refuse(request: WebRequest, host: HostOf) -> Response[Message]:
    """Refuse an image, uploaded or to be fetched."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        # Read to its end, because clients listen for an answer only after they have sent everything.
        async for _ in request.stream():
            pass
        raise _refusal(host)
    if not isinstance(parse_object(await request.body()).get("url"), str):
        raise ApiError("url: the address of an image is missing")
    raise _refusal(host)


def _refusal(host: Host) -> ApiError:
    return ApiError(
        f"Firmware images cannot be installed on this station: it runs Pilotwire {host.identity.pilotwire_version}, "
        "which is updated with the package it was installed from",
        403,
    )


HANDLERS = [page, refuse]
