"""The house's power balance: what sun, battery and grid give is what appliances, car, battery and grid take.

At an instant (``HousePower``) it is what meters show; over a step of time it is booked as energy. Which kilowatt hour
went where is a convention, since they all meet on one bus: the sun covers the house first, then the car, then the
battery, and the rest is exported; the battery covers the house first, then the car; the grid covers what is left.
"""

from __future__ import annotations

import msgspec

from .storage import Storage


class HousePower(msgspec.Struct, frozen=True, gc=False):
    """What the meters show at an instant (W)."""

    sun_w: float
    load_w: float
    car_w: float
    battery_w: float
    """Charging positive."""
    grid_w: float
    """Import positive."""


class HouseEnergies(msgspec.Struct):
    """Energy since the beginning (Wh)."""

    sun_wh: float = 0.0
    load_wh: float = 0.0
    car_wh: float = 0.0
    import_wh: float = 0.0
    export_wh: float = 0.0
    charged_wh: float = 0.0
    """Into the battery, at its connection."""
    discharged_wh: float = 0.0
    """Out of it, at its connection."""
    battery_loss_wh: float = 0.0
    car_from_sun_wh: float = 0.0
    car_from_battery_wh: float = 0.0
    car_from_grid_wh: float = 0.0


class House:
    """A house in use.

    Args:
        storage: its battery; None for none.

    """

    __slots__ = ("energies", "storage")

    def __init__(self, storage: Storage | None) -> None:
        self.storage = storage
        self.energies = HouseEnergies()

    def power(self, sun_w: float, load_w: float, car_w: float) -> HousePower:
        """What the meters show now."""
        surplus_w = sun_w - load_w - car_w
        battery_w = 0.0 if self.storage is None else self.storage.answer_w(surplus_w, car_w)
        return HousePower(sun_w, load_w, car_w, battery_w, battery_w - surplus_w)

    def run(self, sun_w: float, load_w: float, car_w: float, hours: float) -> float:
        """Book a step of time with these mean powers; returns what was imported (Wh), negative for an export."""
        books = self.energies
        surplus_w = sun_w - load_w - car_w
        battery_w = 0.0
        storage = self.storage
        if storage is not None:
            wanted_w = storage.answer_w(surplus_w, car_w)
            if wanted_w:
                before_wh = storage.energy_wh
                battery_w = storage.run(wanted_w, hours)
                books.battery_loss_wh += battery_w * hours - (storage.energy_wh - before_wh)
                if battery_w > 0:
                    books.charged_wh += battery_w * hours
                else:
                    books.discharged_wh -= battery_w * hours
        import_wh = (battery_w - surplus_w) * hours
        books.sun_wh += sun_w * hours
        books.load_wh += load_w * hours
        if import_wh > 0:
            books.import_wh += import_wh
        else:
            books.export_wh -= import_wh
        if car_w > 0:
            self._book_car(sun_w, load_w, car_w, max(0.0, -battery_w), hours)
        return import_wh

    def _book_car(self, sun_w: float, load_w: float, car_w: float, discharge_w: float, hours: float) -> None:
        from_sun_w = min(car_w, max(0.0, sun_w - load_w))
        house_lacks_w = max(0.0, load_w - sun_w)
        from_battery_w = min(car_w - from_sun_w, max(0.0, discharge_w - house_lacks_w))
        books = self.energies
        books.car_wh += car_w * hours
        books.car_from_sun_wh += from_sun_w * hours
        books.car_from_battery_wh += from_battery_w * hours
        books.car_from_grid_wh += (car_w - from_sun_w - from_battery_w) * hours
