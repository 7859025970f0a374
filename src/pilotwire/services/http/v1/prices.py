"""``/prices``: what a kilowatt hour costs, in money and in carbon, by time."""

from __future__ import annotations

from litestar import Response, delete, get, put
from litestar.params import RawBody

from pilotwire.station.price_shelf import PriceOrigin, origin_in_force
from pilotwire.station.prices_json import parse_prices
from pilotwire.station.slots_json import SlotsError

from .answers import ApiError, HostOf, read_body
from .openapi import refuses, takes
from .price_values import PricesBody, PricesDocument, PriceSlotBody, PriceStepBody, prices_document
from .words import instant

_PATH = "/api/v1/prices"
_TAGS = ["Prices"]
_EXAMPLE_S = 1_795_393_800
_EXAMPLE = PricesBody(
    currency="GBP",
    slots=[
        PriceSlotBody(start=instant(_EXAMPLE_S), end=instant(_EXAMPLE_S + 1800), price=0.085, co2_g=120),
        PriceSlotBody(start=instant(_EXAMPLE_S + 1800), end=instant(_EXAMPLE_S + 3600), price=0.12),
    ],
)
_TARIFF = PricesBody(
    currency="GBP", daily=[PriceStepBody(from_="00:30", price=0.085), PriceStepBody(from_="05:30", price=0.285)]
)


@get(_PATH, tags=_TAGS, summary="Read the prices", sync_to_thread=False)
def read_prices(host: HostOf) -> Response[PricesDocument]:
    """Tell the prices that count."""
    return Response(prices_document(host.status))


@put(
    _PATH,
    tags=_TAGS,
    summary="Post prices",
    description=(
        "In the place of those that were posted before; they are kept until others are posted. Either `slots` (or "
        "`rates`, as evcc names the same) or `daily`, a tariff by the clock on the wall, which is made into slots for "
        "the coming week, day by day. All or nothing: what cannot be meant is refused by its place."
    ),
    response_description="All prices, as slots; they count now and are kept.",
    responses=refuses(
        {400: "The body is not what is expected.", 409: "The settings name a file that prices come from."}
    ),
    operation_class=takes(PricesBody, _EXAMPLE),
)
async def put_prices(body: RawBody, host: HostOf) -> Response[PricesDocument]:
    """Take over prices."""
    try:
        prices = parse_prices(read_body(body, object))
    except SlotsError as error:
        raise ApiError(f"{error.reason[0].upper()}{error.reason[1:]}.", error.where) from error
    settings = host.status.settings
    if origin_in_force(settings) is not PriceOrigin.POSTED:
        raise ApiError(
            f"Prices come from the file {settings.price_file}: empty the setting price_file first.", status=409
        )
    host.run(lambda station, moment: station.set_prices(prices, moment))
    document = prices_document(host.status)
    await host.settled()
    return Response(document)


@delete(
    _PATH,
    tags=_TAGS,
    summary="Forget the posted prices",
    description="Those of a file are not touched: empty the setting `price_file` for that.",
    response_description="They are gone.",
    responses=refuses({404: "There are none."}),
)
async def delete_prices(host: HostOf) -> None:
    """Forget what was posted."""
    if not host.run(lambda station, moment: station.clear_prices(moment)):
        raise ApiError("No prices have been posted.", status=404)
    await host.settled()


HANDLERS = [read_prices, put_prices, delete_prices]
