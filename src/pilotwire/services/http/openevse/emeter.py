"""``/emeter``: the energy registers, set back."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, delete
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.openevse.words import FieldError, Switch, parse_flag

from .answers import ApiError, HostOf, Message, msg, parse_object
from .described import refuses, takes


class ResetBody(msgspec.Struct, frozen=True, rename={"import_": "import"}):
    """What is to be set back."""

    hard: Annotated[Switch, Meta(description="Also the energy ever and the closures of the contactor.")]
    import_: Annotated[Switch, Meta(description="Then add the controller's own lifetime register to the energy ever.")]


@delete(
    "/emeter",
    status_code=200,
    tags=["Energy"],
    summary="Set the energy registers back",
    description="Always those of the session, the day, the week, the month and the year.",
    response_description="Done, and kept.",
    responses=refuses({400: "A field is neither true nor false.", 500: "Not JSON, or a field is missing."}),
    operation_class=takes(ResetBody),
)
async def reset_registers(body: RawBody, host: HostOf) -> Response[Message]:
    """Set the registers back."""
    asked = parse_object(body, refused_with="reset Failed", status=500)
    if "hard" not in asked or "import" not in asked:
        raise ApiError("Reset Failed", 500, reason='Both "hard" and "import" must be given.')
    try:
        hard, imported = (_said(asked, name) for name in ("hard", "import"))
    except FieldError as error:
        raise ApiError("Reset Failed", reason=str(error)) from error
    host.run(lambda station, moment: station.reset_energy(moment, hard=hard, from_controller=imported))
    await host.settled()
    return msg("Reset done")


def _said(asked: dict[str, object], name: str) -> bool:
    # What cannot be undone is done only when it is asked for in so many words.
    if asked[name] is None:
        raise FieldError(name, "true or false")
    return parse_flag(name, asked[name], default=False)


HANDLERS = [reset_registers]
