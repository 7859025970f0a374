"""The HTTP API of the OpenEVSE gateway, as unmodified clients know it.

Each module has the handlers of one area in ``HANDLERS``; here they are put together. They find the station in the
dependency ``host`` (``pilotwire.services.host.Host``). Paths arrive here in lower case and without a trailing slash,
HEAD as GET, and OPTIONS not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from litestar.exceptions import MethodNotAllowedException
from litestar.handlers import HTTPRouteHandler
from litestar.types import ExceptionHandlersMap

from pilotwire.services.host import Host

from . import (
    certificates,
    claims,
    clock,
    config,
    consoles,
    emeter,
    energy,
    legacy_v2,
    limit,
    logs,
    logs_export,
    modes,
    notifications,
    override,
    rapi,
    restart,
    rfid,
    rfid_users,
    scan,
    schedule,
    services_status,
    status,
    update,
    vehicles,
)
from .answers import ApiError, refusal, wrong_method

EXCEPTION_HANDLERS: ExceptionHandlersMap = {ApiError: refusal, MethodNotAllowedException: wrong_method}
"""How refusals by these handlers, and wrong methods on their paths, are answered."""

QUICK: Mapping[str, Callable[[Host], bytes]] = {"/status": status.encoded_status}
"""What is asked for so often that it goes around the framework."""


def handlers() -> list[HTTPRouteHandler]:
    """Every handler of the API."""
    areas = (
        *(status, config, override, claims, schedule, limit, modes, emeter, clock),
        *(rapi, logs, energy, certificates, restart, update, services_status, consoles, scan, vehicles, rfid),
        *(logs_export, rfid_users, notifications),
        legacy_v2,
    )
    return [handler for area in areas for handler in area.HANDLERS]
