"""``/schedule/delay`` and ``/schedule/off-peak``: the rules for smart charge points, and the owner's say."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, delete, get, put
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.smart_charge import OFFERED_EVENTS, HoursAnswer, OffPeakError, hours_offered, rules_apply

from .answers import ApiError, Body, Document, HostOf, read_body
from .openapi import refuses, takes
from .schedule_documents import event_document
from .schedule_values import EventDocument
from .status_document import delayed_document
from .status_values import DelayedSwitchDocument

_DELAY = "/api/v1/schedule/delay"
_OFF_PEAK = "/api/v1/schedule/off-peak"
_TAGS = ["Schedule"]
_NONE = "The setting smart_charge_rules is not `uk`, or the schedule has events of one's own that stand in the way."

_Answer = Literal["open", "accepted", "declined"]


class OffPeakBody(Body, frozen=True):
    """What the owner says to the hours offered."""

    answer: Annotated[
        Literal["accepted", "declined"],
        Meta(
            description=(
                "`accepted`: they become events of the schedule, to be edited like any others, unless they have become "
                "that before and any event is left. `declined`: they are forgotten; the schedule stays as it is."
            )
        ),
    ]


class OffPeakDocument(Document, frozen=True):
    """The off-peak hours of the smart charge rules."""

    offered: Annotated[bool, Meta(description="Whether the rules apply, so that there is something to answer.")]
    answer: Annotated[_Answer, Meta(description="What the owner has said to them.")]
    in_force: Annotated[
        bool, Meta(description="They wait for an answer, and the station pauses at peak hours meanwhile.")
    ]
    events: Annotated[list[EventDocument], Meta(description="The hours, as events of a schedule.")]


@get(
    _DELAY,
    tags=_TAGS,
    summary="Read the random delay under way",
    description="Null when nothing waits. Only while the setting `smart_charge_rules` is `uk`.",
    sync_to_thread=False,
)
def read_delay(host: HostOf) -> Response[DelayedSwitchDocument | None]:
    """Tell what waits."""
    return Response(delayed_document(host.status))


@delete(
    _DELAY,
    tags=_TAGS,
    summary="Cancel the random delay under way",
    response_description="What the schedule switches has taken effect.",
    responses=refuses({404: "Nothing waits."}),
)
async def cancel_delay(host: HostOf) -> None:
    """Do not wait."""
    if not host.run(lambda station, moment: station.cancel_switch_delay(moment)):
        raise ApiError("Nothing of the schedule is delayed.", status=404)
    await host.settled()


@get(_OFF_PEAK, tags=_TAGS, summary="Read the off-peak hours offered", sync_to_thread=False)
def read_off_peak(host: HostOf) -> Response[OffPeakDocument]:
    """Tell the hours, and what became of them."""
    return Response(_off_peak(host))


@put(
    _OFF_PEAK,
    tags=_TAGS,
    summary="Accept or decline the off-peak hours offered",
    responses=refuses({400: "The body is not what is expected.", 409: _NONE}),
    operation_class=takes(OffPeakBody, OffPeakBody(answer="accepted")),
)
async def answer_off_peak(body: RawBody, host: HostOf) -> Response[OffPeakDocument]:
    """Take the owner's word."""
    answer = HoursAnswer(read_body(body, OffPeakBody).answer)
    try:
        host.run(lambda station, moment: station.answer_off_peak(answer, moment))
    except OffPeakError as error:
        text = str(error)
        raise ApiError(f"{text[0].upper()}{text[1:]}.", status=409) from error
    document = _off_peak(host)
    await host.settled()
    return Response(document)


def _off_peak(host: Host) -> OffPeakDocument:
    settings, schedule = host.status.settings, host.status.schedule
    answer: _Answer = "open"
    match settings.smart_charge_hours:
        case "accepted" | "declined" as said:
            answer = said
    return OffPeakDocument(
        offered=rules_apply(settings),
        answer=answer,
        in_force=hours_offered(settings, schedule),
        events=[event_document(event) for event in OFFERED_EVENTS],
    )


HANDLERS = [read_delay, cancel_delay, read_off_peak, answer_off_peak]
