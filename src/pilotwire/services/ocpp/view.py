"""The station as OCPP sees it: ``Status`` to ``Outlook``. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pilotwire.ocpp.outlook import FaultKind, Identity, Outlook, Pause
from pilotwire.rapi.codes import EvseState
from pilotwire.services import host
from pilotwire.station.claims import ChargeState, Client
from pilotwire.station.limit_values import LimitType
from pilotwire.station.status import Status

VENDOR, MODEL = "OpenEVSE", "Advanced Series"
_FAULTS: Mapping[EvseState, FaultKind] = {
    EvseState.VENT_REQUIRED: FaultKind.VENTILATION,
    EvseState.DIODE_CHECK_FAILED: FaultKind.DIODE_CHECK,
    EvseState.GFCI_TRIPPED: FaultKind.GFCI,
    EvseState.NO_GROUND: FaultKind.NO_GROUND,
    EvseState.STUCK_CONTACTOR: FaultKind.STUCK_CONTACTOR,
    EvseState.GFCI_SELF_TEST_FAILED: FaultKind.GFCI_SELF_TEST,
    EvseState.OVER_TEMPERATURE: FaultKind.OVER_TEMPERATURE,
    EvseState.OVER_CURRENT: FaultKind.OVER_CURRENT,
}
_PAUSES: Mapping[LimitType, Pause] = {
    LimitType.ENERGY: Pause.LIMIT_ENERGY,
    LimitType.TIME: Pause.LIMIT_TIME,
    LimitType.SOC: Pause.LIMIT_SOC,
}


def identity_of(identity: host.Identity, status: Status) -> Identity:
    """Who the station is towards a back end."""
    return Identity(
        vendor=VENDOR,
        model=MODEL,
        serial=identity.long_id.upper(),
        firmware=identity.version,
        meter_serial=status.evse.firmware,
    )


def outlook_of(status: Status) -> Outlook:
    """The station at this instant."""
    evse = status.evse
    fault = _fault(status)
    dc = evse.temperature_dc
    charging = evse.connected and evse.charging
    return Outlook(
        moment=status.moment,
        plugged=evse.vehicle,
        offered=fault is None and not evse.paused and status.target.state is ChargeState.ACTIVE,
        charging=charging,
        fault=fault,
        pause=_pause(status),
        power_w=status.power_w if charging else 0.0,
        current_a=evse.current_ma / 1000 if charging else 0.0,
        offered_a=float(evse.pilot_a) if evse.state in (EvseState.CONNECTED, EvseState.CHARGING) else 0.0,
        voltage_v=evse.voltage_v,
        phases=3 if status.settings.is_threephase else 1,
        register_wh=status.registers.total_kwh * 1000,
        temperature_c=None if dc is None else dc / 10,
        soc_pct=status.vehicle.soc_pct,
        minimum_a=evse.minimum_a,
        maximum_a=evse.configured_maximum_a,
        external_limit_a=_house_allows(status),
    )


def _fault(status: Status) -> FaultKind | None:
    evse = status.evse
    if not evse.connected:
        return FaultKind.CONTROLLER_LOST
    if not evse.state.is_fault:
        return None
    return _FAULTS.get(evse.state, FaultKind.PILOT)


def _pause(status: Status) -> Pause | None:
    """What keeps a car from charging, unless it is the back end itself."""
    target = status.target
    if not status.evse.vehicle or target.state is ChargeState.ACTIVE or target.state_client == Client.OCPP:
        return None
    if target.state_client != Client.LIMIT:
        return Pause.OTHER
    return _PAUSES.get(status.limit.type, Pause.LIMIT_OTHER) if status.limit is not None else Pause.LIMIT_OTHER


def _house_allows(status: Status) -> float | None:
    """The lowest current that anything but the back end allows, where it is less than the maximum."""
    target = status.target
    allowed = [
        claim.wish.max_current_a
        for claim in status.claims
        if claim.client != Client.OCPP and claim.wish.max_current_a is not None
    ]
    if target.charge_current_a is not None and target.charge_current_client != Client.OCPP:
        allowed.append(target.charge_current_a)
    lowest_a = min(allowed, default=None)
    return None if lowest_a is None or lowest_a >= status.evse.configured_maximum_a else float(lowest_a)
