"""Our own HTTP API, under ``/api/v1``: everything the station can tell and be told, in one clean shape.

Each module has the handlers of one area; here they are put together. Requests and answers are typed values, units are
in names, instants are ISO 8601 in UTC, and every refusal is an ``ErrorDocument``. Whoever gets here has been let in
(see ``security``).
"""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from pilotwire.services.board import Board
from pilotwire.services.https import HttpsView
from pilotwire.services.network_view import NetworkView
from pilotwire.services.state_copies import StateCopies

from ..server import Api
from . import (
    advisories,
    backup,
    board,
    boost,
    certificates,
    checks,
    claims,
    clock,
    commissioning,
    commissioning_report,
    controller,
    diagnostics,
    divert_trial,
    energy,
    events,
    explanation,
    health,
    https,
    limit,
    log,
    network,
    override,
    plan,
    presets,
    prices,
    restart,
    rfid,
    samples,
    schedule,
    sessions,
    settings,
    smart_charge,
    sources,
    status,
    sun_forecast,
)
from .answers import EXCEPTION_HANDLERS
from .checks import TryOut
from .controller import Explain
from .event_hub import EventHub
from .openapi import completed

__all__ = ["Explain", "TryOut", "api"]

_TITLE = "Pilotwire"
_DESCRIPTION = """The station's own API.

* Units are in the names of fields; instants are ISO 8601 with their offset, told in UTC.
* A request that is not understood to the last field is refused, and nothing of it is done:
  `{"error": {"field": "lease_s", "reason": "Use a number from 1 to 604800."}}`
* A change is answered when it is in force, on disk and has been told to the controller, if that answers.
* PUT can be repeated without harm.
"""


def api(
    explain: Explain | None = None,
    check_mqtt: TryOut | None = None,
    check_emoncms: TryOut | None = None,
    check_ocpp: TryOut | None = None,
    shown_board: Board | None = None,
    copies: StateCopies | None = None,
    https_view: HttpsView | None = None,
    network_view: NetworkView | None = None,
) -> Api:
    """The API as the server takes it.

    Args:
        explain: puts the controller's answers to raw commands into words; without it they have none.
        check_mqtt: tries the MQTT broker out; without it nothing can.
        check_emoncms: tries the Emoncms server out, likewise.
        check_ocpp: tries the charging back end out, likewise.
        shown_board: front panel, control pilot and bench; without it they cannot be seen.
        copies: makes and takes backups; without it there are none.
        network_view: tells how the station gets onto the network; without it that is somebody else's business.
        https_view: tells how the station is reached over HTTPS; without it it is not.

    """
    hub = EventHub()

    def handlers() -> list[HTTPRouteHandler]:
        areas = (
            status,
            explanation,
            advisories,
            claims,
            override,
            boost,
            limit,
            plan,
            prices,
            sun_forecast,
            schedule,
            smart_charge,
            rfid,
            sources,
            presets,
            divert_trial,
            certificates,
            clock,
            commissioning,
            commissioning_report,
            energy,
            sessions,
            samples,
            log,
        )
        fixed = [handler for area in (*areas, settings, health, restart, diagnostics) for handler in area.HANDLERS]
        trials = checks.handlers(check_mqtt, check_emoncms, check_ocpp)
        return [
            *fixed,
            *events.handlers(hub),
            *controller.handlers(explain),
            *trials,
            *board.handlers(shown_board),
            *backup.handlers(copies),
            *https.handlers(https_view),
            *network.handlers(network_view),
        ]

    return Api(
        title=_TITLE,
        description=_DESCRIPTION,
        handlers=handlers,
        exception_handlers=EXCEPTION_HANDLERS,
        complete=completed,
        end_streams=hub.end,
    )
