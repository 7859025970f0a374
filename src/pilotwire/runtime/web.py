"""What the gateway serves on the web: both APIs, the sockets and their frames, for one host."""

from __future__ import annotations

from pathlib import Path

from pilotwire.rapi import wording
from pilotwire.rapi.codec import Reply, parse_answer
from pilotwire.services.board import Board
from pilotwire.services.http import openevse, v1
from pilotwire.services.http.server import Api, App, build_app
from pilotwire.services.https import HttpsView
from pilotwire.services.network_view import NetworkView
from pilotwire.services.openevse.frames import Frames
from pilotwire.services.state_copies import StateCopies

from . import emoncms_check, mqtt_check, ocpp_check
from .station_host import StationHost

_OPENEVSE = (
    "The API of the OpenEVSE gateway (firmware 5.1.5), for the clients that exist: Home Assistant, evcc, scripts."
)


def web_app(
    host: StationHost,
    *,
    board: Board | None = None,
    copies: StateCopies | None = None,
    https: HttpsView | None = None,
    network: NetworkView | None = None,
    pages: Path | None = None,
    setup_code: str = "",
) -> App:
    """Put together what is served.

    Args:
        host: the station.
        board: front panel and control pilot of its controller; without it they are not shown.
        copies: makes and takes backups; without it there are none.
        network: tells how the station gets onto the network; without it that is somebody else's business.
        https: tells how the station is reached over HTTPS; without it it is not.
        pages: folder of the web interface, if not the installed one.
        setup_code: with which the first password can be set from the network.

    """
    compatible = Api(
        title="OpenEVSE compatible API",
        description=_OPENEVSE,
        handlers=openevse.handlers,
        exception_handlers=openevse.EXCEPTION_HANDLERS,
        quick=openevse.QUICK,
    )
    return build_app(
        host,
        openevse=compatible,
        v1=v1.api(
            explain,
            mqtt_check.check_host,
            emoncms_check.check_host,
            ocpp_check.check_host,
            board,
            copies,
            https,
            network,
        ),
        frames=Frames(host.status, lambda: host.facts),
        pages=pages,
        setup_code=setup_code,
        https_port=lambda: _redirect_port(host, https),
        visited=_nobody if network is None else network.visited,
    )


def _nobody() -> None:
    """Where the network is somebody else's there are no visitors of an access point."""


def _redirect_port(host: StationHost, https: HttpsView | None) -> int | None:
    """Where who comes over plain HTTP is sent."""
    if https is None or not host.status.settings.https_redirect or not https.facts.serving:
        return None
    return https.facts.port


def explain(command: str, line: str) -> str:
    """What the controller's answer to a raw command means; empty if that is not known."""
    reply = parse_answer(line.encode("latin-1"))
    return wording.explain(command, reply) if isinstance(reply, Reply) else ""
