"""``/controller``: the board that switches the current, as it was last heard; raw commands; its restart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.rapi.codes import SettingsFlag
from pilotwire.services.host import RapiFailure
from pilotwire.station.evse import Evse
from pilotwire.station.writes import Restart

from .answers import ApiError, Body, Document, HostOf, read_body
from .controller_document import controller_fields
from .openapi import refuses, takes
from .restart import RestartDocument
from .status_values import ControllerDocument
from .words import degrees

Explain = Callable[[str, str], str]
"""Says in words what the controller's line (second) means as an answer to a command (first)."""

_PATH = "/api/v1/controller"
_TAGS = ["Controller"]
_MAX_COMMAND = 128


class AcceptBody(Body, frozen=True):
    """That another controller is meant to be here."""

    serial: Annotated[str, Meta(description="Its serial number, as the advisory `controller.another` tells it.")]


class TemperaturesDocument(Document, frozen=True):
    """Temperatures (°C); null for a sensor that is not there."""

    ds3231_c: float | None
    mcp9808_c: float | None
    tmp007_c: float | None


class ChecksDocument(Document, frozen=True):
    """Which of the controller's checks are made."""

    diode: bool
    vent: bool
    ground: bool
    stuck_contactor: bool
    gfci_self_test: bool
    temperature: bool


class PictureDocument(ControllerDocument, frozen=True):
    """All that is known of the controller."""

    checks: ChecksDocument
    service_level_automatic: bool
    own_button: Annotated[bool, Meta(description="It acts on its front button by itself.")]
    ammeter_scale: int
    ammeter_offset_ma: int
    temperatures: TemperaturesDocument
    total_wh: Annotated[int, Meta(description="Its own lifetime register.")]
    elapsed_s: Annotated[int, Meta(description="Time with the contactor closed since the car was plugged in.")]
    commands_sent: int
    commands_answered: int
    values_ignored: Annotated[int, Meta(description="What was heard and cannot be true, since the station started.")]


class CommandBody(Body, frozen=True):
    """One RAPI command."""

    command: Annotated[
        str,
        Meta(
            min_length=2,
            max_length=_MAX_COMMAND,
            pattern=r"^\$[ -\]_-~]+$",
            description="With `$`, without checksum.",
            examples=["$GS"],
        ),
    ]


class CommandDocument(Document, frozen=True):
    """What the controller said to a command."""

    command: str
    reply: Annotated[str, Meta(description="Its line without the checksum.", examples=["$OK 03 1234 03 0540"])]
    ok: bool
    words: Annotated[str | None, Meta(description="What that means; null where nobody can tell.")]


@get(_PATH, tags=_TAGS, summary="Read all that is known of the controller", sync_to_thread=False)
def read_controller(host: HostOf) -> Response[PictureDocument]:
    """Tell the picture."""
    return Response(_picture(host.status.evse))


def _picture(evse: Evse) -> PictureDocument:
    return PictureDocument(
        **controller_fields(evse),
        checks=ChecksDocument(
            diode=SettingsFlag.DIODE_CHECK_OFF not in evse.stored_flags,
            vent=SettingsFlag.VENT_CHECK_OFF not in evse.stored_flags,
            ground=SettingsFlag.GROUND_CHECK_OFF not in evse.stored_flags,
            stuck_contactor=SettingsFlag.STUCK_CONTACTOR_CHECK_OFF not in evse.stored_flags,
            gfci_self_test=SettingsFlag.GFCI_SELF_TEST_OFF not in evse.stored_flags,
            temperature=SettingsFlag.TEMPERATURE_CHECK_OFF not in evse.stored_flags,
        ),
        service_level_automatic=SettingsFlag.AUTO_LEVEL_OFF not in evse.stored_flags,
        own_button=SettingsFlag.BUTTON_OFF not in evse.stored_flags,
        ammeter_scale=evse.ammeter_scale,
        ammeter_offset_ma=evse.ammeter_offset_ma,
        temperatures=TemperaturesDocument(
            ds3231_c=degrees(evse.ds3231_dc), mcp9808_c=degrees(evse.mcp9808_dc), tmp007_c=degrees(evse.tmp007_dc)
        ),
        total_wh=evse.total_wh,
        elapsed_s=evse.controller_elapsed_s,
        commands_sent=evse.link.commands_sent,
        commands_answered=evse.link.commands_answered,
        values_ignored=evse.link.values_ignored,
    )


