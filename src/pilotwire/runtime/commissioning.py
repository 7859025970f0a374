"""Tells the station of the supplies there are: the standard's table in the form commissioning takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import msgspec

from pilotwire.j1772.duty import MAX_CURRENT_A
from pilotwire.j1772.supply import SUPPLIES, CircuitError, SupplyType, continuous_a
from pilotwire.station.commissioning_supplies import Supply


def supplies() -> Mapping[str, Supply]:
    """All supplies by name."""
    return {name: _told(supply) for name, supply in SUPPLIES.items()}


def _told(supply: SupplyType) -> Supply:
    # Breaker and conductor are judged apart from the plug, which has a step of its own.
    wires = msgspec.structs.replace(supply, plug_a=None, continuous_limit_a=MAX_CURRENT_A)
    return Supply(
        description=supply.description,
        level=int(supply.level),
        voltage_v=supply.voltage_v,
        phases=supply.phases,
        plug_a=supply.plug_a,
        plug_carries_a=None if supply.plug_a is None else continuous_a(supply),
        continuous_percent=supply.continuous_percent,
        source=supply.source,
        carries=partial(_carried_a, wires),
    )


def _carried_a(wires: SupplyType, rating_a: int) -> int | None:
    try:
        return continuous_a(wires, rating_a)
    except CircuitError:
        return None
