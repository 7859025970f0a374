"""``/network``: how the station gets onto the network, networks in sight, joining one, and its own access point."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.services.network_view import NetworkError, NetworkFacts, NetworkView
from pilotwire.station.onboarding import USUAL_PASSPHRASE, Failure, Phase, is_passphrase, point_credentials

from .answers import ApiError, Body, Document, HostOf, read_body
from .openapi import refuses, takes

_TAGS = ["Network"]
_PATH = "/api/v1/network"


class NetworkStateDocument(Document, frozen=True):
    """How the station gets onto the network."""

    managed: Annotated[bool, Meta(description="The station sees to it; if not, the operating system does alone.")]
    phase: Annotated[
        str | None,
        Meta(
            description="What is being done; null while it is not managed.",
            extra_json_schema={"enum": [*(phase.value for phase in Phase), None]},
        ),
    ]
    ssid: Annotated[str, Meta(description="The network that is to be joined; empty for none.")]
    joined: Annotated[str, Meta(description="The Wi-Fi the station is in; empty for none.")]
    failure: Annotated[
        str | None,
        Meta(
            description="Why it was not joined the last time.",
            extra_json_schema={"enum": [*(failure.value for failure in Failure), None]},
        ),
    ]
    error: Annotated[str, Meta(description="What stands in the way, and what to do; empty if nothing does.")]
    address: Annotated[str, Meta(description="IPv4 address of the station; empty if it has none.")]
    point_ssid: Annotated[str, Meta(description="Name of the station's own access point.")]
    point_open: bool
    point_passphrase_is_usual: Annotated[
        bool, Meta(description="Everybody knows the passphrase of the access point: set `ap_pass`.")
    ]


class FoundNetworkDocument(Document, frozen=True):
    """A network in sight."""

    ssid: str
    signal_dbm: int
    channel: int
    secured: Annotated[bool, Meta(description="It wants a passphrase.")]
    enterprise: Annotated[bool, Meta(description="It wants a user name too, which the station cannot give.")]


class JoinBody(Body, frozen=True):
    """A network to join."""

    ssid: Annotated[str, Meta(min_length=1, max_length=32)]
    passphrase: Annotated[str, Meta(max_length=64, description="Empty for an open network.")] = ""


class PointBody(Body, frozen=True):
    """The station's own access point."""

    open: bool


def handlers(view: NetworkView | None) -> list[HTTPRouteHandler]:
    """Make the handlers; without a view the network is somebody else's."""

    @get(_PATH, tags=_TAGS, summary="Read how the station gets onto the network", sync_to_thread=False)
    def read_network(host: HostOf) -> Response[NetworkStateDocument]:
        """Tell how it is."""
        return Response(_document(host, view))

    @post(
        f"{_PATH}/scan",
        status_code=200,
        tags=_TAGS,
        summary="Look for Wi-Fi networks",
        description="The strongest first, each name once; none where nothing can look. It takes some seconds.",
        responses=refuses({409: "It cannot be done now."}),
    )
    async def scan() -> Response[list[FoundNetworkDocument]]:
        """Tell what is in sight."""
        try:
            found = [] if view is None else await view.scan()
        except NetworkError as error:
            raise ApiError(str(error), status=409) from error
        return Response(
            [
                FoundNetworkDocument(one.ssid, one.signal_dbm, one.channel, one.security != 0, one.security == 5)
                for one in found
            ]
        )

    @post(
        f"{_PATH}/join",
        status_code=202,
        tags=_TAGS,
        summary="Join a Wi-Fi network",
        description=(
            "Sets `ssid` and `pass`; about two seconds after the answer it is tried, and what came of it is told here. "
            "If it cannot be joined the access point opens again."
        ),
        response_description="It will be tried.",
        responses=refuses({400: "There can be no such network.", 409: "The operating system manages the network."}),
        operation_class=takes(JoinBody, JoinBody(ssid="home", passphrase="correct horse")),  # noqa: S106 - an example
    )
    async def join(body: RawBody, host: HostOf) -> Response[NetworkStateDocument]:
        """Take the credentials over."""
        asked = read_body(body, JoinBody)
        if asked.passphrase and not is_passphrase(asked.passphrase):
            raise ApiError("A passphrase has 8 to 63 characters, or is a key of 64 hexadecimal digits.", "passphrase")
        _managed(view)
        wanted = {"ssid": asked.ssid, "pass": asked.passphrase}
        host.run(lambda station, moment: station.change_settings(wanted, moment))
        await host.settled()
        return Response(_document(host, view))

    @post(
        f"{_PATH}/access-point",
        status_code=202,
        tags=_TAGS,
        summary="Open or close the access point",
        description="One that was opened by hand closes after ten minutes if there is a network to go back to.",
        response_description="It will be.",
        responses=refuses({400: "It is open or not.", 409: "The operating system manages the network."}),
        operation_class=takes(PointBody, PointBody(open=True)),
    )
    async def switch(body: RawBody, host: HostOf) -> Response[NetworkStateDocument]:
        """Have it opened or closed."""
        open_it = read_body(body, PointBody).open
        try:
            _managed(view).ask_point(open_it=open_it)
        except NetworkError as error:
            raise ApiError(str(error), status=409) from error
        return Response(_document(host, view))

    return [read_network, scan, join, switch]


def _managed(view: NetworkView | None) -> NetworkView:
    if view is None or not view.facts.managed:
        raise ApiError("The operating system manages the network: set network_managed first.", status=409)
    return view


def _document(host: Host, view: NetworkView | None) -> NetworkStateDocument:
    facts = NetworkFacts() if view is None else view.facts
    settings = host.status.settings
    point_ssid, point_passphrase = point_credentials(settings, host.identity.short_id)
    return NetworkStateDocument(
        managed=facts.managed,
        phase=None if facts.phase is None else facts.phase.value,
        ssid=settings.ssid,
        joined=facts.joined,
        failure=None if facts.failure is None else facts.failure.value,
        error=facts.error,
        address=host.status.network.ip_address,
        point_ssid=point_ssid,
        point_open=bool(facts.point_address),
        point_passphrase_is_usual=point_passphrase == USUAL_PASSPHRASE,
    )
