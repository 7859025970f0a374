"""The device model of OCPP 2.0.1: components, their variables, and what these can be (part 2, appendices).

Only what is true of this station is in it. Values that follow the station (status, power) are asked for when they are
read; the others are kept when they are changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

import msgspec

from ..measurands import MEASURANDS, known_measurands
from ..tokens import MOST_ENTRIES

_LIVE = ""
_DAY_S = 86_400
MOST_PROFILES = 10
MOST_PERIODS = 24
MOST_STACK_LEVEL = 8
ITEMS_PER_MESSAGE = 50
BYTES_PER_MESSAGE = 65_536
_STARTED = "Energy.Active.Import.Register"
_UPDATED = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Current.Offered,Voltage,SoC"
_POINTS = ("EVConnected", "Authorized", "PowerPathClosed", "EnergyTransfer")


class Mutability(Enum):
    """Who may do what with a variable."""

    READ_ONLY = "ReadOnly"
    READ_WRITE = "ReadWrite"
    WRITE_ONLY = "WriteOnly"


class DataType(Enum):
    """What a value is."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    STRING = "string"
    DATE_TIME = "dateTime"
    OPTION = "OptionList"
    MEMBERS = "MemberList"
    SEQUENCE = "SequenceList"


class Name(msgspec.Struct, frozen=True, order=True):
    """Which variable: component, place and instance."""

    component: str
    variable: str
    instance: str = ""
    """Of the variable."""
    evse: int | None = None
    connector: int | None = None


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """What a variable is."""

    default: str = _LIVE
    type: DataType = DataType.INTEGER
    mutability: Mutability = Mutability.READ_WRITE
    least: int | None = None
    most: int | None = None
    unit: str = ""
    values: tuple[str, ...] = ()
    """Of lists: what can be in them."""
    live: bool = False
    """Its value follows the station."""
    setting: str = ""
    """The station's setting that it mirrors, by long name."""
    reboot: bool = False
    """A change takes effect with the next connection."""


def _whole(default: int, least: int = 0, most: int = 2**31 - 1, unit: str = "") -> Variable:
    return Variable(default=str(default), least=least, most=most, unit=unit)


def _switch(default: str, *, fixed: bool = False, setting: str = "") -> Variable:
    mutability = Mutability.READ_ONLY if fixed else Mutability.READ_WRITE
    return Variable(default=default, type=DataType.BOOLEAN, mutability=mutability, setting=setting)


def _fixed(value: object, kind: DataType = DataType.INTEGER, unit: str = "") -> Variable:
    return Variable(default=str(value), type=kind, mutability=Mutability.READ_ONLY, unit=unit)


def _measurands(default: str) -> Variable:
    return Variable(default=default, type=DataType.MEMBERS, values=tuple(MEASURANDS))


def _live(kind: DataType, values: tuple[str, ...] = (), unit: str = "") -> Variable:
    return Variable(type=kind, mutability=Mutability.READ_ONLY, values=values, unit=unit, live=True)


_STATES = ("Available", "Occupied", "Reserved", "Unavailable", "Faulted")
_PER_MESSAGE = {"ItemsPerMessage": ITEMS_PER_MESSAGE, "BytesPerMessage": BYTES_PER_MESSAGE}

