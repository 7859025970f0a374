"""The OCPP service of a station towards real back ends: outages, bad networks, nonsense, changed settings."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from back_ends import BackEnd
from ocpp_station import OcppStation

from loopback_proxy import Fault, LoopbackProxy
from pilotwire.services.ocpp.websocket import MAX_BYTES
from pilotwire.station.claims import ChargeState, Client
from pilotwire_process import PATIENCE_S

VERSIONS = ["1.6", "2.0.1"]
KEY = bytes(range(16))


@pytest.fixture(params=VERSIONS)
def back_end(request: pytest.FixtureRequest) -> Iterator[BackEnd]:
    with BackEnd(request.param) as made:
        yield made


def start(back_end: BackEnd) -> None:
    if back_end.version == "1.6":
        assert back_end.call("RemoteStartTransaction", id_tag="ADA", connector_id=1).status == "Accepted"
    else:
        identity = {"idToken": "ADA", "type": "Central"}
        answer = back_end.call("RequestStartTransaction", id_token=identity, remote_start_id=1, evse_id=1)
        assert answer.status == "Accepted"


def stories(back_end: BackEnd) -> list[str]:
    """Beginnings and ends of transactions in order."""
    told = []
    for action, payload in back_end.said:
        if action in ("StartTransaction", "StopTransaction"):
            told.append({"StartTransaction": "Started", "StopTransaction": "Ended"}[action])
        elif action == "TransactionEvent" and payload["eventType"] != "Updated":
            told.append(payload["eventType"])
    return told


def wait_charging(back_end: BackEnd, station: OcppStation) -> None:
    back_end.wait(lambda: station.do(lambda: station.host.status.evse.charging))


def test_a_card_begins_and_ends_a_transaction(back_end: BackEnd, tmp_path: Path) -> None:
    with OcppStation(tmp_path, ocpp_server=back_end.url) as station:
        back_end.wait(lambda: station.settled)
        station.card("04a2b3c4")
        back_end.wait_for("Authorize")
        station.plug_in()
        wait_charging(back_end, station)
        assert station.do(lambda: station.host.status.session.who if station.host.status.session else "") == "…b3c4"
        station.card("04a2b3c4")
        back_end.wait(lambda: stories(back_end) == ["Started", "Ended"])
        back_end.wait(lambda: not station.do(lambda: station.host.status.evse.charging))
    assert back_end.wrong == []


def test_transactions_of_an_outage_arrive_once_and_in_order(back_end: BackEnd, tmp_path: Path) -> None:
    with OcppStation(tmp_path, ocpp_server=back_end.url) as station:
        back_end.wait(lambda: station.settled)
        back_end.wait_for("StatusNotification")
        back_end.shut()
        back_end.wait(lambda: not station.do(lambda: station.host.status.services["ocpp"].connected))
        for token in ("A", "B", "C"):
            station.card(token)
            station.plug_in()
            wait_charging(back_end, station)
            station.unplug()
        assert station.do(lambda: station.host.status.back_end and station.host.status.back_end.queued)
    # The power is cut as well.
    with OcppStation(tmp_path, ocpp_server=back_end.url):
        back_end.open()
        back_end.wait(lambda: len(stories(back_end)) == 6)
    assert stories(back_end) == ["Started", "Ended"] * 3
    told = [
        p.get("idTag") or p.get("idToken", {}).get("idToken")
        for action, p in back_end.said
        if action == "StartTransaction" or p.get("eventType") == "Started"
    ]
    assert told == ["A", "B", "C"]
    assert back_end.wrong == []


class Proxied:
    """A proxy in a thread of its own."""

    def __init__(self, target: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self.proxy = LoopbackProxy(target)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.proxy.open(), self._loop).result(PATIENCE_S)
        return self

    def do(self, what: Callable[[], None]) -> None:
        async def done() -> None:
            what()

        asyncio.run_coroutine_threadsafe(done(), self._loop).result(PATIENCE_S)

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.proxy.__aexit__(), self._loop).result(PATIENCE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()


HISTORIES = [
    ["drop", "truncate", "duplicate", "stall"],
    ["truncate", "stall", "drop", "drop"],
    ["duplicate", "truncate", "stall", "duplicate"],
]


@pytest.mark.parametrize("history", HISTORIES, ids=" ".join)
def test_after_any_trouble_of_the_network_everything_has_arrived_once_and_in_order(
    back_end: BackEnd, tmp_path: Path, history: list[str]
) -> None:
    with Proxied(back_end.port) as network:
        proxy = network.proxy
        begin: dict[str, Callable[[], None]] = {
            "drop": proxy.drop,
            "truncate": lambda: proxy.spoil(Fault.TRUNCATE),
            "duplicate": lambda: proxy.spoil(Fault.DUPLICATE),
            "stall": proxy.stall,
        }
        url = back_end.url.replace(str(back_end.port), str(proxy.port))
        with OcppStation(tmp_path, ocpp_server=url) as station:
            for number, trouble in enumerate(history):
                back_end.wait(lambda: station.settled)
                station.card(f"T{number}")
                # A card is asked about, which a network that stalls would hold up.
                if trouble != "stall":
                    network.do(begin[trouble])
                station.plug_in()
                wait_charging(back_end, station)
                network.do(begin[trouble])
                station.unplug()
                if trouble == "stall":
                    # Nobody knows for long whether such a connection will come to life again; this one does not.
                    network.do(proxy.drop)
                    network.do(proxy.flow)
            back_end.wait(lambda: len(stories(back_end)) == 2 * len(history))
            back_end.wait(lambda: station.settled)
            assert proxy.connections > sum(trouble != "duplicate" for trouble in history)
    assert stories(back_end) == ["Started", "Ended"] * len(history)
    if back_end.version == "2.0.1":
        by_transaction: dict[str, list[int]] = {}
        for event in back_end.of("TransactionEvent"):
            by_transaction.setdefault(event["transactionInfo"]["transactionId"], []).append(event["seqNo"])
        assert [numbers == list(range(len(numbers))) for numbers in by_transaction.values()] == [True] * len(history)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        '[2,"1"]',
        '[2,"1","Reset",{}]',
        '[2,"1","Reset",{"type":"Hardest"}]',
        '[2,"1","NoSuchAction",{}]',
        '[2,"1","../../etc/passwd",{}]',
        '[2,"1","RemoteStopTransaction",{"transactionId":"x"}]',
        '[3,"never asked",{}]',
        '[4,"never asked","GenericError","",{}]',
        "[" * 5000,
        '[2,"' + "x" * 5000 + '","Reset",{"type":"Hard"}]',
        "x" * 300_000,
        b"\xff\xfe\x00",
    ],
)
def test_nonsense_changes_nothing(tmp_path: Path, text: str | bytes) -> None:
    with BackEnd("1.6") as back_end, OcppStation(tmp_path, ocpp_server=back_end.url) as station:
        back_end.wait(lambda: station.settled)
        before = station.do(lambda: station.host.status.settings)
        back_end.send_raw(text)
        # It still talks, on the same connection.
        assert back_end.call("GetConfiguration", key=["NumberOfConnectors"]).configuration_key[0]["value"] == "1"
        assert station.do(lambda: station.host.status.settings) == before
        assert (back_end.connections, station.host.restarts) == (1, 0)


def test_a_message_beyond_all_measure_ends_the_connection_and_changes_nothing(
    back_end: BackEnd, tmp_path: Path
) -> None:
    with OcppStation(tmp_path, ocpp_server=back_end.url) as station:
        back_end.wait(lambda: station.settled)
        before = station.do(lambda: station.host.status.settings)
        back_end.send_raw(json.dumps([2, "1", "ClearCache", {"x": "y" * MAX_BYTES}]))
        back_end.wait(lambda: back_end.connections == 2)
        back_end.wait(lambda: station.settled)
        assert station.do(lambda: station.host.status.settings) == before


def test_a_request_that_comes_again_is_done_once_and_refused_then(tmp_path: Path) -> None:
    with BackEnd("1.6") as back_end, OcppStation(tmp_path, ocpp_server=back_end.url) as station:
        back_end.wait(lambda: station.settled)
        station.plug_in()
        for _ in range(3):
            back_end.send_raw(json.dumps([2, "again", "RemoteStartTransaction", {"idTag": "ADA", "connectorId": 1}]))
        wait_charging(back_end, station)
        assert back_end.call("GetConfiguration", key=["NumberOfConnectors"])
        assert len(back_end.of("StartTransaction")) == 1
        assert [json.loads(text)[1:3] for text in back_end.wrong] == [["again", "ProtocolError"]] * 2


def test_what_the_back_end_wants_holds_while_the_link_is_gone_and_ends_with_ocpp(
    back_end: BackEnd, tmp_path: Path
) -> None:
    with OcppStation(tmp_path, ocpp_server=back_end.url) as station:
        back_end.wait(lambda: station.settled)
        assert claim(station).state is ChargeState.DISABLED
        station.plug_in()
        start(back_end)
        wait_charging(back_end, station)
        back_end.shut()
        back_end.wait(lambda: not station.do(lambda: station.host.status.services["ocpp"].connected))
        assert claim(station).state is ChargeState.ACTIVE
        station.unplug()
        # Nobody is authorised for the next cable; this station's owner lets nobody charge then.
        station.plug_in()
        back_end.wait(lambda: claim(station).state is ChargeState.DISABLED)
        station.set(ocpp_enabled=False)
        station.do(station.service.close)
        back_end.wait(lambda: claim(station) is None)


def claim(station: OcppStation) -> Any:  # noqa: ANN401 - a wish or None
    found = station.do(lambda: station.host.status.claim(Client.OCPP))
    return None if found is None else found.wish


@pytest.mark.parametrize("may_stop", [True, False])
@pytest.mark.parametrize("may_start", [True, False])
def test_the_flags_decide_what_counts(tmp_path: Path, *, may_stop: bool, may_start: bool) -> None:
    flags = {"ocpp_suspend_evse": may_stop, "ocpp_energize_plug": may_start}
    with BackEnd("1.6") as back_end, OcppStation(tmp_path, ocpp_server=back_end.url, **flags) as station:
        back_end.wait(lambda: station.settled)
        station.plug_in()
        wanted = ChargeState.DISABLED if may_stop else None
        assert (claim(station).state if wanted else claim(station)) == wanted
        start(back_end)
        back_end.wait_for("StartTransaction")
        if may_start:
            assert claim(station).state is ChargeState.ACTIVE
        else:
            assert claim(station) is None
        # A limit counts whatever the flags say.
        back_end.call("SetChargingProfile", connector_id=0, cs_charging_profiles=PROFILE)
        assert back_end.wait(lambda: claim(station)).max_current_a == 9
        assert station.do(lambda: station.host.status.target.pilot_a) == 9


PROFILE = {
    "chargingProfileId": 1,
    "stackLevel": 0,
    "chargingProfilePurpose": "ChargePointMaxProfile",
    "chargingProfileKind": "Relative",
    "chargingSchedule": {
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 9.5}],
    },
}


def test_another_password_that_works_is_taken_over(tmp_path: Path) -> None:
    new = bytes(range(100, 120))
    with (
        BackEnd("1.6", password=KEY) as back_end,
        OcppStation(tmp_path, ocpp_server=back_end.url, ocpp_authkey=KEY.hex()) as station,
    ):
        back_end.wait(lambda: station.settled)
        back_end.password = new
        assert back_end.call("ChangeConfiguration", key="AuthorizationKey", value=new.hex()).status == "Accepted"
        back_end.wait(lambda: back_end.connections == 2)
        back_end.wait(lambda: station.do(lambda: station.host.status.services["ocpp"].connected))
        assert station.do(lambda: station.host.status.settings.ocpp_authkey) == new.hex()
        assert back_end.refused == 0
        kept = station.do(lambda: station.host.reader.back_end("1.6").documents)
        assert new.hex() not in json.dumps(dict(kept))
        assert KEY.hex() not in json.dumps(dict(kept))


def test_a_password_that_does_not_work_is_taken_back(tmp_path: Path) -> None:
    with (
        BackEnd("1.6", password=KEY) as back_end,
        OcppStation(tmp_path, ocpp_server=back_end.url, ocpp_authkey=KEY.hex()) as station,
    ):
        back_end.wait(lambda: station.settled)
        assert back_end.call("ChangeConfiguration", key="AuthorizationKey", value="00" * 16).status == "Accepted"
        back_end.wait(lambda: back_end.connections == 2)
        assert back_end.refused >= 3
        assert station.do(lambda: station.host.status.settings.ocpp_authkey) == KEY.hex()
        told = back_end.wait_for("SecurityEventNotification", lambda p: p["type"] == "FailedToAuthenticateAtCsms")
        assert "401" in told["techInfo"]


def test_changed_settings_connect_anew_and_a_clear_error_is_shown(tmp_path: Path) -> None:
    with BackEnd("1.6") as first, BackEnd("2.0.1") as second, OcppStation(tmp_path, ocpp_server=first.url) as station:
        first.wait_for("BootNotification")
        station.set(ocpp_server=second.url)
        second.wait_for("BootNotification")
        shown = station.do(lambda: station.host.status.services["ocpp"])
        assert (shown.connected, shown.peer_version) == (True, "ocpp2.0.1")
        station.set(ocpp_server="not an address")
        second.wait(lambda: "ocpp_server" in station.do(lambda: station.host.status.services["ocpp"].error_detail))
        assert station.do(lambda: station.host.status.services["ocpp"].error) == "settings"


def kept_for_other(station: OcppStation) -> int:
    told = station.host.status.back_end
    return 0 if told is None else told.kept_for_other


def test_what_one_version_could_not_deliver_waits_for_it(tmp_path: Path) -> None:
    with BackEnd("1.6") as old, BackEnd("2.0.1") as new:
        with OcppStation(tmp_path, ocpp_server=old.url) as station:
            old.wait_for("StatusNotification")
            old.shut()
            old.wait(lambda: not station.do(lambda: station.host.status.services["ocpp"].connected))
            station.card("A")
            station.plug_in()
            wait_charging(old, station)
            station.unplug()
            station.set(ocpp_server=new.url)
            new.wait_for("BootNotification")
            new.wait(lambda: station.do(lambda: kept_for_other(station)))
            old.open()
            station.set(ocpp_server=old.url)
            old.wait(lambda: stories(old) == ["Started", "Ended"])
        assert stories(new) == []


def test_resets_restart_the_station_after_the_transaction_was_ended(tmp_path: Path) -> None:
    with BackEnd("1.6") as back_end, OcppStation(tmp_path, ocpp_server=back_end.url) as station:
        back_end.wait(lambda: station.settled)
        station.plug_in()
        start(back_end)
        wait_charging(back_end, station)
        assert back_end.call("Reset", type="Soft").status == "Accepted"
        assert back_end.wait_for("StopTransaction")["reason"] == "SoftReset"
        back_end.wait(lambda: station.host.restarts == 1)
