"""Stations as Prometheus sees them: new, charging with everything known, and any in between."""

from __future__ import annotations

from datetime import UTC, datetime

from pilotwire.rapi.client_values import FaultCounters
from pilotwire.rapi.codes import EvseState, VolatileFlag
from pilotwire.services.host import Identity
from pilotwire.services.metrics.measures import Seen
from pilotwire.services.process_facts import ProcessFacts, StoreFacts
from pilotwire.station.boost_values import Boost, BoostStatus
from pilotwire.station.charging_plan_values import ChargingPlan, PlanState
from pilotwire.station.claims import ChargeState, Claim, Client, Wish
from pilotwire.station.energy import Registers
from pilotwire.station.evse import Evse, Link, LinkState
from pilotwire.station.feeds import Feeds, Reading
from pilotwire.station.limit_values import Preference
from pilotwire.station.moment import Moment
from pilotwire.station.prices import PriceSeries, PriceSlot
from pilotwire.station.sessions import Session, SessionSums
from pilotwire.station.settings import Settings
from pilotwire.station.status import (
    Clock,
    DivertDoing,
    DivertMode,
    DivertStatus,
    Network,
    ServiceStatus,
    ShaperStatus,
    Status,
)
from pilotwire.station.vehicle import VehicleData

IDENTITY = Identity("246f28ab7b2c", "v5.1.5", "1.2.3", "pilotwire_test", "a test")
NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)
SECRET = "correct-horse-battery"  # noqa: S105 - nobody's

NEW = Seen(Status(), ProcessFacts(), IDENTITY)
"""Nothing is known yet."""


def full() -> Seen:
    """Everything is known: it charges by the sun."""
    now_ms = 60_000
    reading = Reading(1_500.0, now_ms - 2_000)
    status = Status(
        moment=Moment(now_ms, NOON),
        clock=Clock(NOON, trusted=True),
        evse=Evse(
            link=Link(LinkState.CONNECTED, "memory:", commands_sent=9, commands_answered=8, losses=1),
            connected=True,
            firmware="8.2.3",
            protocol="5.2.1",
            state=EvseState.CHARGING,
            flags=VolatileFlag.CAR_CONNECTED,
            pilot_a=16,
            current_ma=15_500,
            voltage_v=230.0,
            ds3231_dc=254,
            mcp9808_dc=-10,
            tmp007_dc=300,
            faults=FaultCounters(1, 2, 3),
        ),
        claims=(
            Claim(Client.DIVERT, 50, Wish(ChargeState.ACTIVE, 16)),
            Claim(77, 500, Wish(ChargeState.ACTIVE)),
            Claim(78, 500, Wish(ChargeState.ACTIVE)),
        ),
        registers=Registers(session_wh=2_000.0, session_elapsed_s=3_600.0, total_kwh=1_234.5, switches=42),
        session=Session(7, NOON),
        session_sums=SessionSums(0.4, "EUR", 500.0, 1_500.0),
        prices=PriceSeries((PriceSlot(NOON, NOON.replace(hour=13), 0.2),), "EUR"),
        charging_plan=ChargingPlan(PlanState.CHARGING, "charging", Preference.CHEAPEST, energy_wh=5_000.0),
        boost=BoostStatus(Boost(600_000), now_ms + 600_000),
        divert=DivertStatus(DivertMode.ECO, active=True, evaluated_ms=now_ms, doing=DivertDoing.SUN),
        shaper=ShaperStatus(running=True, max_w=7_000, updated=True, evaluated_ms=now_ms),
        feeds=Feeds(reading, reading, reading, (reading, reading, reading), Reading(55.0, now_ms), reading, 3, "x"),
        vehicle=VehicleData(60, 200, 3_600, 80, now_ms),
        network=Network(wifi_connected=True, signal_dbm=-60),
        services={
            "mqtt": ServiceStatus(enabled=True, connected=True, state="connected", times_connected=3, rejected=2),
            "emoncms": ServiceStatus(),
        },
        settings=Settings(divert_enabled=True, mqtt_pass=SECRET, www_password=SECRET),
    )
    facts = ProcessFacts(1, 2, 3, 50_000_000, 12.5, 20, 9, 0.002, StoreFacts(10, 1, 0.25, 4))
    return Seen(status, facts, IDENTITY, {"2xx": 10, "3xx": 0, "4xx": 1, "5xx": 0})
