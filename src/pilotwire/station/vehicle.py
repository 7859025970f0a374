"""What is known of the car beyond its pilot: state of charge, range, time to full."""

from __future__ import annotations

from enum import IntEnum

import msgspec


class VehicleSource(IntEnum):
    """Setting ``vehicle_data_src``: whom to believe."""

    NONE = 0
    TESLA = 1
    MQTT = 2
    HTTP = 3


class VehicleData(msgspec.Struct, frozen=True):
    """Values as last heard; None until a first one came, and again after the car was unplugged."""

    soc_pct: int | None = None
    range: int | None = None
    """Kilometres, or miles where the setting ``mqtt_vehicle_range_miles`` says so."""
    time_to_full_s: int | None = None
    charge_limit_pct: int | None = None
    updated_ms: int | None = None
    """When the last of them came, in elapsed time."""
