"""``/divert/presets``: the settings of solar divert as owners choose them, by name."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, put
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.divert_presets import PROFILES, PresetName, Profile, preset_of, profile_of

from .answers import Body, Document, HostOf, read_body
from .openapi import refuses, takes

_TAGS = ["Sources"]

PresetWord = Annotated[
    PresetName,
    Meta(
        description=(
            "`default`: begins soon, ends late; `noimport`: buys little, but starts and stops more often; "
            "`nowaste`: all of the sun, with up to half of the charging power bought."
        )
    ),
]


class PresetBody(Body, frozen=True):
    """A preset."""

    name: PresetWord


class ProfileDocument(Document, frozen=True):
    """How divert is set."""

    pv_ratio: Annotated[float, Meta(description="Share of the charging power that must come from the sun.")]
    attack_s: Annotated[int, Meta(description="Smoothing of a rising surplus (s).")]
    decay_s: Annotated[int, Meta(description="Smoothing of a falling surplus (s).")]
    min_charge_s: Annotated[int, Meta(description="Shortest charge (s).")]


class PresetsDocument(Document, frozen=True):
    """What can be chosen, and what is."""

    current: Annotated[PresetWord | None, Meta(description="What the settings equal now; null: none of them.")]
    settings: Annotated[ProfileDocument, Meta(description="As they are now.")]
    presets: Annotated[dict[str, ProfileDocument], Meta(description="By name.")]


@get("/api/v1/divert/presets", tags=_TAGS, summary="Read the presets of solar divert", sync_to_thread=False)
def read_presets(host: HostOf) -> Response[PresetsDocument]:
    """Tell the presets."""
    return Response(_document(host))


@put(
    "/api/v1/divert/preset",
    tags=_TAGS,
    summary="Set solar divert by a preset",
    description="Changes four settings: `divert_PV_ratio`, both smoothing times and `divert_min_charge_time`.",
    response_description="In force and kept.",
    responses=refuses({400: "The body is not what is expected."}),
    operation_class=takes(PresetBody, PresetBody(name="noimport")),
)
async def put_preset(body: RawBody, host: HostOf) -> Response[PresetsDocument]:
    """Set divert."""
    wanted = PROFILES[read_body(body, PresetBody).name].settings
    host.run(lambda station, moment: station.change_settings(wanted, moment))
    document = _document(host)
    await host.settled()
    return Response(document)


def _document(host: Host) -> PresetsDocument:
    settings = host.status.settings
    return PresetsDocument(
        current=preset_of(settings),
        settings=_told(profile_of(settings)),
        presets={name: _told(profile) for name, profile in PROFILES.items()},
    )


def _told(profile: Profile) -> ProfileDocument:
    return ProfileDocument(profile.pv_ratio, profile.attack_s, profile.decay_s, profile.min_charge_s)


HANDLERS = [read_presets, put_preset]
