"""The HTTP API of the OpenEVSE gateway, as unmodified clients know it.

Each module has the handlers of one area in ``HANDLERS``; here they are put together. They find the station in the
dependency ``host`` (``pilotwire.services.host.Host``). Paths arrive here in lower case and without a trailing slash,
HEAD as GET, and OPTIONS not at all.
"""

from __future__ import annotations

from litestar.exceptions import MethodNotAllowedException
from litestar.handlers import HTTPRouteHandler
from litestar.types import ExceptionHandlersMap

from . import claims, clock, config, emeter, limit, modes, override, schedule
from .answers import ApiError, refusal, wrong_method

EXCEPTION_HANDLERS: ExceptionHandlersMap = {ApiError: refusal, MethodNotAllowedException: wrong_method}
"""How refusals by these handlers, and wrong methods on their paths, are answered."""


def handlers() -> list[HTTPRouteHandler]:
    """Every handler of the API."""
    areas = (config, override, claims, schedule, limit, modes, emeter, clock)
    return [handler for area in areas for handler in area.HANDLERS]
