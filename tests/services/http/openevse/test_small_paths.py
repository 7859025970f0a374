"""The paths that have little to say."""

from __future__ import annotations

import json
import socket

import pytest
from serving import PATIENCE_S, Served
from stored_host import StoredHost

from pilotwire.services.host import Console, FoundNetwork
from pilotwire.station.events import Event, Topic
from pilotwire.station.status import ServiceStatus

pytest_plugins = ["stored_api"]

ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")


# -- consoles ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ANY)
def test_consoles_are_told_as_text_to_any_page(served: Served, stored: StoredHost, method: str) -> None:
    for path, console in (("/debug", Console.LOG), ("/evse", Console.RAPI)):
        answer = served.ask(method, path)
        assert (answer.status, answer.text) == (200, stored.tails[console])
        assert answer.headers["content-type"] == "text/plain"
        assert answer.headers["access-control-allow-origin"] == "*"


# -- network and vehicles ----------------------------------------------------------------------------------------


def test_networks_are_told_with_their_names_escaped(served: Served, stored: StoredHost) -> None:
    stored.networks = [FoundNetwork('at"tic\\', "AA:BB:CC:00:11:22", -61, 6, 3), FoundNetwork("", "x", -80, 1, 0)]
    assert served.get("/scan").json == [
        {"rssi": -61, "ssid": 'at"tic\\', "bssid": "AA:BB:CC:00:11:22", "channel": 6, "secure": 3},
        {"rssi": -80, "ssid": "", "bssid": "x", "channel": 1, "secure": 0},
    ]


def test_without_wifi_nothing_is_found(served: Served) -> None:
    assert served.get("/scan").text == "[]"


@pytest.mark.parametrize("method", ANY)
@pytest.mark.parametrize("path", ["/tesla/vehicles", "/teslaveh"])
def test_there_are_no_cars_of_an_account(served: Served, method: str, path: str) -> None:
    answer = served.ask(method, path)
    assert (answer.status, answer.text) == (200, '{"count":0,"vehicles":[]}')


# -- services ----------------------------------------------------------------------------------------------------


def test_mqtt_that_is_switched_off_says_so(served: Served) -> None:
    assert served.get("/mqtt").text == (
        '{"mqtt_connected":0,"mqtt_status":"disabled","mqtt_error":"","mqtt_error_detail":""}'
    )


def test_mqtt_tells_who_is_at_the_other_end(served: Served, stored: StoredHost) -> None:
    service = ServiceStatus(
        enabled=True,
        connected=True,
        state="connected",
        peer_address="192.0.2.7",
        peer_version="mosquitto 2.0.21",
        connected_since_s=1_783_339_200,
        last_received_s=1_783_339_260,
    )
    served.do(lambda: stored.run(lambda station, moment: station.set_service("mqtt", service, moment)))
    assert served.get("/mqtt").json == {
        "mqtt_connected": 1,
        "mqtt_status": "connected",
        "mqtt_broker_ip": "192.0.2.7",
        "mqtt_broker_version": "mosquitto 2.0.21",
        "mqtt_connected_since": 1_783_339_200,
        "mqtt_last_rx": 1_783_339_260,
        "mqtt_error": "",
        "mqtt_error_detail": "",
    }


def test_mqtt_connects_anew_when_asked(served: Served, stored: StoredHost) -> None:
    answer = served.post("/mqtt")
    assert (answer.status, answer.text) == (200, '{"msg":"done"}')
    assert stored.done == ["reconnect mqtt"]
    assert served.ask("DELETE", "/mqtt").text == '{"msg":"Method not allowed"}'


@pytest.mark.parametrize("method", ANY)
def test_emoncms_finds_the_station(served: Served, method: str) -> None:
    answer = served.ask(method, "/emoncms/describe")
    assert (answer.status, answer.text, answer.headers["content-type"]) == (200, "openevse", "text/plain")
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ANY)
def test_nothing_is_ever_migrated(served: Served, method: str) -> None:
    assert served.ask(method, "/migrate/status").text == '{"active":false}'


# -- RFID --------------------------------------------------------------------------------------------------------


@pytest.fixture
def waits(served: Served, stored: StoredHost) -> list[object]:
    """What is told of waiting for a badge."""
    told: list[object] = []

    def listen(event: Event) -> None:
        if event.topic is Topic.RFID:
            told.append(event.data)

    served.do(lambda: stored.subscribe(listen))
    return told


@pytest.mark.parametrize("method", ANY)
def test_waiting_for_a_badge_is_promised_to_any_page(served: Served, waits: list[object], method: str) -> None:
    answer = served.ask(method, "/rfid/add")
    assert (answer.status, answer.text) == (200, '{"msg":"Waiting for badge"}')
    assert answer.headers["access-control-allow-origin"] == "*"
    assert waits == []


def test_the_station_waits_for_a_badge(served: Served, stored: StoredHost, waits: list[object]) -> None:
    served.do(lambda: stored.run(lambda station, moment: station.change_settings({"rfid_enabled": True}, moment)))
    served.post("/rfid/add")
    assert waits == [{"waiting_s": 60}]
    served.do(lambda: stored.run(lambda station, moment: station.show_card("04a2b3c4", moment)))
    assert waits == [{"waiting_s": 60}, {"input": "04a2b3c4", "waiting_s": 0}]


