"""On a real broker: both versions of MQTT, user names, TLS; what is said, kept and obeyed there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from mqtt_authority import Authority
from mqtt_bench import BASE, mqtt_host, mqtt_of, observing, on_mqtt, until
from whole_host import IDENTITY, WholeHost

from mosquitto_broker import MosquittoBroker
from pilotwire.store.certificates import Certificate, CertificateType

ANNOUNCE = f"openevse/announce/{IDENTITY.short_id}"
DEVICE = f"homeassistant/device/openevse_{IDENTITY.long_id}/config"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[MosquittoBroker]:
    folder = tmp_path / "broker"
    folder.mkdir()
    with MosquittoBroker(folder) as running:
        yield running


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_a_station_says_who_it_is_and_how_it_is(tmp_path: Path, broker: MosquittoBroker, version: str) -> None:
    host = mqtt_host(tmp_path, broker.port, mqtt_version=version)

    async def scene() -> None:
        async with observing(broker.port) as observer, on_mqtt(host):
            await until(lambda: observer.value("mqtt_connected") == "1" and observer.value("config") is not None)
            assert json.loads(observer.newest[ANNOUNCE]) == {
                "state": "connected",
                "id": IDENTITY.long_id,
                "name": f"openevse-{IDENTITY.short_id}",
                "mqtt": BASE,
                "http": "",
            }
            assert observer.value("state") == "1"
            assert observer.value("temp2") == "false"
            assert observer.value("override") == '{"state":"null"}'
            assert observer.value("schedule") == "[]"
            assert json.loads(observer.value("config") or "")["mqtt_topic"] == BASE
            await until(lambda: mqtt_of(host).peer_version != "")
            mqtt = mqtt_of(host)
            assert (mqtt.connected, mqtt.state, mqtt.peer_address) == (True, "connected", "127.0.0.1")
            assert mqtt.peer_version.startswith("mosquitto version 2")
            assert mqtt.last_received_s is not None
            host.plug_in()
            await until(lambda: observer.value("state") == "3")
        # It said good-bye.
        async with observing(broker.port) as late:
            await until(lambda: ANNOUNCE in late.newest)
            assert json.loads(late.newest[ANNOUNCE])["state"] == "disconnected"

    asyncio.run(scene())
    assert f"as openevse-{IDENTITY.short_id} (p{5 if version == '5' else 2}, c1, k60" in broker.log
    host.close()


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_a_station_obeys_what_is_published_now_and_nothing_old(
    tmp_path: Path, broker: MosquittoBroker, version: str
) -> None:
    host = mqtt_host(tmp_path, broker.port, mqtt_version=version)

    async def scene() -> None:
        async with observing(broker.port) as observer:
            await observer.say("override/set", '{"state":"disabled"}', retain=True)
            async with on_mqtt(host):
                await until(lambda: observer.value("override") == '{"state":"null"}')
                # A broker that speaks MQTT 5 is asked not to send what it has kept.
                kept = 1 if version == "3.1.1" else 0
                await until(lambda: mqtt_of(host).rejected == kept)
                await observer.say("claim/set", '{"charge_current":10}')
                await observer.say("claim/set", '{"state":"active"}')
                claim = '{"priority":500,"state":"active","charge_current":10,"auto_release":false}'
                await until(lambda: observer.value("claim") == claim)
                await observer.say("limit/set", '{"type":"energy","value":"lots"}')
                await until(lambda: mqtt_of(host).rejected == kept + 1)
                assert mqtt_of(host).last_rejection.startswith(f"{BASE}/limit/set: value:")
                assert host.status.limit is None
                await observer.say("rapi/in/$SC", "13 V")
                await until(lambda: observer.value("rapi/out") == "$NK^21")
                assert host.sent == ["$SC 13 V"]
                await observer.say("restart", '{"device":"gateway"}')
                await until(lambda: host.restarts == 1)
            assert host.status.override is None

    asyncio.run(scene())
    host.close()


def test_feeds_are_heard_and_what_is_no_number_is_not_taken_for_zero(tmp_path: Path, broker: MosquittoBroker) -> None:
    host = mqtt_host(tmp_path, broker.port, mqtt_grid_ie="meter/grid", mqtt_vehicle_soc="car/soc", vehicle_data_src=2)

    async def scene() -> None:
        async with observing(broker.port) as observer:
            await observer.client.publish("car/soc", "61", retain=True)
            await observer.client.publish("meter/grid", "9999", retain=True)
            await until(lambda: "meter/grid" in observer.newest)
            async with on_mqtt(host):
                # A car's charge stays what it is; a power that the broker has kept may be of yesterday.
                await until(lambda: host.status.vehicle.soc_pct == 61)
                assert host.status.feeds.grid_w is None
                await observer.client.publish("meter/grid", "-1200.7")
                await until(lambda: host.status.feeds.grid_w is not None)
                await observer.client.publish("meter/grid", "unavailable")
                await until(lambda: mqtt_of(host).rejected == 1)
                reading = host.status.feeds.grid_w
                assert reading is not None
                assert reading.value == -1200
                await until(lambda: observer.value("battery_level") == "61")

    asyncio.run(scene())
    host.close()


def test_home_assistant_gets_everything_again_after_its_start(tmp_path: Path, broker: MosquittoBroker) -> None:
    host = mqtt_host(tmp_path, broker.port)

    async def scene() -> None:
        async with observing(broker.port) as observer, on_mqtt(host):
            await until(lambda: DEVICE in observer.newest and observer.value("config") is not None)
            observer.newest.clear()
            await observer.client.publish("homeassistant/status", "online")
            await until(lambda: DEVICE in observer.newest and observer.value("config") is not None)
            assert observer.value("state") == "1"
        # What backs an entity is kept by the broker.
        async with observing(broker.port) as late:
            await until(lambda: DEVICE in late.newest)
            device = json.loads(late.newest[DEVICE])
            for component in device["components"].values():
                if "enabled_by_default" not in component and "state_topic" in component:
                    assert component["state_topic"] in late.newest

    asyncio.run(scene())
    host.close()


def test_what_is_renamed_leaves_nothing_behind(tmp_path: Path, broker: MosquittoBroker) -> None:
    host = mqtt_host(tmp_path, broker.port, mqtt_retained=True)

    async def scene() -> None:
        async with observing(broker.port) as observer, on_mqtt(host):
            await until(lambda: observer.value("mqtt_connected") == "1")
            host.run(
                lambda station, moment: station.change_settings(
                    {"hostname": "garage", "mqtt_topic": "cars/garage", "mqtt_announce_topic": "cars/all/1"}, moment
                )
            )
            await until(lambda: observer.newest.get("cars/garage/mqtt_connected") == "1")
            await until(lambda: "cars/garage/config" in observer.newest)
        async with observing(broker.port) as late:
            await until(lambda: "cars/garage/config" in late.newest and DEVICE in late.newest)
            ours = {topic for topic in late.newest if not topic.startswith("$")}
            assert {topic.partition("/")[0] for topic in ours} == {"cars", "homeassistant"}
            device = json.loads(late.newest[DEVICE])
            assert device["device"]["name"] == "garage"
            assert device["availability_topic"] == "cars/all/1"
            host.run(lambda station, moment: station.change_settings({"mqtt_discovery": False}, moment))

    asyncio.run(scene())
    host.close()


def test_switching_discovery_off_removes_the_device(tmp_path: Path, broker: MosquittoBroker) -> None:
    host = mqtt_host(tmp_path, broker.port)

    async def scene() -> None:
        async with observing(broker.port) as observer, on_mqtt(host) as service:
            await until(lambda: DEVICE in observer.newest and observer.value("config") is not None)
            host.run(lambda station, moment: station.change_settings({"mqtt_discovery": False}, moment))
            await until(lambda: observer.newest[DEVICE] == "")
            await until(lambda: service.reconnect.state.value == "connected" and observer.value("state") == "1")
        async with observing(broker.port) as late:
            await until(lambda: f"{BASE}/config" in late.newest)
            assert DEVICE not in late.newest
            assert f"{BASE}/state" not in late.newest

    asyncio.run(scene())
    host.close()


def test_a_password_is_needed_where_the_broker_wants_one(tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    folder.mkdir()
    with MosquittoBroker(folder, users=[("openevse", "right")]) as broker:
        host = mqtt_host(tmp_path, broker.port, mqtt_user="openevse", mqtt_pass="wrong")  # noqa: S106

        async def scene() -> None:
            async with on_mqtt(host):
                await until(lambda: mqtt_of(host).error == "auth")
                mqtt = mqtt_of(host)
                assert mqtt.error_detail.startswith("The broker does not")
                assert (mqtt.connected, mqtt.state) == (False, "disconnected")
                host.run(lambda station, moment: station.change_settings({"mqtt_pass": "right"}, moment))
                await until(lambda: mqtt_of(host).connected)
                assert mqtt_of(host).error == ""

        asyncio.run(scene())
        host.close()


# -- TLS -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def authority() -> Authority:
    return Authority("an authority")


@pytest.fixture
def secure(tmp_path: Path, authority: Authority) -> Iterator[MosquittoBroker]:
    """A broker that shows a certificate for localhost and wants one of its clients."""
    folder = tmp_path / "secure"
    folder.mkdir()
    made = authority.issue("broker", names=("localhost",))
    for name, pem in {"ca": authority.certificate, "cert": made.certificate, "key": made.key}.items():
        (folder / f"{name}.pem").write_text(pem)
    lines = [f"cafile {folder}/ca.pem", f"certfile {folder}/cert.pem", f"keyfile {folder}/key.pem"]
    with MosquittoBroker(folder, lines=[*lines, "require_certificate true"]) as running:
        yield running


def tls_host(folder: Path, port: int, authority: Authority, **settings: object) -> WholeHost:
    """A station that trusts the authority and has a certificate of it."""
    given = {"mqtt_server": "localhost", "mqtt_protocol": "mqtts", "mqtt_certificate_id": "0C", **settings}
    host = mqtt_host(folder, port, **given)
    made = authority.issue("station")
    root = Certificate(id="a", type=CertificateType.ROOT, name="root", certificate=authority.certificate)
    client = Certificate(id="c", type=CertificateType.CLIENT, name="client", certificate=made.certificate, key=made.key)
    assert asyncio.run(host.put_certificate(root))
    assert asyncio.run(host.put_certificate(client))
    return host


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_a_broker_with_tls_is_trusted_by_an_added_authority_and_shown_our_certificate(
    tmp_path: Path, secure: MosquittoBroker, authority: Authority, version: str
) -> None:
    host = tls_host(tmp_path, secure.port, authority, mqtt_version=version)

    async def scene() -> None:
        async with on_mqtt(host):
            await until(lambda: mqtt_of(host).connected and mqtt_of(host).peer_version != "")

    asyncio.run(scene())
    host.close()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"mqtt_server": "127.0.0.1"}, "The certificate of 127.0.0.1 is not accepted"),
        ({"mqtt_certificate_id": "dead"}, "There is no client certificate dead"),
        ({"mqtt_protocol": "mqtt"}, "localhost hangs up instead of answering as an MQTT broker on port"),
        ({"mqtt_server": "no-such-host.invalid"}, "There is no host named no-such-host.invalid"),
        ({"mqtt_port": 9}, "localhost refuses connections on port 9"),
        ({"mqtt_server": ""}, "mqtt_server: name the broker's host"),
        ({"mqtt_topic": "all/#"}, "mqtt_topic: 'all/#' is no single topic"),
    ],
)
def test_what_is_wrong_is_told_in_words(
    tmp_path: Path, secure: MosquittoBroker, authority: Authority, settings: dict[str, object], words: str
) -> None:
    host = tls_host(tmp_path, secure.port, authority, **settings)

    async def scene() -> None:
        async with on_mqtt(host):
            await until(lambda: mqtt_of(host).error_detail != "")
            assert mqtt_of(host).error_detail.startswith(words)
            assert not mqtt_of(host).connected

    asyncio.run(scene())
    host.close()


def test_an_unknown_authority_is_refused_unless_nobody_is_to_be(
    tmp_path: Path, secure: MosquittoBroker, authority: Authority
) -> None:
    host = tls_host(tmp_path, secure.port, authority)
    asyncio.run(host.delete_certificate("a"))

    async def scene() -> None:
        async with on_mqtt(host):
            await until(lambda: mqtt_of(host).error_detail != "")
            assert mqtt_of(host).error_detail.startswith("The certificate of localhost is not accepted")
            host.run(lambda station, moment: station.change_settings({"mqtt_reject_unauthorized": False}, moment))
            await until(lambda: mqtt_of(host).connected)

    asyncio.run(scene())
    host.close()
