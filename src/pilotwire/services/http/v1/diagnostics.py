"""``/diagnostics``: what helps somebody who helps, as one file without secrets."""

from __future__ import annotations

import asyncio
import io
import platform
import re
import sys
import zipfile
from collections.abc import Mapping, Sequence
from importlib import metadata

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec

from pilotwire.services.host import Console, Host
from pilotwire.station.rfid_names import rfid_names
from pilotwire.store.errors import StoreError

from ..security.redaction import redacted, secrets_of
from .answers import HostOf
from .backup import ZIP
from .explanation import explanation_of
from .health import health_of
from .log import entry_fields
from .settings import SettingsDocument, settings_of
from .status_document import status_document

_ENTRIES = 1000
"""Of the event log."""
_PERSONAL = ("rfid_storage", "rfid_users")
"""Settings that name people and their cards."""
_IN_ADDRESS = re.compile(r"(?<=://)[^/@\s\"]+@")
_ABOUT = """What this is

Everything here was written by a Pilotwire station on {at} for somebody who helps its owner.
Passwords, keys, card numbers and names of people were left out; addresses of servers and names of networks were not.

about.json        versions and machine
health.json       whether everything works, and the line to the controller
status.json       everything the station knows just now
explanation.json  what it decided and why
settings.json     all settings; secrets only by whether they are set
log.txt           the last lines of the program's log
rapi.txt          the last lines exchanged with the controller
events.json       the newest {entries} entries of the event log
"""


@get(
    "/api/v1/diagnostics",
    media_type=ZIP,
    tags=["Backup"],
    summary="Get what helps somebody who helps",
    description=(
        "A zip with status, health, explanation, settings, versions, logs and the last lines exchanged with the "
        "controller. Passwords, keys, card numbers and names of people are not in it."
    ),
    responses={200: ResponseSpec(str, generate_examples=False, description="The file.", media_type=ZIP)},
)
async def diagnostics(host: HostOf) -> Response[bytes]:
    """Put it together."""
    documents: dict[str, object] = {
        "about.json": _about(host),
        "health.json": await health_of(host),
        "status.json": status_document(host.status, host.identity, host.facts),
        "explanation.json": explanation_of(host),
        "settings.json": _settings(host),
        "events.json": await asyncio.to_thread(_events, host),
    }
    texts = {"log.txt": host.tail(Console.LOG), "rapi.txt": host.tail(Console.RAPI)}
    at = f"{host.now().utc:%Y-%m-%d %H:%M} UTC"
    content = await asyncio.to_thread(_packed, documents, texts, _hidden(host), at)
    disposition = f'attachment; filename="pilotwire-{host.identity.short_id}-diagnostics.zip"'
    return Response(content, media_type=ZIP, headers={"content-disposition": disposition})


def _about(host: Host) -> dict[str, object]:
    return {
        "pilotwire": host.identity.pilotwire_version,
        "station": host.identity.short_id,
        "python": sys.version,
        "machine": platform.platform(),
        "packages": {found.name: found.version for found in sorted(metadata.distributions(), key=lambda d: d.name)},
    }


def _settings(host: Host) -> SettingsDocument:
    document = settings_of(host)
    return msgspec.structs.replace(document, values={**document.values, **dict.fromkeys(_PERSONAL)})


def _events(host: Host) -> object:
    try:
        return [{"id": logged.id, **entry_fields(logged.entry)} for logged in host.reader.log(None, _ENTRIES)]
    except StoreError as error:
        # A store that cannot be read is one of the reasons to ask for this.
        return {"error": str(error)}


def _hidden(host: Host) -> list[str]:
    """What must not be in the file, wherever it stands: secrets, and what tells who charges."""
    status = host.status
    people = [*rfid_names(status.settings).values(), status.rfid_tag]
    return [*secrets_of(status.settings), *sorted(filter(None, people), key=len, reverse=True)]


def _packed(documents: Mapping[str, object], texts: Mapping[str, str], hidden: Sequence[str], at: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", _ABOUT.format(at=at, entries=_ENTRIES))
        for name, document in documents.items():
            cleaned = _cleaned(msgspec.to_builtins(document, str_keys=True), hidden)
            file.writestr(name, msgspec.json.format(msgspec.json.encode(cleaned)))
        for name, text in texts.items():
            file.writestr(name, _clean(text, hidden))
    return target.getvalue()


def _cleaned(value: object, hidden: Sequence[str]) -> object:
    """Clean every text in a document."""
    if isinstance(value, str):
        return _clean(value, hidden)
    if isinstance(value, dict):
        return {key: _cleaned(item, hidden) for key, item in value.items()}
    return [_cleaned(item, hidden) for item in value] if isinstance(value, list | tuple) else value


def _clean(text: str, hidden: Sequence[str]) -> str:
    return _IN_ADDRESS.sub("***@", redacted(text, hidden))


HANDLERS = [diagnostics]
