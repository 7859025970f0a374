"""``/rfid``: cards that may charge, learning another, and showing one as a reader does.

Cards are told by ids: nobody learns the number of a card from here.
"""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, patch, post
from litestar.params import PathParameter, RawBody
from msgspec import Meta

from pilotwire.services.host import Host
from pilotwire.station.rfid import LEARNING_MS
from pilotwire.station.rfid_names import is_id, listed_ids, normalised, rfid_names
from pilotwire.station.settings import SettingsError

from .answers import ApiError, Body, Document, HostOf, read_body
from .openapi import refuses, takes
from .rfid_documents import AuthorisedDocument, authorised_document, is_required
from .words import VerdictWord

_PATH = "/api/v1/rfid"
_TAGS = ["RFID"]
MOST_DIGITS = 40
_NONE = "There is no card with this id."
CardId = Annotated[str, PathParameter(description="Id of the card, 16 hexadecimal digits.")]
Token = Annotated[
    str, Meta(description="What is read from the card; spaces, `:` and `-` do not count, nor does the case.")
]
Name = Annotated[str, Meta(max_length=64, description="For people; empty for none.")]


class CardDocument(Document, frozen=True):
    """A card that may charge."""

    id: Annotated[str, Meta(description="16 hexadecimal digits made from the card's number with this station's salt.")]
    name: str


class RfidListDocument(Document, frozen=True):
    """Who may charge with a card."""

    required: Annotated[bool, Meta(description="Whether a card is asked for now, by the setting or by the schedule.")]
    authorised: Annotated[AuthorisedDocument | None, Meta(description="Whose card was accepted.")]
    learning_s: Annotated[
        float | None, Meta(description="How long the next card is still waited for; null: it is not.")
    ]
    cards: list[CardDocument]


class CardBody(Body, frozen=True):
    """A card to add."""

    token: Token
    name: Name = ""


class NameBody(Body, frozen=True):
    """Another name."""

    name: Name


class LearnBody(Body, frozen=True):
    """What the next card is to be called."""

    name: Name = ""


class ShownBody(Body, frozen=True):
    """A card that is shown."""

    token: Token


class ShownDocument(Document, frozen=True):
    """What became of a card that was shown."""

    verdict: Annotated[
        VerdictWord,
        Meta(
            description="`accepted`: it may charge; `ended`: it was shown again, that is the end of it; `other`: it is "
            "known, but another one is in use; `unknown`; `learnt`: it was waited for; `back_end`: that decides."
        ),
    ]


class LearningDocument(Document, frozen=True):
    """The next card is waited for."""

    waiting_s: int


@get(_PATH, tags=_TAGS, summary="List RFID cards", sync_to_thread=False)
def list_cards(host: HostOf) -> Response[RfidListDocument]:
    """Tell which cards may charge, and whose was accepted."""
    status = host.status
    until_ms = status.rfid_learning_until_ms
    names = rfid_names(status.settings)
    return Response(
        RfidListDocument(
            required=is_required(status),
            authorised=authorised_document(status),
            learning_s=None if until_ms is None else max(0, until_ms - host.now().elapsed_ms) / 1000,
            cards=[CardDocument(id=_shown(card), name=names.get(card, "")) for card in listed_ids(status.settings)],
        )
    )


@post(
    f"{_PATH}/cards",
    tags=_TAGS,
    summary="Add an RFID card",
    description="One that is there already gets the name.",
    responses=refuses({400: "It is no number of a card, or there are too many."}),
    operation_class=takes(CardBody, CardBody(token="04a2b3c4", name="Ada")),  # noqa: S106 - a card
)
async def add_card(body: RawBody, host: HostOf) -> Response[CardDocument]:
    """Put a card on the list."""
    asked = read_body(body, CardBody)
    token, name = _token(asked.token), asked.name.strip()
    try:
        card = host.run(lambda station, moment: station.add_card(token, name, moment))
    except SettingsError as error:
        raise ApiError(error.reason, "token") from error
    await host.settled()
    return Response(CardDocument(id=_shown(card), name=name), status_code=201)


@patch(
    f"{_PATH}/cards/{{card_id:str}}",
    tags=_TAGS,
    summary="Rename an RFID card",
    responses=refuses({400: "There are more names than can be kept.", 404: "There is none."}),
    operation_class=takes(NameBody, NameBody(name="Ada")),
)
async def name_card(card_id: CardId, body: RawBody, host: HostOf) -> Response[CardDocument]:
    """Give a card another name."""
    name = read_body(body, NameBody).name.strip()
    card = _known(card_id, host)
    try:
        host.run(lambda station, moment: station.name_card(card, name, moment))
    except SettingsError as error:
        raise ApiError(error.reason, "name") from error
    await host.settled()
    return Response(CardDocument(id=_shown(card), name=name))


@delete(
    f"{_PATH}/cards/{{card_id:str}}",
    tags=_TAGS,
    summary="Remove an RFID card",
    response_description="It may not charge any more.",
    responses=refuses({404: "There is none."}),
)
async def remove_card(card_id: CardId, host: HostOf) -> None:
    """Take a card off the list."""
    card = _known(card_id, host)
    host.run(lambda station, moment: station.remove_card(card, moment))
    await host.settled()


@post(
    f"{_PATH}/learn",
    tags=_TAGS,
    status_code=200,
    summary="Learn an RFID card",
    description="The next card that is shown within a minute is put on the list. Events of topic `rfid` tell of it.",
    responses=refuses({400: "It is no name."}),
    operation_class=takes(LearnBody, LearnBody(name="Ada")),
)
async def learn_card(body: RawBody, host: HostOf) -> Response[LearningDocument]:
    """Wait for the next card."""
    name = read_body(body, LearnBody).name.strip()
    host.run(lambda station, moment: station.learn_card(moment, name=name))
    await host.settled()
    return Response(LearningDocument(waiting_s=LEARNING_MS // 1000))


@post(
    f"{_PATH}/shown",
    tags=_TAGS,
    status_code=200,
    summary="Show an RFID card",
    description="As a reader does.",
    responses=refuses({400: "It is no number of a card."}),
    operation_class=takes(ShownBody, ShownBody(token="04a2b3c4")),  # noqa: S106 - a card
)
async def show_card(body: RawBody, host: HostOf) -> Response[ShownDocument]:
    """Have a card looked at."""
    token = _token(read_body(body, ShownBody).token)
    verdict = host.run(lambda station, moment: station.show_card(token, moment))
    await host.settled()
    return Response(ShownDocument(verdict=verdict.value))


def _token(text: str) -> str:
    token = normalised(text)
    if not token or len(token) > MOST_DIGITS or not token.isascii() or not token.isalnum():
        raise ApiError(f"Use the number of a card: 1 to {MOST_DIGITS} letters and digits.", "token")
    return token


def _known(card_id: str, host: Host) -> str:
    card = f"#{card_id.lower()}"
    if not is_id(card) or card not in listed_ids(host.status.settings):
        raise ApiError(_NONE, status=404)
    return card


def _shown(card: str) -> str:
    return card.removeprefix("#")


HANDLERS = [list_cards, add_card, name_card, remove_card, learn_card, show_card]
