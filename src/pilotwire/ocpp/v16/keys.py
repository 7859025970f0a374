"""Configuration keys of OCPP 1.6 (chapter 9 and the security white paper): which there are and what they can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto

import msgspec

from ..measurands import known_measurands
from ..tokens import MOST_ENTRIES

MOST_STACK_LEVEL = 8
MOST_PERIODS = 24
MOST_PROFILES = 10
MOST_KEYS = 100
FEATURES = "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger"
_ALL = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Current.Offered,Voltage,Temperature"
_ALIGNED = "Energy.Active.Import.Register,Power.Active.Import"
_MOST_MEASURANDS = 8
_DAY_S = 86_400


class Access(Enum):
    """Who may do what with a key."""

    READ = auto()
    READ_WRITE = auto()
    WRITE = auto()
    """It is a secret: it can be set and never read."""


class KeyType(Enum):
    """What a key's value is."""

    WHOLE = auto()
    SWITCH = auto()
    TEXT = auto()
    MEASURANDS = auto()


class ConfigurationKey(msgspec.Struct, frozen=True):
    """One key."""

    default: str
    type: KeyType = KeyType.WHOLE
    access: Access = Access.READ_WRITE
    least: int = 0
    most: int = 2**31 - 1
    setting: str = ""
    """The station's setting that it mirrors, by long name."""


def _switch(default: str, access: Access = Access.READ_WRITE, setting: str = "") -> ConfigurationKey:
    return ConfigurationKey(default, KeyType.SWITCH, access, setting=setting)


def _text(default: str, access: Access = Access.READ_WRITE, most: int = 500, setting: str = "") -> ConfigurationKey:
    return ConfigurationKey(default, KeyType.TEXT, access, 0, most, setting)


def _fixed(value: object) -> ConfigurationKey:
    return ConfigurationKey(str(value), KeyType.TEXT, Access.READ)


def _measurands(default: str) -> ConfigurationKey:
    return ConfigurationKey(default, KeyType.MEASURANDS)


KEYS: Mapping[str, ConfigurationKey] = {
    "AllowOfflineTxForUnknownId": _switch("true", setting="ocpp_auth_offline"),
    "AuthorizationCacheEnabled": _switch("true"),
    "AuthorizeRemoteTxRequests": _switch("false"),
    "ClockAlignedDataInterval": ConfigurationKey("0", most=_DAY_S),
    "ConnectionTimeOut": ConfigurationKey("30", most=_DAY_S),
    "ConnectorPhaseRotation": _text("NotApplicable"),
    "GetConfigurationMaxKeys": _fixed(MOST_KEYS),
    "HeartbeatInterval": ConfigurationKey("86400", least=1),
    "LocalAuthorizeOffline": _switch("true"),
    "LocalPreAuthorize": _switch("false"),
    "MaxEnergyOnInvalidId": ConfigurationKey("0"),
    "MeterValuesAlignedData": _measurands(_ALIGNED),
    "MeterValuesAlignedDataMaxLength": _fixed(_MOST_MEASURANDS),
    "MeterValuesSampledData": _measurands(_ALL),
    "MeterValuesSampledDataMaxLength": _fixed(_MOST_MEASURANDS),
    "MeterValueSampleInterval": ConfigurationKey("60", most=_DAY_S),
    "MinimumStatusDuration": ConfigurationKey("0", most=3600),
    "NumberOfConnectors": _fixed(1),
    "ResetRetries": ConfigurationKey("2", most=10),
    "StopTransactionOnEVSideDisconnect": _switch("true"),
    "StopTransactionOnInvalidId": _switch("true"),
    "StopTxnAlignedData": _measurands(""),
    "StopTxnAlignedDataMaxLength": _fixed(_MOST_MEASURANDS),
    "StopTxnSampledData": _measurands(""),
    "StopTxnSampledDataMaxLength": _fixed(_MOST_MEASURANDS),
    "SupportedFeatureProfiles": _fixed(FEATURES),
    "TransactionMessageAttempts": ConfigurationKey("3", least=1, most=100),
    "TransactionMessageRetryInterval": ConfigurationKey("60", most=3600),
    "UnlockConnectorOnEVSideDisconnect": _switch("false", Access.READ),
    "WebSocketPingInterval": ConfigurationKey("5", most=3600),
    "LocalAuthListEnabled": _switch("true"),
    "LocalAuthListMaxLength": _fixed(MOST_ENTRIES),
    "SendLocalListMaxLength": _fixed(MOST_ENTRIES),
    "ReserveConnectorZeroSupported": _switch("true", Access.READ),
    "ChargeProfileMaxStackLevel": _fixed(MOST_STACK_LEVEL),
    "ChargingScheduleAllowedChargingRateUnit": _fixed("Current,Power"),
    "ChargingScheduleMaxPeriods": _fixed(MOST_PERIODS),
    "ConnectorSwitch3to1PhaseSupported": _switch("false", Access.READ),
    "MaxChargingProfilesInstalled": _fixed(MOST_PROFILES),
    "AdditionalRootCertificateCheck": _switch("false", Access.READ),
    "AuthorizationKey": _text("", Access.WRITE, 40, "ocpp_authkey"),
    "CertificateSignedMaxChainSize": _fixed(10_000),
    "CertificateStoreMaxLength": _fixed(20),
    "CpoName": _text("", most=100),
    "SecurityProfile": ConfigurationKey("0", most=3, setting="ocpp_security_profile"),
    "Cst_BackendUrl": _text("", setting="ocpp_server"),
    "Cst_ChargeBoxId": _text("", most=48, setting="ocpp_chargeBoxId"),
    "Cst_FreeVendActive": _switch("true", setting="ocpp_auth_auto"),
    "Cst_FreeVendIdTag": _text("DefaultIdTag", most=20, setting="ocpp_idtag"),
}


