"""Reads a forecast of the sun, strictly: whatever is not understood is refused, and the entry that is at fault named.

``{"slots": [{"start": "2026-11-23T11:00:00Z", "end": "…", "power_w": 2400}]}``; or with ``rates`` and ``value`` in
place of ``slots`` and ``power_w``, as evcc answers at ``/api/tariff/solar``.
"""

from __future__ import annotations

from collections.abc import Mapping

from .slots_json import Entry, SlotsError, entries_of, number, refuse_unknown, renamed, spans_of
from .sun_forecast import SunForecast, SunSlot

MAX_POWER_W = 1_000_000
_KEYS = {
    "slots": {key: key for key in ("start", "end", "power_w")},
    "rates": {"start": "start", "end": "end", "value": "power_w"},
}
"""What the keys of an entry are called here."""


def parse_sun_forecast(document: object) -> SunForecast:
    """The forecast that a decoded JSON document has.

    Raises:
        SlotsError: anything in it is not understood.

    """
    if not isinstance(document, Mapping):
        raise SlotsError("forecast", 'give an object with "slots"')
    given = [name for name in _KEYS if name in document]
    if len(given) != 1:
        raise SlotsError("forecast", 'give either "slots" or "rates"' + (", not both" if given else ""))
    (name,) = given
    refuse_unknown(document, (name,), "")
    entries = [renamed(entry, _KEYS[name]) for entry in entries_of(document[name], name)]
    return SunForecast(tuple(SunSlot(start, end, _power_w(entry)) for entry, start, end in spans_of(entries)))


def _power_w(entry: Entry) -> float:
    power_w = number(entry, "power_w", 0, MAX_POWER_W)
    if power_w is None:
        raise SlotsError(entry.at("power_w"), f"give what the panels are expected to give (W), 0 to {MAX_POWER_W}")
    return power_w
