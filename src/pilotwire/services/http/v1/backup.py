"""``/backup`` and ``/restore``: the station's whole state as a file, and such a file brought back.

Bringing back takes two steps: a file is uploaded and described, then it is confirmed. What is copied, and what becomes
of it, is the runtime's business (``services.state_copies``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

from litestar import Response, delete, get, post, put
from litestar.exceptions import ClientException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import RawBody
from litestar.response import Stream
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.services.state_copies import CopyError, StagedCopy, StateCopies

from .answers import ApiError, Body, Document, HostOf, WebRequest, read_body
from .openapi import refuses, takes
from .restart import RestartDocument
from .words import Instant

ZIP = "application/zip"
_BYTES = "application/octet-stream"
_TAGS = ["Backup"]
_BACKUP, _RESTORE = "/api/v1/backup", "/api/v1/restore"
_PIECE_BYTES = 65_536
_NOT_HERE = "This station keeps nothing that could be backed up."

Passphrase = Annotated[str, Meta(min_length=8, max_length=256)]


class BackupBody(Body, frozen=True):
    """How a backup is made."""

    passphrase: Annotated[
        Passphrase | None,
        Meta(
            description="Seals the backup; it is needed to bring it back. Without one everybody who has the file can "
            "read the passwords and keys in it."
        ),
    ] = None


class RestoreBody(Body, frozen=True):
    """That the backup that waits is to be brought back."""

    confirm: Annotated[Literal["replace settings"], Meta(description="That this is meant.")]
    passphrase: Annotated[Passphrase | None, Meta(description="With which it was sealed.")] = None


class StagedBackupDocument(Document, frozen=True):
    """A backup that was uploaded and waits for being confirmed."""

    made_at: Instant
    pilotwire_version: Annotated[str, Meta(description="Of the station when it was made.")]
    station_id: Annotated[str, Meta(description="Of the station it was made of.")]
    same_station: Annotated[
        bool, Meta(description="Whether that is this one. If not, this station becomes that one: never run both.")
    ]
    sealed: Annotated[bool, Meta(description="Whether the passphrase is needed.")]


@dataclass
class _TakesBackup(Operation):
    def __post_init__(self) -> None:
        schema = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        self.request_body = RequestBody(
            content={_BYTES: OpenAPIMediaType(schema=schema)}, description="A backup.", required=True
        )


def handlers(copies: StateCopies | None) -> list[HTTPRouteHandler]:
    """Make the handlers; without somebody who copies there are no backups."""

    def there() -> StateCopies:
        if copies is None:
            raise ApiError(_NOT_HERE, status=409)
        return copies

    return [_make(there), *_bring_back(there)]


def _make(there: Callable[[], StateCopies]) -> HTTPRouteHandler:
    @post(
        _BACKUP,
        status_code=200,
        media_type=ZIP,
        tags=_TAGS,
        summary="Make a backup",
        description=(
            "Everything the station keeps: settings with their secrets, schedule, cards, certificates, registers and "
            "history, and what waits for a charging back end."
        ),
        responses={
            200: ResponseSpec(str, generate_examples=False, description="The backup.", media_type=ZIP),
            **refuses({400: "The passphrase is too short.", 409: "It cannot be made now."}),
        },
        operation_class=takes(BackupBody, BackupBody(passphrase="correct horse battery")),  # noqa: S106 - an example
    )
    async def make(body: RawBody, host: HostOf) -> Stream:
        """Make a backup and hand it out."""
        passphrase = read_body(body, BackupBody).passphrase
        await host.settled()
        try:
            path = await there().make(passphrase)
        except CopyError as error:
            raise _refused(error) from error
        file = await asyncio.to_thread(_take, path)
        disposition = f'attachment; filename="{_name(host)}"'
        return Stream(_pieces(file), media_type=ZIP, headers={"content-disposition": disposition})

    return make


def _bring_back(there: Callable[[], StateCopies]) -> list[HTTPRouteHandler]:
    @put(
        _RESTORE,
        status_code=200,
        tags=_TAGS,
        summary="Upload a backup",
        description="It is described and waits; nothing has changed yet. It may have 64 MiB.",
        response_description="What was uploaded.",
        responses=refuses({400: "It is no backup, is damaged, or is from a newer version.", 409: "Not now."}),
        operation_class=_TakesBackup,
    )
    async def upload(request: WebRequest) -> Response[StagedBackupDocument]:
        """Take a backup in."""
        taker = there()
        try:
            return Response(_document(await taker.stage(request.stream())))
        except CopyError as error:
            raise _refused(error) from error
        except ClientException as error:
            raise ApiError("The upload broke off; try again.") from error

    @get(
        _RESTORE,
        tags=_TAGS,
        summary="Look at the uploaded backup",
        responses=refuses({404: "None waits.", 409: _NOT_HERE}),
    )
    async def look() -> Response[StagedBackupDocument]:
        """Describe what waits."""
        staged = await there().staged()
        if staged is None:
            raise ApiError("No backup waits for being brought back.", status=404)
        return Response(_document(staged))

    @post(
        _RESTORE,
        status_code=202,
        tags=_TAGS,
        summary="Bring the uploaded backup back and restart the station",
        description=(
            "Settings, schedule, cards and certificates are those of the backup then. What was measured never goes "
            "back: history and registers stay if the station knows more than its backup. The controller's own settings "
            "stay; log in with the password of the backup. What was there before is kept as a file."
        ),
        response_description="It is checked; the station starts anew with it about a second after the answer.",
        responses=refuses({400: "It is not confirmed, or the passphrase is not the one.", 409: "None waits."}),
        operation_class=takes(RestoreBody, RestoreBody(confirm="replace settings")),
    )
    async def bring_back(body: RawBody, host: HostOf) -> Response[RestartDocument]:
        """Bring it back."""
        passphrase = read_body(body, RestoreBody).passphrase
        try:
            await there().bring_back(passphrase)
        except CopyError as error:
            raise _refused(error) from error
        host.restart()
        return Response(RestartDocument(restarting="station"))

    @delete(_RESTORE, tags=_TAGS, summary="Forget the uploaded backup", responses=refuses({409: _NOT_HERE}))
    async def discard() -> None:
        """Forget what waits."""
        await there().discard()

    return [upload, look, bring_back, discard]


def _refused(error: CopyError) -> ApiError:
    return ApiError(str(error), error.field, 409 if error.passing else 400)


def _document(staged: StagedCopy) -> StagedBackupDocument:
    return StagedBackupDocument(
        made_at=staged.made_at.astimezone(UTC),
        pilotwire_version=staged.pilotwire_version,
        station_id=staged.station_id,
        same_station=staged.same_station,
        sealed=staged.sealed,
    )


def _name(host: Host) -> str:
    return f"pilotwire-{host.identity.short_id}-{host.now().utc:%Y-%m-%d}.zip"


def _take(path: Path) -> BinaryIO:
    """Open a file that is gone when it is closed, whatever becomes of the visitor."""
    file = path.open("rb")
    path.unlink()
    return file


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
            yield piece