VARIABLES: Mapping[Name, Variable] = {
    Name("OCPPCommCtrlr", "ActiveNetworkProfile"): _live(DataType.INTEGER),
    Name("OCPPCommCtrlr", "FileTransferProtocols"): _fixed("HTTP,HTTPS,FTP,FTPS", DataType.MEMBERS),
    Name("OCPPCommCtrlr", "HeartbeatInterval"): _whole(300, 1, _DAY_S, "s"),
    Name("OCPPCommCtrlr", "MessageTimeout", "Default"): _fixed(30, unit="s"),
    Name("OCPPCommCtrlr", "MessageAttemptInterval", "TransactionEvent"): _whole(60, 0, 3600, "s"),
    Name("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent"): _whole(3, 1, 100),
    Name("OCPPCommCtrlr", "NetworkConfigurationPriority"): Variable(default="1", type=DataType.SEQUENCE),
    Name("OCPPCommCtrlr", "NetworkProfileConnectionAttempts"): _fixed(3),
    Name("OCPPCommCtrlr", "OfflineThreshold"): _whole(60, 0, _DAY_S, "s"),
    Name("OCPPCommCtrlr", "QueueAllMessages"): _switch("false", fixed=True),
    Name("OCPPCommCtrlr", "ResetRetries"): _whole(2, 0, 10),
    Name("OCPPCommCtrlr", "RetryBackOffRandomRange"): _fixed(5, unit="s"),
    Name("OCPPCommCtrlr", "RetryBackOffRepeatTimes"): _fixed(6),
    Name("OCPPCommCtrlr", "RetryBackOffWaitMinimum"): _fixed(1, unit="s"),
    Name("OCPPCommCtrlr", "UnlockOnEVSideDisconnect"): _switch("false", fixed=True),
    Name("OCPPCommCtrlr", "WebSocketPingInterval"): _whole(30, 0, 3600, "s"),
    Name("AuthCtrlr", "Enabled"): _switch("true", fixed=True),
    Name("AuthCtrlr", "AuthorizeRemoteStart"): _switch("false"),
    Name("AuthCtrlr", "LocalAuthorizeOffline"): _switch("true"),
    Name("AuthCtrlr", "LocalPreAuthorize"): _switch("false"),
    Name("AuthCtrlr", "OfflineTxForUnknownIdEnabled"): _switch("true", setting="ocpp_auth_offline"),
    Name("AuthCacheCtrlr", "Enabled"): _switch("true"),
    Name("LocalAuthListCtrlr", "Enabled"): _switch("true"),
    Name("LocalAuthListCtrlr", "Entries"): _live(DataType.INTEGER),
    Name("LocalAuthListCtrlr", "ItemsPerMessage"): _fixed(MOST_ENTRIES),
    Name("LocalAuthListCtrlr", "BytesPerMessage"): _fixed(BYTES_PER_MESSAGE),
    Name("TxCtrlr", "EVConnectionTimeOut"): _whole(30, 1, _DAY_S, "s"),
    Name("TxCtrlr", "StopTxOnEVSideDisconnect"): _switch("true", fixed=True),
    Name("TxCtrlr", "StopTxOnInvalidId"): _switch("true"),
    Name("TxCtrlr", "MaxEnergyOnInvalidId"): _whole(0, unit="Wh"),
    Name("TxCtrlr", "TxBeforeAcceptedEnabled"): _switch("true", fixed=True),
    Name("TxCtrlr", "TxStartPoint"): Variable(default="PowerPathClosed", type=DataType.MEMBERS, values=_POINTS),
    Name("TxCtrlr", "TxStopPoint"): Variable(default="PowerPathClosed", type=DataType.MEMBERS, values=_POINTS),
    Name("SampledDataCtrlr", "TxStartedMeasurands"): _measurands(_STARTED),
    Name("SampledDataCtrlr", "TxUpdatedInterval"): _whole(60, 0, _DAY_S, "s"),
    Name("SampledDataCtrlr", "TxUpdatedMeasurands"): _measurands(_UPDATED),
    Name("SampledDataCtrlr", "TxEndedInterval"): _fixed(0, unit="s"),
    Name("SampledDataCtrlr", "TxEndedMeasurands"): _measurands(_STARTED),
    Name("AlignedDataCtrlr", "Interval"): _whole(0, 0, _DAY_S, "s"),
    Name("AlignedDataCtrlr", "Measurands"): _measurands("Energy.Active.Import.Register,Power.Active.Import"),
    Name("AlignedDataCtrlr", "TxEndedInterval"): _fixed(0, unit="s"),
    Name("AlignedDataCtrlr", "TxEndedMeasurands"): _fixed("", DataType.MEMBERS),
    Name("ClockCtrlr", "DateTime"): _live(DataType.DATE_TIME),
    Name("ClockCtrlr", "TimeSource"): _fixed("NTP,Heartbeat,RealTimeClock", DataType.SEQUENCE),
    Name("SecurityCtrlr", "BasicAuthPassword"): Variable(
        type=DataType.STRING, mutability=Mutability.WRITE_ONLY, least=16, most=40, setting="ocpp_authkey", reboot=True
    ),
    Name("SecurityCtrlr", "CertificateEntries"): _live(DataType.INTEGER),
    Name("SecurityCtrlr", "Identity"): _live(DataType.STRING),
    Name("SecurityCtrlr", "OrganizationName"): Variable(default="Pilotwire", type=DataType.STRING, most=64),
    Name("SecurityCtrlr", "SecurityProfile"): _live(DataType.INTEGER),
    Name("SecurityCtrlr", "AdditionalRootCertificateCheck"): _switch("false", fixed=True),
    Name("SecurityCtrlr", "MaxCertificateChainSize"): _fixed(10_000),
    **{
        Name("DeviceDataCtrlr", limit, action): _fixed(value)
        for action in ("GetReport", "GetVariables", "SetVariables")
        for limit, value in _PER_MESSAGE.items()
    },
    Name("SmartChargingCtrlr", "Enabled"): _switch("true", fixed=True),
    Name("SmartChargingCtrlr", "Entries", "ChargingProfiles"): _live(DataType.INTEGER),
    Name("SmartChargingCtrlr", "LimitChangeSignificance"): Variable(
        default="5.0", type=DataType.DECIMAL, least=0, most=100, unit="Percent"
    ),
    Name("SmartChargingCtrlr", "PeriodsPerSchedule"): _fixed(MOST_PERIODS),
    Name("SmartChargingCtrlr", "ProfileStackLevel"): _fixed(MOST_STACK_LEVEL),
    Name("SmartChargingCtrlr", "RateUnit"): _fixed("A,W", DataType.MEMBERS),
    Name("SmartChargingCtrlr", "Phases3to1"): _switch("false", fixed=True),
    Name("SmartChargingCtrlr", "NotifyChargingLimitWithSchedules"): _switch("false", fixed=True),
    Name("MonitoringCtrlr", "Enabled"): _switch("false", fixed=True),
    **{Name("MonitoringCtrlr", limit, "SetVariableMonitoring"): _fixed(value) for limit, value in _PER_MESSAGE.items()},
    Name("ReservationCtrlr", "Enabled"): _switch("true", fixed=True),
    Name("ReservationCtrlr", "NonEvseSpecific"): _switch("true", fixed=True),
    Name("ChargingStation", "AvailabilityState"): _live(DataType.OPTION, _STATES),
    Name("ChargingStation", "Available"): _live(DataType.BOOLEAN),
    Name("ChargingStation", "Model"): _live(DataType.STRING),
    Name("ChargingStation", "Problem"): _live(DataType.BOOLEAN),
    Name("ChargingStation", "SerialNumber"): _live(DataType.STRING),
    Name("ChargingStation", "SupplyPhases"): _live(DataType.INTEGER),
    Name("ChargingStation", "VendorName"): _live(DataType.STRING),
    Name("EVSE", "AvailabilityState", evse=1): _live(DataType.OPTION, _STATES),
    Name("EVSE", "Available", evse=1): _live(DataType.BOOLEAN),
    Name("EVSE", "Power", evse=1): _live(DataType.DECIMAL, unit="W"),
    Name("EVSE", "SupplyPhases", evse=1): _live(DataType.INTEGER),
    Name("Connector", "AvailabilityState", evse=1, connector=1): _live(DataType.OPTION, _STATES),
    Name("Connector", "Available", evse=1, connector=1): _live(DataType.BOOLEAN),
    Name("Connector", "ConnectorType", evse=1, connector=1): _fixed("cType2", DataType.STRING),
    Name("Connector", "SupplyPhases", evse=1, connector=1): _live(DataType.INTEGER),
}


