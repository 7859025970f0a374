"""Measures of what is around the station: house, car, network, and the services it is connected to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.status import ServiceStatus

from .measures import Counter, Counters, Gauge, Gauges, Measure, Seen

_METERS = {True: 1_609.344, False: 1_000.0}
"""What a range is told in, by whether it is miles."""


def _believed(seen: Seen, reading: Reading | None) -> float | None:
    """The value of a reading that is not too old by the station's settings."""
    timeout_ms = seen.status.settings.divert_feed_timeout * 1000
    if reading is None or (timeout_ms and reading.age_ms(seen.status.moment.elapsed_ms) > timeout_ms):
        return None
    return reading.value


def _feed(of: Callable[[Feeds], Reading | None]) -> Callable[[Seen], float | None]:
    return lambda seen: _believed(seen, of(seen.status.feeds))


def _phases_w(seen: Seen) -> Mapping[str, float | None]:
    phases = seen.status.feeds.live_power_phases_w or ()
    return {str(number): _believed(seen, phase) for number, phase in enumerate(phases, 1)}


def _ages_s(seen: Seen) -> Mapping[str, float | None]:
    feeds, now_ms = seen.status.feeds, seen.status.moment.elapsed_ms
    readings = {
        "solar": feeds.solar_w,
        "grid": feeds.grid_w,
        "site": feeds.live_power_w,
        "home_battery": feeds.home_battery_w,
        "home_battery_charge": feeds.home_battery_soc_pct,
    }
    return {name: None if reading is None else reading.age_ms(now_ms) / 1000 for name, reading in readings.items()}


def _home_battery_charge(seen: Seen) -> float | None:
    percent = _believed(seen, seen.status.feeds.home_battery_soc_pct)
    return None if percent is None else percent / 100


def _vehicle_charge(seen: Seen) -> float | None:
    percent = seen.status.vehicle.soc_pct
    return None if percent is None else percent / 100


def _vehicle_range_m(seen: Seen) -> float | None:
    told = seen.status.vehicle.range
    return None if told is None else told * _METERS[seen.status.settings.mqtt_vehicle_range_miles]


def _services(read: Callable[[ServiceStatus], float]) -> Callable[[Seen], dict[str, float]]:
    """Read from every service; those that are off tell nothing of their connection."""
    return lambda seen: {name: read(service) for name, service in seen.status.services.items()}


def _connected(seen: Seen) -> Mapping[str, float | None]:
    return {name: service.connected for name, service in seen.status.services.items() if service.enabled}


_HOUSE: tuple[Measure, ...] = (
    Gauge(
        name="pilotwire_solar_power_watts",
        text="Solar production.",
        read=_feed(lambda feeds: feeds.solar_w),
    ),
    Gauge(
        name="pilotwire_grid_power_watts",
        text="Exchange with the grid, import positive; what the car draws is part of it.",
        read=_feed(lambda feeds: feeds.grid_w),
    ),
    Gauge(
        name="pilotwire_site_power_watts",
        text="Power the whole site draws, car included.",
        read=_feed(lambda feeds: feeds.live_power_w),
    ),
    Gauges(
        name="pilotwire_site_phase_power_watts",
        text="The same by phase, where a meter tells.",
        label="phase",
        read=_phases_w,
    ),
    Gauge(
        name="pilotwire_home_battery_power_watts",
        text="Power of the home battery, charging positive.",
        read=_feed(lambda feeds: feeds.home_battery_w),
    ),
    Gauge(
        name="pilotwire_home_battery_charge_ratio",
        text="State of charge of the home battery, 0 to 1.",
        read=_home_battery_charge,
    ),
    Gauges(
        name="pilotwire_feed_age_seconds",
        text="How long ago the last value of a feed came.",
        label="feed",
        read=_ages_s,
    ),
    Counter(
        name="pilotwire_feed_values_rejected",
        text="Values of feeds that were refused since the gateway started.",
        read=lambda seen: seen.status.feeds.rejected,
    ),
)

_CAR: tuple[Measure, ...] = (
    Gauge(
        name="pilotwire_vehicle_charge_ratio",
        text="State of charge of the car, 0 to 1.",
        read=_vehicle_charge,
    ),
    Gauge(
        name="pilotwire_vehicle_range_meters",
        text="Range of the car.",
        read=_vehicle_range_m,
    ),
    Gauge(
        name="pilotwire_vehicle_time_to_full_seconds",
        text="Time until the car is full, as it says.",
        read=lambda seen: seen.status.vehicle.time_to_full_s,
    ),
)

_CONNECTIONS: tuple[Measure, ...] = (
    Gauges(
        name="pilotwire_service_enabled",
        text="Whether a service is switched on.",
        label="service",
        read=_services(lambda service: service.enabled),
    ),
    Gauges(
        name="pilotwire_service_connected",
        text="Whether a service that is switched on is connected, or does its work.",
        label="service",
        read=_connected,
    ),
    Counters(
        name="pilotwire_service_reconnects",
        text="Times a service was connected again since the gateway started.",
        label="service",
        read=_services(lambda service: service.reconnects),
    ),
    Counters(
        name="pilotwire_service_messages_rejected",
        text="Messages a service refused since the gateway started.",
        label="service",
        read=_services(lambda service: service.rejected),
    ),
    Gauge(
        name="pilotwire_network_connected",
        text="Whether the station is on a network.",
        read=lambda seen: seen.status.network.wifi_connected or seen.status.network.wired_connected,
    ),
    Gauge(
        name="pilotwire_wifi_signal_dbm",
        text="Strength of the Wi-Fi signal.",
        read=lambda seen: seen.status.network.signal_dbm if seen.status.network.wifi_connected else None,
    ),
)

MEASURES = (*_HOUSE, *_CAR, *_CONNECTIONS)
"""In the order in which they are told."""
