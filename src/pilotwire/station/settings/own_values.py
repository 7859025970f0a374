"""Settings that OpenEVSE firmware does not know: fields of ``values.Settings``, one each, as that module says."""

from __future__ import annotations

from typing import Annotated

import msgspec

from .key import Choice, Effect, Switch, Text, Whole

_JSON_TEXT = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u(?![dD][89A-Fa-f])[0-9A-Fa-f]{4}))*"'
_JSON_NAMES = rf"(?:\{{(?:{_JSON_TEXT}:{_JSON_TEXT}(?:,{_JSON_TEXT}:{_JSON_TEXT})*)?\}})?"

_JSON_OBJECT = rf"\{{{_JSON_TEXT}:{_JSON_TEXT}(?:,{_JSON_TEXT}:{_JSON_TEXT})*\}}"
_JSON_OBJECTS = rf"(?:\[(?:{_JSON_OBJECT}(?:,{_JSON_OBJECT})*)?\])?"


class OwnSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Additions, listed after all others."""

    rfid_users: Annotated[
        str,
        Text(
            "pru",
            "Names of RFID tags, a JSON object without spaces",
            ours=True,
            secret=True,
            pattern=_JSON_NAMES,
            expected='a JSON object without spaces between its parts, like {"04a2b3c4":"Ada"}',
        ),
    ] = ""
    rfid_salt: Annotated[
        str, Text("prs", "Random text that ids of RFID tags are made with", ours=True, secret=True)
    ] = ""
    rfid_reader: Annotated[
        str,
        Text(
            "prr",
            "USB reader of RFID tags: a device in /dev/input, or empty for none",
            ours=True,
            effect=Effect.RECONNECT,
            pattern=r"(?:/dev/input/[A-Za-z0-9._:/-]{1,100})?",
            expected="a path like /dev/input/by-id/usb-Reader-event-kbd, or nothing",
        ),
    ] = ""
    lcd_messages: Annotated[
        bool, Switch("plm", "Show address and Wi-Fi on the controller's display when they change", ours=True)
    ] = True
    network_managed: Annotated[
        bool, Switch("pnm", "The station joins networks and opens its access point by itself", ours=True)
    ] = False
    https_own: Annotated[
        bool, Switch("pho", "Serve HTTPS with a certificate of the station's own authority", ours=True)
    ] = False
    https_redirect: Annotated[
        bool, Switch("phr", "Send who comes over plain HTTP to HTTPS, while that is served", ours=True)
    ] = False
    api_open: Annotated[bool, Switch("pao", "Answer other machines although no password is set", ours=True)] = False
    claims_lease_time: Annotated[
        int, Whole("pcl", "How long claims made through the OpenEVSE API last; 0 until released", "s", ours=True)
    ] = 0
    divert_feed_timeout: Annotated[
        int,
        Whole(
            "pdf", "Age from which solar, grid or battery feed is not believed any more; 0 for never", "s", ours=True
        ),
    ] = 120
    sample_interval: Annotated[
        int, Whole("psi", "Time between two samples of the history", "s", ours=True, minimum=1, maximum=86400)
    ] = 60
    commit_interval: Annotated[
        int,
        Whole(
            "pci", "Longest time measurements wait before they are written", "s", ours=True, minimum=1, maximum=86400
        ),
    ] = 60
    contactor_min_on_time: Annotated[
        int,
        Whole("pcn", "Shortest time of charging before a source stops it by itself", "s", ours=True, maximum=3600),
    ] = 60
    contactor_min_off_time: Annotated[
        int,
        Whole("pco", "Shortest pause before a source starts charging by itself", "s", ours=True, maximum=3600),
    ] = 60
    contactor_closures_per_hour: Annotated[
        int,
        Whole("pch", "Most closures of the contactor in any hour", "1/h", ours=True, minimum=2, maximum=60),
    ] = 12
    divert_below_minimum: Annotated[
        str,
        Choice(
            "pdm",
            "When the sun gives less than the car can take: stop, hold the minimum, or hold it within the budget",
            ours=True,
            options=("stop", "hold", "budget"),
        ),
    ] = "stop"
    divert_hold_budget: Annotated[
        int,
        Whole(
            "pdb", "Energy a day that is not from the sun, to hold the minimum with", "Wh", ours=True, maximum=100_000
        ),
    ] = 1000
    divert_feed_fallback: Annotated[
        str,
        Choice(
            "pdk",
            "What eco does when the feed is not believed any more",
            ours=True,
            options=("pause", "minimum"),
        ),
    ] = "pause"
    home_battery_aware: Annotated[
        bool, Switch("pba", "Count what the home battery takes and gives in the surplus", ours=True)
    ] = False
    home_battery_priority_soc: Annotated[
        int,
        Whole(
            "pbp",
            "Below this state of charge the home battery goes before the car; 0 for never",
            "%",
            ours=True,
            maximum=100,
        ),
    ] = 50
    home_battery_buffer_soc: Annotated[
        int,
        Whole(
            "pbb",
            "From this state of charge, and not below the other, the home battery may feed the car; 0 for never",
            "%",
            ours=True,
            maximum=100,
        ),
    ] = 0
    smart_charge_rules: Annotated[
        str,
        Choice("psr", "Rules for smart charge points that apply", ours=True, options=("", "uk")),
    ] = ""
    smart_charge_delay: Annotated[
        int,
        Whole(
            "psd", "Longest random delay of what the schedule switches, under these rules", "s", ours=True, maximum=1800
        ),
    ] = 600
    smart_charge_hours: Annotated[
        str,
        Choice(
            "psh",
            "Whether the owner has taken the off-peak hours offered at first use",
            ours=True,
            options=("open", "accepted", "declined"),
        ),
    ] = "open"
    vehicle_battery_capacity: Annotated[
        int,
        Whole(
            "pvc",
            "Usable energy of the car's battery, for charging plans",
            "Wh",
            ours=True,
            minimum=1000,
            maximum=1_000_000,
        ),
    ] = 60_000
    mqtt_version: Annotated[
        str,
        Choice(
            "pmv", "Version of MQTT spoken with the broker", ours=True, effect=Effect.RECONNECT, options=("3.1.1", "5")
        ),
    ] = "3.1.1"
    mqtt_commands: Annotated[
        str,
        Choice(
            "pmc",
            "What may be commanded by MQTT: nothing, all but protections, calibration and access, or everything",
            ours=True,
            effect=Effect.RECONNECT,
            options=("none", "safe", "all"),
        ),
    ] = "safe"
    mqtt_discovery: Annotated[
        bool,
        Switch("pmd", "Have Home Assistant find the station by MQTT", ours=True, effect=Effect.RECONNECT),
    ] = True
    mqtt_discovery_prefix: Annotated[
        str,
        Text("pmp", "Topic under which Home Assistant looks for devices", ours=True, effect=Effect.RECONNECT),
    ] = "homeassistant"
    price_file: Annotated[
        str,
        Text(
            "ppf",
            "JSON or CSV file with prices or carbon intensity, read when it changes; posted ones rest meanwhile",
            ours=True,
        ),
    ] = ""
    emoncms_servers: Annotated[
        str,
        Text(
            "pes",
            "Further Emoncms servers, a JSON list without spaces between its parts",
            ours=True,
            effect=Effect.RECONNECT,
            secret=True,
            pattern=_JSON_OBJECTS,
            expected='a JSON list without spaces between its parts, like [{"server":"http://emonpi","apikey":"4f"}]',
        ),
    ] = ""
    emoncms_mqtt: Annotated[
        bool,
        Switch(
            "pem", "Publish what Emoncms stores by MQTT as well, as emonHub does", ours=True, effect=Effect.RECONNECT
        ),
    ] = False
    emoncms_mqtt_topic: Annotated[
        str,
        Text("pet", "Topic under which Emoncms listens to MQTT", ours=True, effect=Effect.RECONNECT),
    ] = "emon"
    ocpp_version: Annotated[
        str,
        Choice(
            "pov",
            "Version of OCPP spoken with the central system; auto lets that choose",
            ours=True,
            effect=Effect.RECONNECT,
            options=("auto", "1.6", "2.0.1"),
        ),
    ] = "auto"
    ocpp_security_profile: Annotated[
        int,
        Whole(
            "pos",
            "OCPP security: 1 password, 2 also TLS, 3 TLS with client certificate, 0 as address and key say",
            ours=True,
            effect=Effect.RECONNECT,
            maximum=3,
        ),
    ] = 0
    ocpp_certificate_id: Annotated[
        str,
        Text(
            "poc",
            "Id of the client certificate shown to the OCPP central system",
            ours=True,
            effect=Effect.RECONNECT,
            pattern="[0-9A-Fa-f]{0,16}",
            expected="the id of a certificate: up to 16 hexadecimal digits",
        ),
    ] = ""