class Variables(msgspec.Struct, frozen=True):
    """The values that were changed, by ``key_of`` their names; kept as a document."""

    changed: Mapping[str, str] = {}

    def __getitem__(self, name: Name) -> str:
        """Value of a variable that is not live."""
        return self.changed.get(key_of(name), VARIABLES[name].default)

    def text(self, component: str, variable: str, instance: str = "") -> str:
        """The same by its parts."""
        return self[Name(component, variable, instance)]

    def whole(self, component: str, variable: str, instance: str = "") -> int:
        """A whole number."""
        return int(self.text(component, variable, instance))

    def switch(self, component: str, variable: str) -> bool:
        """A switch."""
        return self.text(component, variable) == "true"

    def members(self, component: str, variable: str) -> list[str]:
        """A list."""
        return [part for part in self.text(component, variable).split(",") if part]

    def having(self, name: Name, value: str) -> Variables:
        """The same with another value."""
        return Variables({**self.changed, key_of(name): value})


def key_of(name: Name) -> str:
    """A variable's name as one text."""
    return f"{name.component}/{name.variable}/{name.instance}"


def problem_of(variable: Variable, value: str) -> str | None:
    """Why a value cannot be; None when it can."""
    return _CHECKS[variable.type](variable, value)


def _number(variable: Variable, value: str, number: Callable[[str], float]) -> str | None:
    try:
        read = number(value)
    except ValueError:
        return f"a number is expected, not {value[:20]!r}"
    low, high = variable.least, variable.most
    fits = (low is None or read >= low) and (high is None or read <= high)
    return None if fits else f"it has to be from {low} to {high}"


def _text(variable: Variable, value: str) -> str | None:
    least, most = variable.least or 0, variable.most or 1000
    return None if least <= len(value) <= most else f"it has to have {least} to {most} characters"


def _list(variable: Variable, value: str) -> str | None:
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if len(set(parts)) != len(parts):
        return "nothing may be in the list twice"
    if variable.values == tuple(MEASURANDS):
        try:
            known_measurands(value)
        except ValueError as error:
            return str(error)
        return None
    unknown = [part for part in parts if variable.values and part not in variable.values]
    if unknown or (variable.values and not parts):
        return f"it is a list of {', '.join(variable.values)}"
    return None


_CHECKS: Mapping[DataType, Callable[[Variable, str], str | None]] = {
    DataType.INTEGER: lambda variable, value: _number(variable, value, int),
    DataType.DECIMAL: lambda variable, value: _number(variable, value, float),
    DataType.BOOLEAN: lambda _, value: None if value in ("true", "false") else "it is true or false",
    DataType.STRING: _text,
    DataType.DATE_TIME: _text,
    DataType.OPTION: _list,
    DataType.MEMBERS: _list,
    DataType.SEQUENCE: _list,
}