@post(
    f"{_PATH}/restart",
    status_code=202,
    tags=_TAGS,
    summary="Restart the controller",
    description="Opens the contactor if it is closed. What is wanted of the controller is told it again afterwards.",
    response_description="It was told.",
    responses=refuses({409: "The controller is not connected."}),
)
async def restart_controller(host: HostOf) -> Response[RestartDocument]:
    """Restart the controller."""
    if not host.status.evse.connected:
        raise ApiError("The controller does not answer, so it cannot be told to restart.", status=409)
    host.run(lambda station, moment: station.write(Restart(), moment))
    await host.settled()
    return Response(RestartDocument(restarting="controller"))


def handlers(explain: Explain | None) -> list[HTTPRouteHandler]:
    """Make the handlers; ``explain`` puts answers of the controller into words."""

    @post(
        f"{_PATH}/rapi",
        status_code=200,
        tags=_TAGS,
        summary="Send the controller a RAPI command",
        description="Whatever it changes is asked for again afterwards, so that the station knows.",
        responses=refuses(
            {
                400: "The body is not what is expected, or no RAPI command.",
                409: "The controller did not answer, or not as it should.",
                422: "The command is not let through: the station needs what it would change.",
            }
        ),
        operation_class=takes(CommandBody, CommandBody(command="$GS")),
    )
    async def send_command(body: RawBody, host: HostOf) -> Response[CommandDocument]:
        """Send one command."""
        command = read_body(body, CommandBody).command
        if not command.isprintable():
            raise ApiError("A command is one line.", "command")
        line = await host.rapi(command)
        if isinstance(line, RapiFailure):
            reason, status = _FAILURES[line]
            raise ApiError(reason, "command", status)
        reply = line.partition("^")[0].strip()
        words = None if explain is None else explain(command, line)
        return Response(CommandDocument(command=command, reply=reply, ok=reply.startswith("$OK"), words=words))

    @post(
        f"{_PATH}/accept",
        status_code=200,
        tags=_TAGS,
        summary="Accept another controller than before",
        description=(
            "Until then no more is offered than the one before was set to. See that its maximum fits the wiring, or "
            "commission the station anew, which accepts it too."
        ),
        response_description="It belongs to this station from now on.",
        responses=refuses({400: "That is not its serial number.", 409: "It is the same as before."}),
        operation_class=takes(AcceptBody, AcceptBody(serial="4F45363238500A1B")),
    )
    async def accept(body: RawBody, host: HostOf) -> Response[PictureDocument]:
        """Accept the controller that is there."""
        asked = read_body(body, AcceptBody)
        status = host.status
        if not status.controller_stranger:
            raise ApiError("The controller is the one that belongs here.", status=409)
        if asked.serial != status.evse.serial:
            raise ApiError(f"The controller that is there has the serial number {status.evse.serial}.", "serial")
        host.run(lambda station, moment: station.accept_controller(moment))
        await host.settled()
        return Response(_picture(host.status.evse))

    return [accept, read_controller, restart_controller, send_command]


_FAILURES = {
    RapiFailure.TIMEOUT: ("The controller did not answer: check its power and the cable.", 409),
    RapiFailure.INVALID: ("What the controller answered makes no sense: check the cable.", 409),
    RapiFailure.TOO_LONG: ("The command is longer than a controller can take.", 400),
    RapiFailure.BLOCKED: (
        "Before commissioning only questions ($G...) are let through, and $SC n M never is: commissioning sees to it.",
        422,
    ),
}
