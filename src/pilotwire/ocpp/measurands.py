"""What the station can measure, by the names both versions of OCPP give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from .outlook import Outlook


class Measurand(msgspec.Struct, frozen=True):
    """One quantity."""

    unit: str
    read: Callable[[Outlook], float | None]
    """None while it is not known."""
    decimals: int
    location: str = "Outlet"


MEASURANDS: Mapping[str, Measurand] = {
    "Energy.Active.Import.Register": Measurand("Wh", lambda seen: seen.register_wh, 0),
    "Power.Active.Import": Measurand("W", lambda seen: seen.power_w, 0),
    "Current.Import": Measurand("A", lambda seen: seen.current_a, 2),
    "Current.Offered": Measurand("A", lambda seen: seen.offered_a, 0),
    "Power.Offered": Measurand("W", lambda seen: seen.offered_a * seen.voltage_v * seen.phases, 0),
    "Voltage": Measurand("V", lambda seen: seen.voltage_v, 1),
    "Temperature": Measurand("Celsius", lambda seen: seen.temperature_c, 1, "Body"),
    "SoC": Measurand("Percent", lambda seen: seen.soc_pct, 0, "EV"),
}


def known_measurands(listed: str) -> list[str]:
    """Names of a comma-separated list.

    Raises:
        ValueError: one of them is not measured here; the message names it.

    """
    names = [name.strip() for name in listed.split(",") if name.strip()]
    for name in names:
        if name not in MEASURANDS:
            raise ValueError(f"{name} is not measured here; there are {', '.join(MEASURANDS)}")
    return names


def reading(name: str, seen: Outlook) -> float | None:
    """One quantity in its unit, rounded; None while it is not known."""
    measurand = MEASURANDS[name]
    value = measurand.read(seen)
    if value is None:
        return None
    return round(value, measurand.decimals) if measurand.decimals else float(round(value))
