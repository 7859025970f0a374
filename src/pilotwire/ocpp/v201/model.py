"""The device model as it is read, written and reported in OCPP 2.0.1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..effects import Json
from ..instants import instant
from .charging import Charging
from .desk import Desk201
from .limits import Limits
from .upkeep import Upkeep
from .variables import ITEMS_PER_MESSAGE, VARIABLES, DataType, Mutability, Name, Variable, problem_of

Change = Callable[[Name, str], str]
"""Told of a value that may be set; returns the status."""


class Model:
    """The variables of one session."""

    def __init__(
        self, desk: Desk201, charging: Charging, limits: Limits, upkeep: Upkeep, status: Callable[[], str]
    ) -> None:
        self._desk = desk
        self._charging = charging
        self._limits = limits
        self._upkeep = upkeep
        self._status = status

    # -- reading and writing -------------------------------------------------------------------------------------

    def read(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """GetVariables."""
        return {"getVariableResult": [self._got(wanted) for wanted in payload["getVariableData"]]}

    def change(self, payload: Mapping[str, Any], change: Change) -> Mapping[str, Json]:
        """SetVariables; each by itself."""
        return {"setVariableResult": [self._setting(wanted, change) for wanted in payload["setVariableData"]]}

    def _got(self, wanted: Mapping[str, Any]) -> dict[str, Json]:
        result: dict[str, Json] = {"component": wanted["component"], "variable": wanted["variable"]}
        kind = wanted.get("attributeType", "Actual")
        if "attributeType" in wanted:
            result["attributeType"] = kind
        name, problem = _named(wanted)
        if name is None:
            return {**result, "attributeStatus": problem}
        if kind != "Actual":
            return {**result, "attributeStatus": "NotSupportedAttributeType"}
        if VARIABLES[name].mutability is Mutability.WRITE_ONLY:
            return {**result, "attributeStatus": "Rejected"}
        return {**result, "attributeStatus": "Accepted", "attributeValue": self.value(name)}

    def _setting(self, wanted: Mapping[str, Any], change: Change) -> dict[str, Json]:
        result: dict[str, Json] = {"component": wanted["component"], "variable": wanted["variable"]}
        if "attributeType" in wanted:
            result["attributeType"] = wanted["attributeType"]
        name, problem = _named(wanted)
        if name is None:
            return {**result, "attributeStatus": problem}
        if wanted.get("attributeType", "Actual") != "Actual":
            return {**result, "attributeStatus": "NotSupportedAttributeType"}
        variable, value = VARIABLES[name], str(wanted["attributeValue"])
        if variable.type is DataType.BOOLEAN:
            value = value.lower()
        reason = "ReadOnly" if variable.mutability is Mutability.READ_ONLY else ""
        why = reason or problem_of(variable, value)
        if why:
            info: dict[str, Json] = {"reasonCode": reason or "ValueOutOfRange", "additionalInfo": why[:512]}
            return {**result, "attributeStatus": "Rejected", "attributeStatusInfo": info}
        return {**result, "attributeStatus": change(name, value)}

    def value(self, name: Name) -> str:
        """Value of a variable as it is now."""
        if not VARIABLES[name].live:
            return self._desk.variables[name]
        live = self._live().get((name.component, name.variable))
        return "" if live is None else live()

    def _live(self) -> Mapping[tuple[str, str], Callable[[], str]]:
        desk, charging = self._desk, self._charging

        def state() -> str:
            return self._status()

        def available() -> str:
            return _switch(charging.operative)

        def phases() -> str:
            return str(desk.seen.phases)

        return {
            ("OCPPCommCtrlr", "ActiveNetworkProfile"): lambda: self._upkeep.slot_in_use,
            ("LocalAuthListCtrlr", "Entries"): lambda: str(len(charging.tokens.entries)),
            ("ClockCtrlr", "DateTime"): lambda: instant(desk.moment.utc),
            ("SecurityCtrlr", "CertificateEntries"): lambda: str(desk.certificates),
            ("SecurityCtrlr", "Identity"): lambda: desk.station_id,
            ("SecurityCtrlr", "SecurityProfile"): lambda: str(desk.security_profile),
            ("SmartChargingCtrlr", "Entries"): lambda: str(self._limits.count),
            ("ChargingStation", "AvailabilityState"): state,
            ("ChargingStation", "Available"): available,
            ("ChargingStation", "Model"): lambda: desk.identity.model,
            ("ChargingStation", "Problem"): lambda: _switch(desk.seen.fault is not None),
            ("ChargingStation", "SerialNumber"): lambda: desk.identity.serial,
            ("ChargingStation", "SupplyPhases"): phases,
            ("ChargingStation", "VendorName"): lambda: desk.identity.vendor,
            ("EVSE", "AvailabilityState"): state,
            ("EVSE", "Available"): available,
            ("EVSE", "Power"): lambda: f"{desk.seen.power_w:.0f}",
            ("EVSE", "SupplyPhases"): phases,
            ("Connector", "AvailabilityState"): state,
            ("Connector", "Available"): available,
            ("Connector", "SupplyPhases"): phases,
        }

    # -- reports -------------------------------------------------------------------------------------------------

    def base_report(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """GetBaseReport."""
        kind = payload["reportBase"]
        if kind == "SummaryInventory":
            names = [name for name in VARIABLES if name.variable in ("AvailabilityState", "Available", "Problem")]
        elif kind == "ConfigurationInventory":
            names = [name for name, variable in VARIABLES.items() if variable.mutability is not Mutability.READ_ONLY]
        else:
            names = list(VARIABLES)
        self._desk.after_answer(lambda: self._report(payload["requestId"], names))
        return {"status": "Accepted"}

    def report(self, payload: Mapping[str, Any]) -> Mapping[str, Json]:
        """GetReport, by components and variables or by criteria."""
        criteria = set(payload.get("componentCriteria", ()))
        wanted = payload.get("componentVariable")
        names = [name for name in VARIABLES if wanted is None or any(_meant(name, one) for one in wanted)]
        if criteria:
            names = [name for name in names if not criteria.isdisjoint(self._criteria(name.component))]
        if not names:
            return {"status": "EmptyResultSet"}
        self._desk.after_answer(lambda: self._report(payload["requestId"], names))
        return {"status": "Accepted"}

    def _criteria(self, component: str) -> set[str]:
        """What can be said of a component: everything here is active and available; problems are the station's."""
        problem = component in ("ChargingStation", "EVSE", "Connector") and self._desk.seen.fault is not None
        enabled = Name(component, "Enabled")
        is_on = enabled not in VARIABLES or self._desk.variables[enabled] == "true"
        return {"Active", "Available", *(["Enabled"] if is_on else []), *(["Problem"] if problem else [])}

    def _report(self, request: int, names: Iterable[Name]) -> None:
        entries = [self._entry(name) for name in names]
        parts = [entries[at : at + ITEMS_PER_MESSAGE] for at in range(0, len(entries), ITEMS_PER_MESSAGE)]
        for number, part in enumerate(parts):
            report: dict[str, Json] = {
                "requestId": request,
                "generatedAt": instant(self._desk.moment.utc),
                "seqNo": number,
                "reportData": part,
            }
            self._desk.ask("NotifyReport", report if number == len(parts) - 1 else {**report, "tbc": True})

    def _entry(self, name: Name) -> dict[str, Json]:
        variable = VARIABLES[name]
        attribute: dict[str, Json] = {"mutability": variable.mutability.value, "persistent": not variable.live}
        if variable.mutability is not Mutability.WRITE_ONLY:
            attribute["value"] = self.value(name)
        return {
            "component": _component(name),
            "variable": {"name": name.variable, **({"instance": name.instance} if name.instance else {})},
            "variableAttribute": [attribute],
            "variableCharacteristics": _characteristics(variable),
        }


