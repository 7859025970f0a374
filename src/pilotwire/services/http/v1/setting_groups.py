"""Which group of the owner's concerns each setting belongs to. Only the groups; what a setting means is elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

SettingGroup = Literal[
    "charging",
    "supply-and-safety",
    "eco",
    "house-limit",
    "schedule-and-prices",
    "car",
    "network",
    "security",
    "mqtt",
    "emoncms",
    "ocpp",
    "rfid",
    "display",
    "time",
    "maintenance",
]
_BY_START: Final[tuple[tuple[str, SettingGroup], ...]] = (
    ("mqtt_", "mqtt"),
    ("emoncms_", "emoncms"),
    ("ocpp_", "ocpp"),
    ("rfid_", "rfid"),
    ("tesla_", "car"),
    ("vehicle_", "car"),
    ("divert_", "eco"),
    ("home_battery_", "eco"),
    ("current_shaper_", "house-limit"),
    ("smart_charge_", "schedule-and-prices"),
    ("scheduler_", "schedule-and-prices"),
    ("price_", "schedule-and-prices"),
    ("ohm", "schedule-and-prices"),
    ("limit_", "charging"),
    ("contactor_", "supply-and-safety"),
    ("temp_throttle_", "supply-and-safety"),
    ("heartbeat_", "supply-and-safety"),
    ("max_current_", "supply-and-safety"),
    ("tft_", "display"),
    ("lcd_", "display"),
    ("led_", "display"),
    ("sntp_", "time"),
    ("time_", "time"),
    ("ap_", "network"),
)
_BY_NAME: Final[Mapping[str, SettingGroup]] = {
    "default_state": "charging",
    "charge_mode": "eco",
    "pause_uses_disabled": "charging",
    "front_button": "charging",
    "voltage": "supply-and-safety",
    "is_threephase": "supply-and-safety",
    "over_temp_shutdown": "supply-and-safety",
    "diode_check": "supply-and-safety",
    "vent_check": "supply-and-safety",
    "ground_check": "supply-and-safety",
    "relay_check": "supply-and-safety",
    "gfci_check": "supply-and-safety",
    "temp_check": "supply-and-safety",
    "service": "supply-and-safety",
    "scale": "maintenance",
    "offset": "maintenance",
    "sample_interval": "maintenance",
    "commit_interval": "maintenance",
    "wizard_passed": "maintenance",
    "ssid": "network",
    "pass": "network",
    "hostname": "network",
    "www_http_port": "network",
    "www_https_port": "network",
    "www_username": "security",
    "www_password": "security",
    "www_certificate_id": "security",
    "https_own": "security",
    "network_managed": "network",
    "https_redirect": "security",
    "server_secret": "security",
    "api_open": "security",
    "claims_lease_time": "maintenance",
    "lang": "display",
    "temp_unit": "display",
}


def group_of(name: str) -> SettingGroup:
    """The group of a setting.

    Raises:
        KeyError: the setting has none yet; give it one above.

    """
    group = _BY_NAME.get(name)
    if group is not None:
        return group
    for start, by_start in _BY_START:
        if name.startswith(start):
            return by_start
    raise KeyError(name)
