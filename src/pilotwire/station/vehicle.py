"""What is known of the car beyond its pilot: state of charge, range, time to full.

Every value is believed for a day. That is long because a parked car has nothing new to tell, and limits must still
hold when it starts to charge at night; what was known of one car ends with its plug-in cycle anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

import msgspec

BELIEVED_MS = 24 * 3600 * 1000


class VehicleSource(IntEnum):
    """Setting ``vehicle_data_src``: whom to believe."""

    NONE = 0
    TESLA = 1
    MQTT = 2
    HTTP = 3


class VehicleData(msgspec.Struct, frozen=True):
    """Values as last heard; None until a first one came, when it has become too old, and after an unplug."""

    soc_pct: int | None = None
    range: int | None = None
    """Kilometres, or miles where the setting ``mqtt_vehicle_range_miles`` says so."""
    time_to_full_s: int | None = None
    charge_limit_pct: int | None = None
    updated_ms: int | None = None
    """When the last of them came, in elapsed time."""
    heard_ms: Mapping[str, int] = {}
    """When each came, by name."""

    def with_heard(self, values: Mapping[str, int], now_ms: int) -> VehicleData:
        """The same with these values, by name, just heard."""
        heard_ms = {**self.heard_ms, **dict.fromkeys(values, now_ms)}
        return msgspec.structs.replace(self, **values, updated_ms=now_ms, heard_ms=heard_ms)

    def believed(self, now_ms: int) -> VehicleData:
        """The same without what has become too old; the same object if nothing has."""
        old = [name for name, heard_ms in self.heard_ms.items() if now_ms - heard_ms > BELIEVED_MS]
        if not old:
            return self
        heard_ms = {name: ms for name, ms in self.heard_ms.items() if name not in old}
        return msgspec.structs.replace(self, **dict.fromkeys(old), heard_ms=heard_ms)
