"""``/settings``: what can be set, described, read and changed; the station's settings and those of its controller.

Names are those of the OpenEVSE API, so that a setting has one name wherever it is met. Values are strict here: text
is no number, and nothing is no value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from litestar import Response, get, patch
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.services.openevse.config_document import config_change, config_document
from pilotwire.station.evse import Evse
from pilotwire.station.settings import DUMMY_PASSWORD, LONG_NAMES, Part, SettingsError
from pilotwire.station.zone import zone_problem

from .answers import ApiError, Document, HostOf, Query, WebRequest, read_body, read_query
from .openapi import refuses, takes
from .setting_descriptions import (
    CONTROLLER,
    DESCRIPTIONS,
    HARDWARE_MAXIMUM,
    SettingDocument,
    SettingValue,
    patch_schema,
    problem_of,
)

_PATH = "/api/v1/settings"
_TAGS = ["Settings"]

Values = dict[str, SettingValue | None]


class ChangeQuery(Query, frozen=True):
    """How a change is meant."""

    confirm: Annotated[str, Meta(description="Name of the setting that is changed for good.")] = ""


class SettingsDocument(Document, frozen=True):
    """All settings."""

    version: Annotated[int, Meta(description="One more after every change; from 1 since the station started.")]
    values: Annotated[Values, Meta(description="By name; null for every secret.")]
    set: Annotated[dict[str, bool], Meta(description="Of each secret whether it is set.")]


class SettingsChangedDocument(Document, frozen=True):
    """What a change of settings led to."""

    version: int
    changed: Annotated[list[str], Meta(description="Names of what has another value than before.")]
    values: Annotated[Values, Meta(description="Of all that was sent, as they are now; null for secrets.")]


@get(_PATH, tags=_TAGS, summary="Read all settings", sync_to_thread=False)
def read_settings(host: HostOf) -> Response[SettingsDocument]:
    """Tell all settings."""
    return Response(settings_of(host))


def settings_of(host: Host) -> SettingsDocument:
    """All settings, without secrets."""
    known = _known(host)
    secrets = [name for name, described in DESCRIPTIONS.items() if described.secret]
    return SettingsDocument(
        version=host.status.versions.config,
        values=_shown(known, DESCRIPTIONS),
        set={name: bool(known[name]) for name in secrets},
    )


@get(
    f"{_PATH}/description",
    tags=_TAGS,
    summary="What can be set",
    description="For each setting what it means, what it can be and when a change takes effect.",
    sync_to_thread=False,
)
def describe_settings() -> Response[list[SettingDocument]]:
    """Tell what can be set."""
    return Response(list(DESCRIPTIONS.values()))


@patch(
    _PATH,
    tags=_TAGS,
    summary="Change settings",
    description=(
        "All that are sent, or none of them. An empty text clears a secret. The maximum of the wiring, "
        f"`{HARDWARE_MAXIMUM}`, can be lowered and never be raised again: it needs `?confirm={HARDWARE_MAXIMUM}`."
    ),
    response_description="What changed; in force and kept.",
    responses=refuses(
        {
            400: "No such setting, a value that can never be valid, or it is not confirmed.",
            409: "It cannot be set now: the controller is not connected, or does not let it be raised.",
        }
    ),
    operation_class=takes(
        schema=patch_schema(), example={"hostname": "garage", "divert_enabled": True}, query=ChangeQuery
    ),
)
async def change_settings(request: WebRequest, body: RawBody, host: HostOf) -> Response[SettingsChangedDocument]:
    """Change settings."""
    asked = _asked(body, read_query(request, ChangeQuery).confirm, host.status.evse)
    before = _known(host)
    try:
        wanted = config_change(asked, host.status.evse)
        change = host.run(lambda station, moment: station.change_settings(wanted.values, moment, writes=wanted.writes))
    except SettingsError as error:
        raise ApiError(error.reason, error.key) from error
    await host.settled()
    after = _known(host)
    # A secret that was replaced by another looks as it did before.
    changed = {LONG_NAMES[name] for name in change.changed} | {name for name in asked if after[name] != before[name]}
    return Response(
        SettingsChangedDocument(
            version=change.version,
            changed=sorted(changed & asked.keys()),
            values=_shown(after, asked),
        )
    )


def _known(host: Host) -> Mapping[str, SettingValue]:
    """All values by name, a secret that is set as ``DUMMY_PASSWORD``."""
    status = host.status
    document = config_document(host.identity, status.evse, status.settings, host.facts, tuple(Part))
    return {name: value for name in DESCRIPTIONS if isinstance(value := document[name], bool | int | float | str)}


def _shown(known: Mapping[str, SettingValue], names: Mapping[str, object]) -> Values:
    return {name: None if DESCRIPTIONS[name].secret else known[name] for name in names}


def _asked(body: bytes, confirm: str, evse: Evse) -> dict[str, object]:
    """What is to be changed, as far as it can be told to be possible without trying.

    Raises:
        ApiError: it is not.

    """
    asked: dict[str, object] = read_body(body, dict[str, object])
    if not asked:
        raise ApiError("Nothing is asked for: give settings by their names.")
    for name, value in asked.items():
        problem = problem_of(name, value) if name in DESCRIPTIONS else "There is no such setting."
        if name == "time_zone" and isinstance(value, str):
            found = zone_problem(value)
            problem = None if found is None else f"{found[0].upper()}{found[1:]}."
        if value == DUMMY_PASSWORD:
            problem = "This is what the other API shows in place of a secret; leave out what is not to change."
        if problem is not None:
            raise ApiError(problem, name)
    if not CONTROLLER.keys().isdisjoint(asked):
        _check_controller(asked, confirm, evse)
    return asked


def _check_controller(asked: dict[str, object], confirm: str, evse: Evse) -> None:
    if not evse.connected:
        name = next(name for name in asked if name in CONTROLLER)
        raise ApiError("The controller keeps this setting, and does not answer.", name, 409)
    hardware_a = asked.get(HARDWARE_MAXIMUM, evse.hardware_maximum_a)
    if hardware_a != evse.hardware_maximum_a:
        if isinstance(hardware_a, int) and hardware_a > evse.hardware_maximum_a:
            raise ApiError(
                f"It is {evse.hardware_maximum_a} A and cannot be raised: the controller refuses.",
                HARDWARE_MAXIMUM,
                409,
            )
        if confirm != HARDWARE_MAXIMUM:
            raise ApiError(
                f"This cannot be undone: ask again with ?confirm={HARDWARE_MAXIMUM} if it is meant.", HARDWARE_MAXIMUM
            )
    if "scale" in asked or "offset" in asked:
        # They are written together.
        asked.setdefault("scale", evse.ammeter_scale)
        asked.setdefault("offset", evse.ammeter_offset_ma)


HANDLERS = [read_settings, describe_settings, change_settings]
