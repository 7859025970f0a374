"""``/certificates``: roots to trust, and certificates to show to others with their keys. No key is ever told again.

How certificates are checked is in ``certificate_files``; which one is used for what is said by settings.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from pathlib import Path
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath
from msgspec import UNSET, Meta, UnsetType

from pilotwire.store.certificates import Certificate, CertificateType
from pilotwire.store.errors import StoreError

from .answers import TEXT, ApiError, HostOf, Message, WebRequest, answer, msg, parse_object, plain
from .described import refuses, takes
from .history import read

MOST = 100
"""Certificates that are kept."""

_TAGS = ["Certificates"]
_REFUSED = "Could not add certificate"
_REDACTED = "__REDACTED__"
_ID = re.compile(r"(?:0x)?0*([0-9a-f]{1,16})", re.ASCII | re.IGNORECASE)
_HASHED_NAME = "[0-9a-f]" * 8 + ".[0-9]*"
_ID_MASK = 2**64 - 1


class CertificateBody(msgspec.Struct, frozen=True):
    """A certificate to keep."""

    certificate: Annotated[str, Meta(description="PEM; of a chain, the certificate itself comes first.")]
    key: Annotated[str, Meta(description="Its private key (PEM), if it is to be shown to others.")] | None = None
    name: Annotated[str, Meta(description="For people; its subject if not given.")] | None = None
    id: (
        Annotated[
            str,
            Meta(pattern="^[0-9A-Fa-f]{1,16}$", description="Hexadecimal; the end of its serial number if not given."),
        ]
        | None
    ) = None


class CertificateDocument(msgspec.Struct, frozen=True):
    """A certificate that is kept."""

    id: Annotated[str, Meta(description="Hexadecimal.")]
    type: Annotated[str, Meta(description="`root`: trusted; `client`: shown to others.")]
    name: str
    certificate: Annotated[str, Meta(description="PEM.")]
    key: Annotated[str | UnsetType, Meta(description=f"`{_REDACTED}` where there is one.")] = UNSET


class Added(msgspec.Struct, frozen=True):
    """The certificate is kept."""

    id: str
    msg: str


@get("/certificates", tags=_TAGS, summary="Certificates")
async def certificates(host: HostOf) -> Response[list[CertificateDocument]]:
    """Answer all certificates, in the order they came."""
    return answer([_document(kept) for kept in await read(host, lambda reader: reader.certificates())])


@get(
    "/certificates/root",
    media_type=TEXT,
    tags=_TAGS,
    summary="Trusted roots",
    description="Those of the operating system and those that were added, one after the other.",
    response_description="PEM.",
)
async def roots(host: HostOf) -> Response[str]:
    """Answer whom the station trusts."""
    added = [
        kept.certificate
        for kept in await read(host, lambda reader: reader.certificates())
        if kept.type is CertificateType.ROOT
    ]
    return plain("\n".join([await asyncio.to_thread(_system_roots), *added]))


@get(
    "/certificates/{certificate_id:str}",
    tags=_TAGS,
    summary="One certificate",
    responses=refuses({404: "There is none with this id."}),
)
async def certificate(certificate_id: FromPath[str], host: HostOf) -> Response[CertificateDocument]:
    """Answer one certificate."""
    wanted = parse_id(certificate_id)
    for kept in await read(host, lambda reader: reader.certificates()):
        if kept.id == wanted:
            return answer(_document(kept))
    raise ApiError("Not found", 404)


@post(
    "/certificates",
    status_code=200,
    tags=_TAGS,
    summary="Keep a certificate",
    description="With its private key it is one to show to others, without it a root to trust.",
    responses=refuses({400: "Not JSON, or the certificate cannot be kept."}),
    operation_class=takes(CertificateBody),
)
async def add(request: WebRequest, host: HostOf) -> Response[Added]:
    """Check a certificate and keep it."""
    body = parse_object(await request.body())
    new = await asyncio.to_thread(_read, body)
    if len(await read(host, lambda reader: reader.certificates())) >= MOST:
        raise ApiError(_REFUSED, reason=f"{MOST} are kept already; delete one first")
    try:
        added = await host.put_certificate(new)
    except StoreError as error:
        raise ApiError(_REFUSED, 503, reason=str(error)) from error
    if not added:
        raise ApiError(_REFUSED, reason=f"id: {new.id} is taken; delete that certificate first or give another id")
    return answer(Added(new.id, "done"))


@delete(
    "/certificates/{certificate_id:str}",
    status_code=200,
    tags=_TAGS,
    summary="Forget a certificate",
    responses=refuses({404: "There is none with this id."}),
)
async def forget(certificate_id: FromPath[str], host: HostOf) -> Response[Message]:
    """Forget a certificate and its key."""
    wanted = parse_id(certificate_id)
    try:
        if wanted is None or not await host.delete_certificate(wanted):
            raise ApiError("Not found", 404)
    except StoreError as error:
        raise ApiError(str(error), 503) from error
    return msg("done")


def parse_id(text: str) -> str | None:
    """Write an id as it is kept, in lower case and without leading zeros; None if there can be no such id."""
    match = _ID.fullmatch(text)
    return None if match is None else match[1].lower()


def _read(body: dict[str, object]) -> Certificate:
    from .certificate_files import CertificateError, check  # noqa: PLC0415 - 13 MB that most stations never need

    pem, key, name = (_text(body, field) for field in ("certificate", "key", "name"))
    if pem is None:
        raise ApiError(_REFUSED, reason="certificate: it is missing; send it as PEM")
    try:
        facts = check(pem, key)
    except CertificateError as error:
        raise ApiError(_REFUSED, reason=str(error)) from error
    return Certificate(
        id=_wanted_id(body) or f"{facts.serial_number & _ID_MASK:x}",
        type=CertificateType.ROOT if key is None else CertificateType.CLIENT,
        name=name or facts.subject,
        certificate=pem,
        key=key,
        fingerprint=facts.fingerprint,
    )


def _text(body: dict[str, object], field: str) -> str | None:
    value = body.get(field)
    if value is None or isinstance(value, str):
        return value
    raise ApiError(_REFUSED, reason=f"{field}: send it as text")


def _wanted_id(body: dict[str, object]) -> str | None:
    wanted = body.get("id")
    if wanted is None:
        return None
    found = parse_id(str(wanted)) if isinstance(wanted, str | int) else None
    if found is None:
        raise ApiError(_REFUSED, reason="id: use 1 to 16 hexadecimal digits")
    return found


def _document(kept: Certificate) -> CertificateDocument:
    return CertificateDocument(
        kept.id, kept.type.value, kept.name, kept.certificate, UNSET if kept.key is None else _REDACTED
    )


def _system_roots() -> str:
    """Whom OpenSSL trusts by default on this machine, as it looks for them: in one file, else in a folder."""
    places = ssl.get_default_verify_paths()
    files = [Path(places.cafile)] if places.cafile else []
    if not files and places.capath:
        files = sorted(Path(places.capath).glob(_HASHED_NAME))
    return "\n".join(file.read_text(errors="replace").strip() for file in files if file.is_file())


HANDLERS = [certificates, roots, certificate, add, forget]
