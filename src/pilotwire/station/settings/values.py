"""Every stored setting: one field each, with its type, default, names, range, effect and description.

This is the only list, with ``own_values``. Names, kinds, bits and defaults are those of the OpenEVSE gateway
(firmware of July 2026, and 5.1 where that has no such key); additions of ours are in ``own_values``. How values from
outside are read is in ``coercion``, how they are changed in ``change``, where they are kept in ``areas``.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

import msgspec

from .key import MAX_U64, Choice, Effect, Fraction, Key, Part, Switch, Text, Whole
from .own_values import OwnSettings

_HEX_ID = "[0-9A-Fa-f]{0,16}"
_HEX_WORDS = "the hexadecimal id of a stored certificate"
_HOST = "[A-Za-z0-9_.-]*"
_HOST_WORDS = "letters, digits, hyphens, underscores and dots"

_RECONNECT = Effect.RECONNECT


class Settings(
    OwnSettings,
    frozen=True,
    kw_only=True,
    rename={"pass_": "pass", "divert_pv_ratio": "divert_PV_ratio", "ocpp_charge_box_id": "ocpp_chargeBoxId"},
):
    """All settings as they are in force. Attributes are the long names in lower case."""

    heartbeat_interval: Annotated[
        int, Whole("hbi", "How long the controller waits for a sign of life; 0 turns supervision off", "s", maximum=65)
    ] = 5
    heartbeat_current: Annotated[
        int, Whole("hbc", "What the controller falls back to when the sign of life is missing", "A", maximum=80)
    ] = 6
    voltage: Annotated[
        int,
        Whole(
            "sv",
            "Mains voltage energy is computed with unless a feed tells it; 0 leaves it to the controller",
            "cV",
            minimum=6000,
            maximum=30000,
            or_zero=True,
        ),
    ] = 0

    ssid: Annotated[str, Text("ws", "Wi-Fi network to join", effect=Effect.NETWORK, max_bytes=32)] = ""
    pass_: Annotated[
        str, Text("wp", "Passphrase of that network", effect=Effect.NETWORK, max_bytes=64, secret=True)
    ] = ""
    ap_ssid: Annotated[
        str,
        Text(
            "ss", "Name of the station's own access point; by default from its id", effect=Effect.NETWORK, max_bytes=32
        ),
    ] = ""
    ap_pass: Annotated[
        str,
        Text(
            "sp",
            "Passphrase of the access point, used from 8 characters on",
            effect=Effect.NETWORK,
            max_bytes=64,
            secret=True,
        ),
    ] = ""
    lang: Annotated[str, Text("lan", "Language of the web interface")] = ""

    www_username: Annotated[str, Text("au", "User name of the web interface and API", max_bytes=256)] = ""
    www_password: Annotated[
        str, Text("ap", "Password of the web interface and API; kept only as a hash", max_bytes=1024, secret=True)
    ] = ""
    www_certificate_id: Annotated[
        str,
        Text("wc", "Certificate of the HTTPS server", pattern=_HEX_ID, expected=_HEX_WORDS),
    ] = ""
    server_secret: Annotated[str, Text("wsk", "Key that log-in cookies are signed with", secret=True)] = ""
    www_http_port: Annotated[
        int, Whole("whp", "Port of the HTTP server", effect=Effect.RESTART, minimum=1, maximum=65535)
    ] = 80
    www_https_port: Annotated[
        int, Whole("wsp", "Port of the HTTPS server", effect=Effect.RESTART, minimum=1, maximum=65535)
    ] = 443
    hostname: Annotated[
        str,
        Text(
            "hn",
            "Name on the network; by default from the station's id",
            effect=Effect.RESTART,
            max_bytes=63,
            pattern=_HOST,
            expected=_HOST_WORDS,
        ),
    ] = "openevse"
    sntp_hostname: Annotated[str, Text("sh", "Time server", effect=Effect.NETWORK, max_bytes=253)] = "pool.ntp.org"

    temp_unit: Annotated[str, Choice("tu", "Unit in which temperatures are displayed", options=("c", "f"))] = "c"
    tft_theme: Annotated[str, Text("tt", "Colours of the display", part=Part.COLOUR_DISPLAY)] = "dark"
    tft_brightness: Annotated[
        int, Whole("tb", "Brightness of the display in use", "%", part=Part.COLOUR_DISPLAY, maximum=100)
    ] = 100
    tft_standby_brightness: Annotated[
        int, Whole("tsb", "Brightness of the display when nobody uses it", "%", part=Part.COLOUR_DISPLAY, maximum=100)
    ] = 15
    lcd_backlight_timeout: Annotated[
        int, Whole("lbt", "Time until the display's light goes out; 0 leaves it on", "s")
    ] = 0
    time_zone: Annotated[str, Text("tz", "Time zone: name, a bar, and its rule as a POSIX TZ string")] = (
        "Europe/London|GMT0BST,M3.5.0/1,M10.5.0"
    )

    limit_default_type: Annotated[
        str,
        Choice(
            "ldt",
            "What the limit of every new session is in",
            options=("", "none", "time", "energy", "soc", "range", "cost"),
        ),
    ] = ""
    limit_default_value: Annotated[
        int, Whole("ldv", "The limit of every new session", "min, Wh, %, range unit or 1/100 of the currency, by type")
    ] = 0

    emoncms_server: Annotated[str, Text("es", "Address of the Emoncms server", effect=_RECONNECT)] = (
        "https://emoncms.org"
    )
    emoncms_node: Annotated[
        str, Text("en", "Name of the station in Emoncms; by default the host name", effect=_RECONNECT)
    ] = ""
    emoncms_apikey: Annotated[str, Text("ea", "Write key of Emoncms", effect=_RECONNECT, secret=True)] = ""
    emoncms_fingerprint: Annotated[
        str, Text("ef", "Fingerprint of the Emoncms server's certificate", effect=_RECONNECT)
    ] = ""

    mqtt_server: Annotated[str, Text("ms", "Host of the MQTT broker", effect=_RECONNECT)] = ""
    mqtt_port: Annotated[int, Whole("mpt", "Port of the MQTT broker", effect=_RECONNECT, minimum=1, maximum=65535)] = (
        1883
    )
    mqtt_topic: Annotated[
        str, Text("mt", "Topic under which the station publishes; by default the host name", effect=_RECONNECT)
    ] = ""
    mqtt_user: Annotated[str, Text("mu", "User name at the broker", effect=_RECONNECT)] = ""
    mqtt_pass: Annotated[str, Text("mp", "Password at the broker", effect=_RECONNECT, secret=True)] = ""
    mqtt_certificate_id: Annotated[
        str,
        Text("mct", "Client certificate for the broker", effect=_RECONNECT, pattern=_HEX_ID, expected=_HEX_WORDS),
    ] = ""
    mqtt_solar: Annotated[str, Text("mo", "Topic with solar production (W)", effect=_RECONNECT)] = ""
    mqtt_grid_ie: Annotated[
        str, Text("mg", "Topic with power from the grid, negative to it (W)", effect=_RECONNECT)
    ] = ""
    mqtt_vrms: Annotated[str, Text("mv", "Topic with the mains voltage (V)", effect=_RECONNECT)] = ""
    mqtt_live_pwr: Annotated[
        str, Text("map", "Topic with the site's whole power, car included (W)", effect=_RECONNECT)
    ] = ""
    mqtt_vehicle_soc: Annotated[str, Text("mc", "Topic with the car's state of charge (%)", effect=_RECONNECT)] = ""
    mqtt_vehicle_range: Annotated[str, Text("mr", "Topic with the car's range (km or miles)", effect=_RECONNECT)] = ""
    mqtt_vehicle_eta: Annotated[
        str, Text("met", "Topic with the time until the car is full (s)", effect=_RECONNECT)
    ] = ""
    mqtt_vehicle_charge_limit: Annotated[
        str, Text("mcl", "Topic with the car's own charge limit (%)", effect=_RECONNECT)
    ] = ""
    mqtt_home_battery_soc: Annotated[
        str, Text("mhs", "Topic with the home battery's state of charge (%)", effect=_RECONNECT)
    ] = ""
    mqtt_home_battery_power: Annotated[
        str, Text("mhp", "Topic with the home battery's power (W)", effect=_RECONNECT)
    ] = ""
    mqtt_announce_topic: Annotated[
        str, Text("ma", "Topic under which the station announces itself", effect=_RECONNECT)
    ] = "openevse/announce"

    ocpp_server: Annotated[str, Text("ows", "Address of the OCPP central system", effect=_RECONNECT)] = ""
    ocpp_charge_box_id: Annotated[str, Text("cid", "Name of the station at the central system", effect=_RECONNECT)] = ""
    ocpp_authkey: Annotated[
        str, Text("oky", "Authorisation key for the central system", effect=_RECONNECT, secret=True)
    ] = ""
    ocpp_idtag: Annotated[str, Text("idt", "Tag charged to when anybody may charge", effect=_RECONNECT)] = (
        "DefaultIdTag"
    )
    ohm: Annotated[str, Text("o", "Key of the Ohm Connect account")] = ""

    divert_type: Annotated[
        int, Whole("dm", "What solar divert follows: 0 production, 1 grid, -1 not chosen", minimum=-1, maximum=1)
    ] = 1
    divert_pv_ratio: Annotated[
        float, Fraction("dpr", "Share of the charging power that must come from the sun", minimum=0, maximum=10)
    ] = 1.1
    divert_attack_smoothing_time: Annotated[int, Whole("das", "Smoothing of a rising surplus", "s")] = 20
    divert_decay_smoothing_time: Annotated[int, Whole("dds", "Smoothing of a falling surplus", "s")] = 600
    divert_min_charge_time: Annotated[int, Whole("dt", "Shortest charge by solar divert", "s")] = 600

    current_shaper_max_pwr: Annotated[int, Whole("smp", "Most the site may draw, car included", "W")] = 0
    current_shaper_smoothing_time: Annotated[int, Whole("sst", "Smoothing of a falling load while paused", "s")] = 60
    current_shaper_min_pause_time: Annotated[int, Whole("spt", "Shortest pause by the current shaper", "s")] = 300
    current_shaper_data_maxinterval: Annotated[
        int, Whole("sdm", "Age from which the site's power is not believed any more", "s")
    ] = 120
    temp_throttle_setpoint: Annotated[
        int, Whole("tts", "Temperature at which charging is slowed down", "°C", maximum=125)
    ] = 65
    over_temp_shutdown: Annotated[int, Whole("ots", "Temperature at which charging stops", "°C", maximum=125)] = 72

    vehicle_data_src: Annotated[
        int, Whole("vds", "Where data about the car comes from: 0 nowhere, 1 Tesla, 2 MQTT, 3 HTTP", maximum=3)
    ] = 0
    tesla_access_token: Annotated[str, Text("tat", "Tesla access token", secret=True)] = ""
    tesla_refresh_token: Annotated[str, Text("trt", "Tesla refresh token", secret=True)] = ""
    tesla_created_at: Annotated[
        int, Whole("tc", "When the Tesla tokens were issued, since 1970", "s", maximum=MAX_U64)
    ] = MAX_U64
    tesla_expires_in: Annotated[int, Whole("tx", "How long the Tesla tokens last", "s", maximum=MAX_U64)] = MAX_U64
    tesla_vehicle_id: Annotated[str, Text("ti", "The Tesla to ask about")] = ""
    rfid_storage: Annotated[str, Text("rs", "RFID tags that may charge, separated by commas")] = ""
    led_brightness: Annotated[int, Whole("lb", "Brightness of the LEDs", part=Part.LEDS, maximum=255)] = 128
    scheduler_start_window: Annotated[
        int, Whole("ssw", "Events of the schedule start at a random moment within this time", "s")
    ] = 600

    flags_changed: Annotated[int, Whole("c", "Bits of the flags that were ever set on purpose")] = 0
    emoncms_enabled: Annotated[bool, Switch("ee", "Post to Emoncms", effect=_RECONNECT, bit=0)] = False
    mqtt_enabled: Annotated[bool, Switch("me", "Connect to the MQTT broker", effect=_RECONNECT, bit=1)] = False
    mqtt_reject_unauthorized: Annotated[
        bool,
        Switch("mru", "Accept only certificates that can be verified", effect=_RECONNECT, bit=7, inverted=True),
    ] = True
    mqtt_retained: Annotated[bool, Switch("mrt", "Ask the broker to keep values", effect=_RECONNECT, bit=20)] = False
    ohm_enabled: Annotated[bool, Switch("oe", "Pause during Ohm Hours", bit=2)] = False
    sntp_enabled: Annotated[bool, Switch("se", "Take the time from the time server", bit=3)] = True
    tesla_enabled: Annotated[bool, Switch("te", "Ask Tesla about the car", bit=8)] = False
    divert_enabled: Annotated[bool, Switch("de", "Solar divert", bit=9)] = False
    current_shaper_enabled: Annotated[bool, Switch("cse", "Current shaper", bit=19)] = False
    pause_uses_disabled: Annotated[
        bool, Switch("pd", "Pause by disabling the controller instead of putting it to sleep", bit=13)
    ] = False
    mqtt_vehicle_range_miles: Annotated[bool, Switch("mvru", "Ranges are in miles", effect=_RECONNECT, bit=17)] = False
    ocpp_enabled: Annotated[bool, Switch("ope", "Connect to the OCPP central system", effect=_RECONNECT, bit=14)] = (
        False
    )
    ocpp_auth_auto: Annotated[bool, Switch("oaa", "Anybody may charge", effect=_RECONNECT, bit=22)] = True
    ocpp_auth_offline: Annotated[
        bool, Switch("ooa", "Unknown tags may charge while the central system is away", effect=_RECONNECT, bit=23)
    ] = True
    ocpp_suspend_evse: Annotated[
        bool, Switch("ops", "The central system may stop charging", effect=_RECONNECT, bit=15)
    ] = False
    ocpp_energize_plug: Annotated[
        bool, Switch("opn", "The central system may start charging", effect=_RECONNECT, bit=16)
    ] = False
    rfid_enabled: Annotated[bool, Switch("rf", "Charge only with a known RFID tag", bit=18)] = False
    factory_write_lock: Annotated[
        bool, Switch("fwl", "The factory settings can no longer be changed; set by the first change", bit=21)
    ] = False
    is_threephase: Annotated[bool, Switch("itp", "The supply has three phases", bit=24)] = False
    wizard_passed: Annotated[bool, Switch("wzp", "The first set-up is done", bit=25)] = False
    default_state: Annotated[bool, Switch("dfs", "Charge when nobody wants anything else", bit=26)] = True
    temp_throttle_enabled: Annotated[bool, Switch("tte", "Slow down when it gets hot", bit=27)] = True
    lcd_network_info: Annotated[bool, Switch("lni", "Show host name and address on the display", bit=28)] = True
    mqtt_protocol: Annotated[
        str,
        Choice(
            "mprt",
            "Plain MQTT or MQTT with TLS",
            effect=_RECONNECT,
            options=("mqtt", "mqtts"),
            first_bit=4,
            lenient=True,
        ),
    ] = "mqtt"
    charge_mode: Annotated[
        str,
        Choice(
            "chmd",
            "Charge fast or by the sun, when divert is enabled",
            options=("fast", "eco"),
            first_bit=10,
            lenient=True,
        ),
    ] = "fast"

    @classmethod
    def for_station(cls, short_id: str) -> Self:
        """The built-in defaults of the station with this id (last 4 hex digits of its hardware address)."""
        return cls(hostname=f"openevse-{short_id}", mqtt_announce_topic=f"openevse/announce/{short_id}")

    def __repr__(self) -> str:
        """What differs from the defaults, secrets masked: fit for a log."""
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """The same for rich."""
        return [(name, self._masked(name)) for name in KEYS if getattr(self, name) != DEFAULTS[name]]

    def _masked(self, name: str) -> object:
        key = KEYS[name]
        value: object = getattr(self, name)
        return "***" if isinstance(key, Text) and key.secret and value else value


def _keys() -> dict[str, Key]:
    """What the annotations say of each field, by attribute."""
    keys = {
        field.name: next(extra for extra in field.type.__metadata__ if isinstance(extra, Key))
        for field in msgspec.structs.fields(Settings)
    }
    return dict(sorted(keys.items(), key=lambda item: item[1].ours))


KEYS = _keys()
"""Every setting by attribute, in the order in which they are listed."""
LONG_NAMES = {field.name: field.encode_name for field in msgspec.structs.fields(Settings)}
"""Long name by attribute."""
DEFAULTS = {field.name: field.default for field in msgspec.structs.fields(Settings)}
"""Built-in default by attribute, of a station without an id."""
