"""What is around the station as documents: house, car, network and connections; and what is advised of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.feeds import Reading
from pilotwire.station.settings import Settings
from pilotwire.station.status import ServiceStatus, Status

from .status_values import (
    AdvisoryDocument,
    FeedsDocument,
    NetworkDocument,
    ProcessDocument,
    ReadingDocument,
    ServiceDocument,
    VehicleDocument,
)
from .words import instant, seconds, word


def range_unit(settings: Settings) -> Literal["km", "mi"]:
    """What ranges are told in."""
    return "mi" if settings.mqtt_vehicle_range_miles else "km"


def feeds_document(status: Status) -> FeedsDocument:
    """Measurements of the house."""
    feeds, now_ms = status.feeds, status.moment.elapsed_ms

    def told(reading: Reading) -> ReadingDocument:
        return ReadingDocument(value=reading.value, age_s=seconds(reading.age_ms(now_ms)))

    def told_if_any(reading: Reading | None) -> ReadingDocument | None:
        return None if reading is None else told(reading)

    phases = feeds.live_power_phases_w
    return FeedsDocument(
        solar_w=told_if_any(feeds.solar_w),
        grid_w=told_if_any(feeds.grid_w),
        live_power_w=told_if_any(feeds.live_power_w),
        live_power_phases_w=None if phases is None else [told(reading) for reading in phases],
        home_battery_soc_pct=told_if_any(feeds.home_battery_soc_pct),
        home_battery_w=told_if_any(feeds.home_battery_w),
        rejected=feeds.rejected,
        last_rejection=feeds.last_rejection,
    )


def vehicle_document(status: Status) -> VehicleDocument:
    """What is known of the car."""
    vehicle, now_ms = status.vehicle, status.moment.elapsed_ms
    return VehicleDocument(
        soc_pct=vehicle.soc_pct,
        range=vehicle.range,
        range_unit=range_unit(status.settings),
        time_to_full_s=vehicle.time_to_full_s,
        charge_limit_pct=vehicle.charge_limit_pct,
        age_s=None if vehicle.updated_ms is None else seconds(max(0, now_ms - vehicle.updated_ms)),
    )


def network_document(status: Status) -> NetworkDocument:
    """The network."""
    network = status.network
    return NetworkDocument(
        mode=None if network.mode is None else word(network.mode),
        wifi_connected=network.wifi_connected,
        wired_connected=network.wired_connected,
        ip_address=network.ip_address,
        ipv6_address=network.ipv6_address,
        mac_address=network.mac_address,
        signal_dbm=network.signal_dbm,
    )


def service_documents(services: Mapping[str, ServiceStatus]) -> dict[str, ServiceDocument]:
    """Connections to the outside, by name."""
    return {name: _service_document(service) for name, service in services.items()}


def _service_document(service: ServiceStatus) -> ServiceDocument:
    since_s, received_s, next_s = service.connected_since_s, service.last_received_s, service.next_try_s
    return ServiceDocument(
        enabled=service.enabled,
        connected=service.connected,
        state=service.state,
        error=service.error,
        error_detail=service.error_detail,
        sent=service.sent,
        succeeded=service.succeeded,
        peer_address=service.peer_address,
        peer_version=service.peer_version,
        connected_since=None if since_s is None else instant(since_s),
        last_received=None if received_s is None else instant(received_s),
        next_try=None if next_s is None else instant(next_s),
        rejected=service.rejected,
        last_rejection=service.last_rejection,
        reconnects=service.reconnects,
    )


def process_document(status: Status, facts: ProcessFacts) -> ProcessDocument:
    """This program."""
    return ProcessDocument(
        uptime_s=seconds(status.moment.elapsed_ms),
        clock_trusted=status.moment.trusted,
        memory_bytes=facts.memory_bytes,
        memory_free_bytes=facts.memory_free_bytes,
        cpu_s=facts.cpu_s,
        open_files=facts.open_files,
        tasks=facts.tasks,
        loop_lag_s=facts.loop_lag_s,
    )


def advisory_documents(status: Status) -> list[AdvisoryDocument]:
    """What the owner should know."""
    return [
        AdvisoryDocument(
            id=advisory.condition.id,
            category=word(advisory.condition.category),
            severity=word(advisory.condition.severity),
            text=advisory.condition.text,
            since=instant(advisory.first_seen_s) if advisory.first_seen_s else None,
            acknowledged=advisory.acked,
        )
        for advisory in status.advisories
    ]
