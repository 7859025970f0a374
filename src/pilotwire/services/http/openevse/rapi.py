"""``/r`` and ``/rapi``: one command to the controller and its line back, as JSON or on a page with a form.

Whether a command may pass, and what stands in for one that old firmware lacks, is the host's business.
"""

from __future__ import annotations

from html import escape
from typing import Annotated

import msgspec
from litestar import Response, get, route
from litestar.openapi.datastructures import ResponseSpec
from msgspec import UNSET, Meta, UnsetType

from pilotwire.services.host import Host, RapiFailure

from .answers import ANY_METHOD, HTML, HostOf, WebRequest, answer, is_on, parameters
from .described import takes

_PATHS = ["/r", "/rapi"]


class RapiForm(msgspec.Struct, frozen=True):
    """What is to be sent, and how the answer is to look."""

    rapi: (
        Annotated[
            str,
            Meta(
                pattern="^[$][!-#%-~]+( [!-#%-~]+){0,8}$",
                max_length=24,
                description="The command with `$`, without checksum.",
            ),
        ]
        | UnsetType
    ) = UNSET
    json: Annotated[str, Meta(description="`1`, `true` or empty: answer as JSON instead of on a page.")] = "0"


class RapiReply(msgspec.Struct, frozen=True):
    """What the controller answered."""

    cmd: Annotated[str, Meta(description="The command as it was understood.")]
    ret: Annotated[str, Meta(description="The controller's line with its checksum: `$OK ...` or `$NK ...`.")]


class RapiError(msgspec.Struct, frozen=True):
    """Why there is no answer."""

    cmd: Annotated[str, Meta(description="The command as it was understood.")]
    error: Annotated[str, Meta(description="`RAPI_RESPONSE_TIMEOUT`: the controller said nothing.")]
    reason: Annotated[str | UnsetType, Meta(description="What is wrong with the command.")] = UNSET


_RESPONSES = {
    200: ResponseSpec(data_container=RapiReply, description="The controller answered.", generate_examples=False),
    400: ResponseSpec(data_container=RapiError, description="No command that can be sent.", generate_examples=False),
    500: ResponseSpec(data_container=RapiError, description="No answer from the controller.", generate_examples=False),
}


@get(
    _PATHS,
    tags=["Controller"],
    summary="Send a RAPI command",
    description="Without `json` the answer is a page for people. Without `rapi` nothing is sent.",
    responses=_RESPONSES,
    operation_class=takes(query=RapiForm, answers_also=HTML),
)
async def send(request: WebRequest, host: HostOf) -> Response[RapiReply | RapiError | str]:
    """Send the command in a query and answer what the controller says."""
    return await _answer(request, host)


@route(
    _PATHS,
    http_method=ANY_METHOD[1:],
    status_code=200,
    tags=["Controller"],
    summary="Send a RAPI command",
    description=(
        "Without `json` the answer is a page for people. Without `rapi` nothing is sent. What the form does not have "
        "is looked for in the query."
    ),
    responses=_RESPONSES,
    operation_class=takes(form=RapiForm, required=False, answers_also=HTML),
)
async def send_form(request: WebRequest, host: HostOf) -> Response[RapiReply | RapiError | str]:
    """Send the command in a form and answer what the controller says."""
    return await _answer(request, host)


async def _answer(request: WebRequest, host: Host) -> Response[RapiReply | RapiError | str]:
    given = await parameters(request)
    command = given.get("rapi")
    as_json = is_on(given.get("json"))
    if command is None:
        return answer("") if as_json else answer(_page(""), media_type=HTML)
    outcome = await _sent(command, host)
    status = _status(outcome)
    return answer(outcome, status) if as_json else answer(_page(_told(outcome)), status, media_type=HTML)


async def _sent(command: str, host: Host) -> RapiReply | RapiError:
    if not _may_be_command(command):
        return RapiError(command, RapiFailure.INVALID.value, _REASONS[RapiFailure.INVALID])
    line = await host.rapi(command)
    if isinstance(line, RapiFailure):
        return RapiError(command, line.value, _REASONS.get(line, UNSET))
    return RapiReply(command, line)


def _may_be_command(text: str) -> bool:
    return text.startswith("$") and text.isascii() and text.isprintable()


def _status(outcome: RapiReply | RapiError) -> int:
    if isinstance(outcome, RapiReply):
        return 200
    return 500 if outcome.error == RapiFailure.TIMEOUT.value else 400


def _told(outcome: RapiReply | RapiError) -> str:
    command = escape(outcome.cmd)
    if isinstance(outcome, RapiReply):
        return f"{command}<p>&gt;{escape(outcome.ret)}"
    reason = "" if outcome.reason is UNSET else f"<p>{escape(outcome.reason)}"
    return f"{command}<p><strong>{escape(outcome.error)}</strong>{reason}"


def _page(result: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>RAPI</title></head>'
        "<body><h1>Ask the controller</h1>"
        "<p>One RAPI command at a time: <code>$GS</code> for its state, <code>$GE</code> for its settings, "
        "<code>$GG</code> for current and voltage, <code>$GP</code> for temperatures.</p>"
        '<form method="get" action="r"><label for="rapi">Command</label> '
        '<input id="rapi" name="rapi" value="$" autocomplete="off" autofocus> <button>Send</button></form>'
        f"<p>{result}</body></html>\r\n\r\n"
    )


_REASONS = {
    RapiFailure.INVALID: "A command is one line of ASCII that begins with $ and has at most 8 arguments, as in $SC 16.",
    RapiFailure.TOO_LONG: "The controller ignores commands this long.",
    RapiFailure.BLOCKED: (
        "Before commissioning only questions ($G...) are let through, and $SC n M never is: commissioning sees to it."
    ),
}

HANDLERS = [send, send_form]
