"""Explanations as documents: sentences with what translations are made of, who wants what, and what comes next."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from pilotwire.station.arbitration import client_name
from pilotwire.station.explanation import explain
from pilotwire.station.explanation_values import Explanation, Outranked, Property, Sentence, SourceView, Upcoming
from pilotwire.station.status import Status

from .answers import Document
from .words import ChargeWord, ClientId, ClientName, Instant, Why, whole_seconds, word

PropertyWord = Annotated[
    str,
    Meta(
        description="Whether to charge, with which current, at most which current.",
        extra_json_schema={"enum": [word(member) for member in Property]},
    ),
]
Nobody = Annotated[ClientId | None, Meta(description="Null: the station itself, or the controller.")]


class SentenceDocument(Document, frozen=True):
    """One sentence for people."""

    code: Annotated[
        str, Meta(description="Which one; always the same for the same.", examples=["divert.waiting_for_surplus"])
    ]
    values: Annotated[
        dict[str, str | int | float | bool | None],
        Meta(description="What is in it, for other languages; instants are ISO 8601 in UTC."),
    ]
    text: Annotated[str, Meta(description="In English.", examples=["Charging at 16 A: the house limit allows 16 A."])]


class OutrankedDocument(Document, frozen=True):
    """A wish that does not count."""

    property: PropertyWord
    by: Nobody
    by_name: Annotated[ClientName | None, Meta(description="The same in words.")]


class SourceDocument(Document, frozen=True):
    """What somebody wants, and what becomes of it."""

    client: Nobody
    name: Annotated[str, Meta(description="The same in words.", examples=["solar divert"])]
    priority: Annotated[int | None, Meta(description="Null while it claims nothing.")]
    wants: ChargeWord | None
    charge_current_a: Annotated[int | None, Meta(description="Current to charge with (A).")]
    max_current_a: Annotated[int | None, Meta(description="Ceiling, whoever sets the current (A).")]
    decides: Annotated[
        list[PropertyWord], Meta(description="For what its wish counts; exactly one source decides `state`.")
    ]
    sets_pilot: Annotated[bool, Meta(description="What it wants is what is offered.")]
    outranked: Annotated[list[OutrankedDocument], Meta(description="For what it does not count.")]
    sentence: Annotated[SentenceDocument, Meta(description="What it wants.")]
    why: Why
    waiting_for: Annotated[str, Meta(description="What it waits for; empty for nothing.")]


class UpcomingDocument(SentenceDocument, frozen=True):
    """Something that is known to change."""

    at: Annotated[Instant | None, Meta(description="Null while nobody knows the time.")]


class ExplanationDocument(Document, frozen=True):
    """What happens, and why."""

    headline: SentenceDocument
    details: Annotated[list[SentenceDocument], Meta(description="What else is worth saying.")]
    state: ChargeWord
    state_client: Annotated[Nobody, Meta(description="Who decided whether to charge.")]
    pilot_client: Annotated[Nobody, Meta(description="Who decided the current.")]
    sources: Annotated[
        list[SourceDocument],
        Meta(description="Who weighs most first, then those that claim nothing, last the station itself."),
    ]
    next: Annotated[list[UpcomingDocument], Meta(description="In the order in which it comes.")]


def explanation_document(explanation: Explanation) -> ExplanationDocument:
    """An explanation as a document."""
    return ExplanationDocument(**explanation_fields(explanation))


def explanation_fields(explanation: Explanation) -> dict[str, Any]:
    """The fields of ``ExplanationDocument``."""
    return {
        "headline": sentence_document(explanation.headline),
        "details": [sentence_document(sentence) for sentence in explanation.details],
        "state": explanation.state.value,
        "state_client": explanation.state_client,
        "pilot_client": explanation.pilot_client,
        "sources": [_source_document(view) for view in explanation.sources],
        "next": [_upcoming_document(item) for item in explanation.upcoming],
    }


def explanation_key(status: Status) -> object:
    """Differs when the explanation has changed: that time passes is no change."""
    explanation = explain(status)
    coming = tuple((item.sentence.code if item.at is None else item.sentence, item.at) for item in explanation.upcoming)
    return explanation.headline, explanation.details, explanation.sources, coming


def sentence_document(sentence: Sentence) -> SentenceDocument:
    """A sentence as a document."""
    return SentenceDocument(code=sentence.code, values=dict(sentence.values), text=sentence.text)


def _source_document(view: SourceView) -> SourceDocument:
    return SourceDocument(
        client=view.client,
        name=view.name,
        priority=view.priority,
        wants=None if view.wants is None else view.wants.value,
        charge_current_a=view.charge_current_a,
        max_current_a=view.max_current_a,
        decides=[word(about) for about in view.decides],
        sets_pilot=view.sets_pilot,
        outranked=[_outranked_document(item) for item in view.outranked],
        sentence=sentence_document(view.sentence),
        why=view.why,
        waiting_for=view.waiting_for,
    )


def _outranked_document(item: Outranked) -> OutrankedDocument:
    name = None if item.by is None else client_name(item.by)
    return OutrankedDocument(property=word(item.property), by=item.by, by_name=name)


def _upcoming_document(item: Upcoming) -> UpcomingDocument:
    sentence = item.sentence
    return UpcomingDocument(
        code=sentence.code,
        values=dict(sentence.values),
        text=sentence.text,
        at=None if item.at is None else whole_seconds(item.at),
    )