def _characteristics(variable: Variable) -> dict[str, Json]:
    told: dict[str, Json] = {"dataType": variable.type.value, "supportsMonitoring": False}
    if variable.unit:
        told["unit"] = variable.unit
    if variable.type is not DataType.STRING and variable.least is not None:
        told["minLimit"] = variable.least
    if variable.most is not None:
        told["maxLimit"] = variable.most
    if variable.values:
        told["valuesList"] = ",".join(variable.values)[:1000]
    return told


def _component(name: Name) -> dict[str, Json]:
    if name.evse is None:
        return {"name": name.component}
    connector = {} if name.connector is None else {"connectorId": name.connector}
    return {"name": name.component, "evse": {"id": name.evse, **connector}}


def _named(wanted: Mapping[str, Any]) -> tuple[Name | None, str]:
    """The variable that is meant, or the status that says why there is none."""
    component, variable = wanted["component"], wanted["variable"]
    evse = component.get("evse", {})
    of_component = [name for name in VARIABLES if name.component.lower() == component["name"].lower()]
    places = {(name.evse, name.connector) for name in of_component}
    place = (evse.get("id"), evse.get("connectorId"))
    if not of_component or component.get("instance") or (place not in places and place != (None, None)):
        return None, "UnknownComponent"
    instance = variable.get("instance", "").lower()
    for name in of_component:
        if name.variable.lower() == variable["name"].lower() and name.instance.lower() == instance:
            return name, ""
    return None, "UnknownVariable"


def _meant(name: Name, wanted: Mapping[str, Any]) -> bool:
    """Whether a report's entry asks for a variable."""
    component, variable = wanted["component"], wanted.get("variable")
    evse = component.get("evse")
    if component["name"].lower() != name.component.lower() or (evse is not None and evse["id"] != name.evse):
        return False
    if variable is None:
        return True
    instance = variable.get("instance")
    return bool(variable["name"].lower() == name.variable.lower() and instance in (None, name.instance))


def _switch(value: bool) -> str:  # noqa: FBT001 - it is what is spelt
    return "true" if value else "false"
