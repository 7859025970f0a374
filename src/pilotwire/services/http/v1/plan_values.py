"""The charging plan as a document, and how it is filled."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from pilotwire.station.charging_plan_values import ChargingPlan, Stretch
from pilotwire.station.status import Status

from .answers import Document
from .words import Instant, PlanStateWord, PreferWord, rounded, whole_seconds, word

_DECIMALS = 3
_MONEY_DECIMALS = 4


class StretchDocument(Document, frozen=True):
    """Time in which to charge without interruption."""

    begin: Instant
    end: Annotated[Instant, Meta(description="Charging ends before if the limit is reached.")]
    energy_wh: Annotated[float, Meta(description="Expected when the plan was made.")]
    price: Annotated[float | None, Meta(description="Mean of a kWh; null where part of it is not known.")]
    co2_g: Annotated[float | None, Meta(description="Mean of a kWh; null where part of it is not known.")]


class ChargingPlanDocument(Document, frozen=True):
    """When to charge so that the limit is reached in time, as planned last."""

    state: PlanStateWord
    text: Annotated[
        str,
        Meta(
            description="The plan for people.",
            examples=["charging from 01:30: 3 slots, 11.2 kWh at 8.5 p, ready by 07:00"],
        ),
    ]
    prefer: PreferWord
    ready_by: Annotated[Instant | None, Meta(description="When the limit is due; null without a car or a clock.")]
    stretches: Annotated[list[StretchDocument], Meta(description="Those that are not over, in order.")]
    slots: Annotated[int, Meta(ge=0, description="Of the price series that are charged in.")]
    energy_wh: Annotated[float, Meta(description="To be charged from when the plan was made.")]
    power_w: Annotated[float, Meta(description="Charging power reckoned with.")]
    cost: Annotated[float | None, Meta(description="Of that energy; null where part of it is not known.")]
    currency: Annotated[str, Meta(description="ISO 4217; empty when nobody said.")]
    co2_g: Annotated[float | None, Meta(description="Of that energy; null where part of it is not known.")]
    finish: Annotated[Instant | None, Meta(description="When the limit is expected to be reached.")]
    in_time: Annotated[bool, Meta(description="That is before it is due.")]


def charging_plan_document(status: Status) -> ChargingPlanDocument | None:
    """The plan; None without a limit that is due at a time."""
    return None if status.charging_plan is None else _document(status.charging_plan)


def _document(plan: ChargingPlan) -> ChargingPlanDocument:
    return ChargingPlanDocument(
        state=word(plan.state),
        text=plan.text,
        prefer=plan.prefer.value,
        ready_by=None if plan.ready_by is None else whole_seconds(plan.ready_by),
        stretches=[_stretch(stretch) for stretch in plan.stretches],
        slots=plan.slots,
        energy_wh=round(plan.energy_wh, _DECIMALS),
        power_w=round(plan.power_w, 1),
        cost=rounded(plan.cost, _MONEY_DECIMALS),
        currency=plan.currency,
        co2_g=rounded(plan.co2_g, 1),
        finish=None if plan.finish is None else whole_seconds(plan.finish),
        in_time=plan.in_time,
    )


def _stretch(stretch: Stretch) -> StretchDocument:
    return StretchDocument(
        begin=whole_seconds(stretch.begin),
        end=whole_seconds(stretch.end),
        energy_wh=round(stretch.energy_wh, _DECIMALS),
        price=rounded(stretch.price, _MONEY_DECIMALS),
        co2_g=rounded(stretch.co2_g, 1),
    )