# -- update ------------------------------------------------------------------------------------------------------


def test_a_page_tells_how_to_update(served: Served) -> None:
    answer = served.get("/update")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html")
    assert "Pilotwire 1.2.3" in answer.text
    assert "multipart/form-data" in answer.text


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_an_image_is_refused_with_the_reason(served: Served, size: int) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="firmware"; filename="f.bin"\r\n\r\n' + b"\xe9" * size
    answer = served.post("/update", body + b"\r\n--x--\r\n", {"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status == 403
    assert "package" in answer.json["msg"]


def test_an_image_is_not_fetched_from_anywhere(served: Served) -> None:
    answer = served.post("/update", '{"url":"http://127.0.0.1:1/openevse_wifi_v1.bin"}')
    assert answer.status == 403
    assert "package" in answer.json["msg"]


@pytest.mark.parametrize(
    ("body", "says"), [("", "Could not parse JSON"), ("{", "Could not parse JSON"), ("{}", "url"), ('{"url":5}', "url")]
)
def test_nonsense_is_told_from_an_image(served: Served, body: str, says: str) -> None:
    answer = served.post("/update", body)
    assert answer.status == 400
    assert says in answer.json["msg"]


def test_more_than_any_image_is_not_read(served: Served) -> None:
    with_length = f"POST /update HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {10**9}\r\n\r\n"
    # It is answered at once; the line stays open a while for what the sender is still sending.
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE_S) as line:
        line.sendall(with_length.encode())
        assert line.recv(65_536).startswith(b"HTTP/1.1 413")


# -- version 2 ---------------------------------------------------------------------------------------------------


def test_a_network_is_joined(served: Served, stored: StoredHost) -> None:
    answer = served.post("/savenetwork", "ssid=at+tic&pass=a%26b+c")
    assert (answer.status, answer.text, answer.headers["content-type"]) == (200, "saved", "text/plain")
    settings = stored.status.settings
    assert (settings.ssid, settings.pass_) == ("at tic", "a&b c")
    served.post("/savenetwork?ssid=open")
    settings = stored.status.settings
    assert (settings.ssid, settings.pass_) == ("open", "")


@pytest.mark.parametrize("body", ["", "pass=x", "ssid=&pass=x"])
def test_a_network_has_a_name(served: Served, stored: StoredHost, body: str) -> None:
    answer = served.post("/savenetwork", body)
    assert (answer.status, answer.text, answer.headers["content-type"]) == (400, "No SSID", "text/plain")
    assert stored.status.versions.config == 1


def test_mqtt_is_set_up_and_no_secret_repeated(served: Served, stored: StoredHost) -> None:
    answer = served.post("/savemqtt", "enable=1&server=broker&port=8883&topic=t&user=u&pass=hunter22&solar=s&grid_ie=g")
    assert answer.status == 200
    assert answer.text.startswith("Saved: ")
    assert "hunter22" not in answer.text
    settings = stored.status.settings
    assert settings.mqtt_enabled
    assert (settings.mqtt_server, settings.mqtt_port, settings.mqtt_topic) == ("broker", 8883, "t")
    assert (settings.mqtt_user, settings.mqtt_pass) == ("u", "hunter22")
    assert (settings.mqtt_solar, settings.mqtt_grid_ie) == ("s", "g")


def test_what_is_not_given_stays_as_it_is(served: Served, stored: StoredHost) -> None:
    served.post("/savemqtt", "server=broker")
    assert served.post("/savemqtt", "port=1884").text == "Saved: mqtt_port"
    assert stored.status.settings.mqtt_server == "broker"


def test_emoncms_is_set_up_and_no_secret_repeated(served: Served, stored: StoredHost) -> None:
    answer = served.post("/saveemoncms", "enable=true&server=https%3A%2F%2Femoncms.org&node=n&apikey=k3y&fingerprint=f")
    assert answer.text.startswith("Saved: ")
    assert "k3y" not in answer.text
    settings = stored.status.settings
    assert (settings.emoncms_enabled, settings.emoncms_node, settings.emoncms_apikey) == (True, "n", "k3y")


def test_a_value_that_cannot_be_is_refused_and_nothing_changes(served: Served, stored: StoredHost) -> None:
    answer = served.post("/savemqtt", "server=other&port=x")
    assert (answer.status, answer.headers["content-type"]) == (400, "text/plain")
    assert "mqtt_port" in answer.text
    assert stored.status.versions.config == 1


def test_a_password_is_set_and_counts_at_once(served: Served, stored: StoredHost) -> None:
    assert served.post("/saveadmin", "user=admin&pass=hunter22").text == "saved"
    assert stored.status.settings.www_username == "admin"
    assert stored.status.settings.www_password
    assert served.get("/scan").status == 401


def test_the_station_is_named(served: Served, stored: StoredHost) -> None:
    assert served.post("/saveadvanced", "hostname=garage").text == "saved"
    assert stored.status.settings.hostname == "garage"


@pytest.mark.parametrize("name", ["network", "emoncms", "mqtt", "admin", "advanced"])
def test_a_link_changes_no_setting(served: Served, name: str) -> None:
    answer = served.get(f"/save{name}?ssid=x&user=x&hostname=x&server=x")
    assert (answer.status, json.loads(answer.text)) == (405, {"msg": "Method not allowed"})