class Changed(Enum):
    """What became of a change, in the protocol's words."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    NOT_SUPPORTED = "NotSupported"


class Configuration(msgspec.Struct, frozen=True):
    """The keys' values as they are; kept as a document of those that were changed."""

    changed: Mapping[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """Value of a key."""
        return self.changed.get(name, KEYS[name].default)

    def whole(self, name: str) -> int:
        """Value of a key that is a whole number."""
        return int(self[name])

    def switch(self, name: str) -> bool:
        """Value of a key that is a switch."""
        return self[name].lower() == "true"

    def with_value(self, name: str, value: str) -> tuple[Changed, Configuration]:
        """The same with another value, if the back end may set it and it can be."""
        found = named(name)
        if found is None:
            return Changed.NOT_SUPPORTED, self
        key = KEYS[found]
        if key.access is Access.READ or not _CHECKS[key.type](key, value):
            return Changed.REJECTED, self
        if found == "SecurityProfile" and int(value) < self.whole(found):
            # Nobody lowers the guard over the line it guards.
            return Changed.REJECTED, self
        return Changed.ACCEPTED, self.having(found, _tidy(key, value))

    @property
    def kept(self) -> Configuration:
        """Without the secrets, which are settings of the station and kept only there."""
        return Configuration({name: value for name, value in self.changed.items() if not is_secret(name)})

    def having(self, name: str, value: str) -> Configuration:
        """The same with another value, from the station itself."""
        return Configuration({**self.changed, name: value})


def is_secret(name: str) -> bool:
    """Whether a key can be set and never read."""
    key = KEYS.get(name)
    return key is not None and key.access is Access.WRITE


def named(name: str) -> str | None:
    """The key that is meant: names do not regard case (CiString50)."""
    return _BY_LOWER.get(name.lower())


def _is_whole(key: ConfigurationKey, value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 11 and key.least <= int(value) <= key.most


def _is_measurands(_: ConfigurationKey, value: str) -> bool:
    try:
        return len(known_measurands(value)) <= _MOST_MEASURANDS
    except ValueError:
        return False


def _tidy(key: ConfigurationKey, value: str) -> str:
    match key.type:
        case KeyType.SWITCH:
            return value.lower()
        case KeyType.MEASURANDS:
            return ",".join(known_measurands(value))
        case _:
            return value


_CHECKS: Mapping[KeyType, Callable[[ConfigurationKey, str], bool]] = {
    KeyType.WHOLE: _is_whole,
    KeyType.SWITCH: lambda _, value: value.lower() in ("true", "false"),
    KeyType.TEXT: lambda key, value: len(value) <= key.most,
    KeyType.MEASURANDS: _is_measurands,
}
_BY_LOWER = {name.lower(): name for name in KEYS}
