"""What is said on MQTT: at the beginning, with every event, at the end; and how Home Assistant is told of it."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest
from station_rig import StationRig

from pilotwire.services.host import Identity
from pilotwire.services.mqtt.arrangement import Access, Arrangement, Broker
from pilotwire.services.mqtt.commands import RejectedError
from pilotwire.services.mqtt.dialect import BrokerIs, Dialect, HomeStarted, Measured, Old
from pilotwire.services.mqtt.discovery import device_document, device_topic
from pilotwire.services.mqtt.entities import ENTITIES, Platform
from pilotwire.services.mqtt.publication import Incoming, Kind, Publication
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.claims import ChargeState, Wish
from pilotwire.station.events import Event
from pilotwire.station.status import Network

IDENTITY = Identity("246f28ab7b2c", "v5.1.5", "1.2.3", "pilotwire", "a test")
FACTS = ProcessFacts(1, 2, 3)
PLAIN = Arrangement(Broker("broker"), "garage", "base", "openevse/announce/7b2c")
WITH_HOME = msgspec.structs.replace(PLAIN, home="homeassistant")
URL = "http://192.0.2.7/"


def dialect(arrangement: Arrangement = PLAIN) -> Dialect:
    return Dialect(arrangement, IDENTITY, lambda: FACTS, lambda network: URL if network.ip_address else "")


def told(rig: StationRig, speaker: Dialect) -> list[Publication]:
    """What is said of all that happened since it was looked at last."""
    events: list[Event] = [*rig.events, *rig.station.take_events()]
    rig.events.clear()
    return [publication for event in events for publication in speaker.tell(event)]


def by_topic(publications: list[Publication]) -> dict[str, str]:
    return {publication.topic: publication.payload for publication in publications}


def test_the_beginning_tells_everything_and_documents_last() -> None:
    rig = StationRig(settings={"mqtt_pass": "secret"})
    said = dialect().hello(rig.status)
    assert said[0].topic == PLAIN.announce
    assert [publication.topic for publication in said[-6:]] == [
        f"base/{name}" for name in ("claim", "override", "schedule", "limit", "config", "config_version")
    ]
    topics = by_topic(said)
    assert topics["base/amp"] == "0"
    assert topics["base/total_energy"] == "0.01"
    assert topics["base/limit"] == '{"type":"none","value":0,"auto_release":true}'
    assert json.loads(topics["base/config"])["mqtt_pass"] == "_DUMMY_PASSWORD"  # noqa: S105
    assert all(publication.retain for publication in said if publication.kind is Kind.DOCUMENT)
    assert not any(publication.retain for publication in said if publication.kind is Kind.VALUE)


def test_values_are_kept_if_that_is_wanted_or_an_entity_lives_on_them() -> None:
    rig = StationRig()
    kept = {one.topic for one in dialect(WITH_HOME).hello(rig.status) if one.retain and one.kind is Kind.VALUE}
    assert "base/amp" in kept
    assert "base/freeram" not in kept
    everything = dialect(msgspec.structs.replace(PLAIN, retain=True)).hello(rig.status)
    assert all(publication.retain for publication in everything)


def test_before_the_registers_are_known_no_energy_is_told() -> None:
    unknown = StationRig(connected=False)
    speaker = dialect()
    topics = by_topic(speaker.hello(unknown.status))
    assert "base/state" in topics
    assert "base/config" not in topics
    assert not {topic for topic in topics if "energy" in topic or "total" in topic or "watt" in topic}
    unknown.connect()
    unknown.run(1_500)
    topics = by_topic(told(unknown, speaker))
    assert topics["base/total_energy"] == "0.01"
    assert "base/config" in topics


def test_changes_are_told_as_values_and_documents() -> None:
    rig = StationRig()
    speaker = dialect()
    speaker.hello(rig.status)
    rig.forget()
    rig.station.override(Wish(ChargeState.ACTIVE, 12, auto_release=True), rig.now)
    said = told(rig, speaker)
    assert [(one.topic, one.payload) for one in said if one.kind is Kind.DOCUMENT] == [
        ("base/claim", '{"state":"null"}'),
        ("base/override", '{"state":"active","charge_current":12,"auto_release":true}'),
    ]
    assert by_topic(said)["base/override_version"] == "1"
    rig.station.change_settings({"lang": "fr"}, rig.now)
    said = told(rig, speaker)
    assert json.loads(by_topic(said)["base/config"])["lang"] == "fr"
    assert said[0] == Publication("base/config_version", "2")
    rig.run(40_000)
    assert "base/config" not in by_topic(told(rig, speaker))


def test_a_new_address_is_announced() -> None:
    rig = StationRig()
    speaker = dialect(WITH_HOME)
    speaker.hello(rig.status)
    rig.forget()
    rig.station.set_network(Network(wired_connected=True, ip_address="192.0.2.7"), rig.now)
    topics = by_topic(told(rig, speaker))
    assert json.loads(topics[PLAIN.announce])["http"] == URL
    assert json.loads(topics[device_topic("homeassistant", IDENTITY)])["device"]["configuration_url"] == URL


def test_what_is_posted_on_a_feed_topic_is_not_said_there_again() -> None:
    from pilotwire.services.mqtt.arrangement import Feed  # noqa: PLC0415 - only here

    rig = StationRig()
    arrangement = msgspec.structs.replace(PLAIN, feeds=(Feed("base/shaper_live_pwr", ("shaper_live_pwr",)),))
    speaker = dialect(arrangement)
    assert "base/shaper_live_pwr" not in by_topic(speaker.hello(rig.status))
    rig.forget()
    rig.station.push({"shaper_live_pwr": 500}, rig.now)
    assert "base/shaper_live_pwr" not in by_topic(told(rig, speaker))


# -- the end -------------------------------------------------------------------------------------------------------


def test_an_orderly_end_says_so() -> None:
    speaker = dialect(WITH_HOME)
    speaker.hello(StationRig().status)
    assert speaker.farewell(WITH_HOME) == [speaker.last_will]
    assert json.loads(speaker.last_will.payload) == {"state": "disconnected", "id": "246f28ab7b2c", "name": "garage"}


def test_switching_mqtt_off_removes_the_device() -> None:
    speaker = dialect(WITH_HOME)
    speaker.hello(StationRig().status)
    said = speaker.farewell(None)
    assert said[1:] == [Publication(device_topic("homeassistant", IDENTITY), "", retain=True, kind=Kind.DOCUMENT)]


@pytest.mark.parametrize(
    ("changes", "gone", "stays"),
    [
        ({"base": "other"}, {"base/config", "base/amp"}, {PLAIN.announce, "homeassistant/device"}),
        ({"announce": "elsewhere"}, {PLAIN.announce}, {"base/config", "base/amp"}),
        ({"home": "ha"}, {"homeassistant/device"}, {"base/config", "base/amp"}),
        ({"home": ""}, {"homeassistant/device", "base/amp"}, {"base/config"}),
        ({"broker": Broker("other")}, {"homeassistant/device", "base/amp", PLAIN.announce}, set()),
        ({"client_id": "new"}, set(), {"homeassistant/device", "base/amp", PLAIN.announce}),
    ],
)
def test_what_is_renamed_is_removed(changes: dict[str, Any], gone: set[str], stays: set[str]) -> None:
    speaker = dialect(WITH_HOME)
    speaker.hello(StationRig().status)
    removed = {one.topic for one in speaker.farewell(msgspec.structs.replace(WITH_HOME, **changes)) if not one.payload}
    for topic in gone:
        assert any(one.startswith(topic) for one in removed)
    for topic in stays:
        assert not any(one.startswith(topic) for one in removed)


# -- what is heard -------------------------------------------------------------------------------------------------


def test_what_the_broker_has_kept_is_no_command() -> None:
    status = StationRig().status
    speaker = dialect(WITH_HOME)
    for command in ("override/set", "rapi/in/$GS"):
        with pytest.raises(RejectedError, match="had kept it"):
            speaker.understand(Incoming(f"base/{command}", b"clear", retained=True), status)
    assert speaker.understand(Incoming("homeassistant/status", b"online", retained=True), status) == HomeStarted()
    assert speaker.understand(Incoming("homeassistant/status", b"offline"), status) == Old()
    assert speaker.understand(Incoming("$SYS/broker/version", b"mosquitto 2", retained=True), status) == BrokerIs(
        "mosquitto 2"
    )
    assert speaker.understand(Incoming("elsewhere", b"1"), status) == Old()


def test_feeds_are_heard() -> None:
    from pilotwire.services.mqtt.arrangement import Feed  # noqa: PLC0415 - only here

    feeds = (Feed("meter", ("grid_ie", "shaper_live_pwr")), Feed("car", ("battery_level",)))
    speaker = dialect(msgspec.structs.replace(PLAIN, feeds=feeds, access=Access.NONE))
    status = StationRig().status
    assert [one.topic for one in speaker.subscriptions] == ["meter", "car", "$SYS/broker/version"]
    values = {"grid_ie": 7, "shaper_live_pwr": 7}
    assert speaker.understand(Incoming("meter", b"7"), status) == Measured(values)
    assert speaker.understand(Incoming("meter", b"7", retained=True), status) == Old()
    assert speaker.understand(Incoming("car", b"50", retained=True), status) == Measured({"battery_level": 50})


# -- Home Assistant ------------------------------------------------------------------------------------------------

MEASURED = {"current", "voltage", "power", "temperature", "battery", "distance", "signal_strength"}
UNITS = {
    "current": "A",
    "voltage": "V",
    "power": "W",
    "temperature": "°C",
    "battery": "%",
    "signal_strength": "dBm",
    "duration": "s",
}


def components(**settings: object) -> dict[str, Any]:
    rig = StationRig(settings=settings)
    found: dict[str, Any] = json.loads(device_document(WITH_HOME, IDENTITY, rig.status, URL))["components"]
    return found


def test_the_device_is_the_same_whatever_it_is_called() -> None:
    document = json.loads(device_document(WITH_HOME, IDENTITY, StationRig().status, URL))
    assert document["device"]["identifiers"] == ["openevse_246f28ab7b2c"]
    assert document["device"]["connections"] == [["mac", "24:6f:28:ab:7b:2c"]]
    assert document["device"]["name"] == "garage"
    assert document["availability_topic"] == PLAIN.announce
    renamed = msgspec.structs.replace(WITH_HOME, client_id="shed", base="other")
    other = json.loads(device_document(renamed, IDENTITY, StationRig().status, URL))
    assert other["device"]["name"] == "shed"
    assert [one["unique_id"] for one in other["components"].values()] == [
        one["unique_id"] for one in document["components"].values()
    ]
    assert device_topic("homeassistant", IDENTITY) == "homeassistant/device/openevse_246f28ab7b2c/config"


def test_every_entity_is_one_home_assistant_takes() -> None:
    found = components()
    assert len({one["unique_id"] for one in found.values()}) == len(ENTITIES)
    for one in found.values():
        assert re.fullmatch(r"[a-zA-Z0-9_-]+", one["unique_id"])
        device_class, state_class = one.get("device_class"), one.get("state_class")
        if one["platform"] == Platform.SENSOR.value:
            if device_class == "energy":
                assert (state_class, one["unit_of_measurement"]) in {
                    ("total_increasing", "Wh"),
                    ("total_increasing", "kWh"),
                }
            if device_class in MEASURED:
                assert state_class == "measurement"
            if device_class in UNITS:
                assert one["unit_of_measurement"] == UNITS[device_class]
            assert one.get("entity_category") in (None, "diagnostic")
        if one["platform"] == Platform.NUMBER.value:
            assert one["min"] < one["max"]
            assert "{{ value | int }}" in one["command_template"]


def test_every_state_topic_is_one_that_is_published() -> None:
    rig = StationRig(settings={"vehicle_data_src": 2})
    published = set(by_topic(dialect(WITH_HOME).hello(rig.status)))
    # These are told once they are known.
    published |= {f"base/{name}" for name in ("battery_level", "battery_range", "time_to_full_charge")}
    for one in components().values():
        assert one.get("state_topic", "base/state") in published


def test_every_command_is_one_that_is_heard() -> None:
    heard = {one.topic for one in dialect(WITH_HOME).subscriptions}
    for one in components().values():
        assert one.get("command_topic", "base/restart") in heard
    silent = msgspec.structs.replace(WITH_HOME, access=Access.NONE)
    document = json.loads(device_document(silent, IDENTITY, StationRig().status, ""))
    assert not any("command_topic" in one for one in document["components"].values())
    assert document["components"].keys() == components().keys()
    assert document["components"]["mode"] == {"platform": "select"}


def test_entities_fit_the_station() -> None:
    found = components()
    assert (found["charge_current"]["min"], found["charge_current"]["max"]) == (6, 32)
    assert found["solar"]["enabled_by_default"] is False
    assert "enabled_by_default" not in components(mqtt_solar="roof")["solar"]
    assert found["battery_range"]["unit_of_measurement"] == "km"
    assert components(mqtt_vehicle_range_miles=True)["battery_range"]["unit_of_measurement"] == "mi"
    assert "Charging" in found["state"]["options"]


def test_emoncms_is_told_numbers_under_its_own_topic_when_it_is_to_be() -> None:
    rig = StationRig(settings={"divert_enabled": True, "charge_mode": "eco"})
    speaker = dialect(msgspec.structs.replace(PLAIN, emoncms="emon/garage"))
    speaker.hello(rig.status)
    told(rig, speaker)
    rig.station.push({"solar": 4321}, rig.now)
    said = {topic: text for topic, text in by_topic(told(rig, speaker)).items() if topic.startswith("emon/")}
    assert said["emon/garage/solar"] == "4321"
    assert {"emon/garage/total_energy", "emon/garage/available_current"} <= said.keys()
    assert all(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) for text in said.values())


def test_emoncms_is_told_nothing_unless_it_is_to_be() -> None:
    rig = StationRig()
    speaker = dialect()
    said = speaker.hello(rig.status) + told(rig, speaker)
    assert not [publication for publication in said if publication.topic.startswith("emon")]
