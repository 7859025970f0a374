"""Brokers that die and networks that misbehave: whatever happens, the station comes back and all is as it should be."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path

import pytest
from mqtt_bench import mqtt_host, mqtt_of, observing, on_mqtt, until
from whole_host import WholeHost

from loopback_proxy import Fault, LoopbackProxy
from mosquitto_broker import MosquittoBroker
from pilotwire.services.mqtt import broker as edge
from pilotwire.station.claims import ChargeState, Client, Wish


@pytest.fixture
def broker_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "broker"
    folder.mkdir()
    return folder


def override(host: WholeHost, amps: int) -> None:
    """Change a document."""
    host.run(lambda station, moment: station.override(Wish(ChargeState.ACTIVE, charge_current_a=amps), moment))
    host.obey()


def says(payload: str | None, amps: int) -> bool:
    """Whether a document says what the station does."""
    return payload is not None and json.loads(payload).get("charge_current") == amps


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_broker_that_is_killed_at_any_time_knows_everything_again(
    tmp_path: Path, broker_folder: Path, seed: int
) -> None:
    chance = random.Random(seed)
    broker = MosquittoBroker(broker_folder)
    host = mqtt_host(tmp_path, broker.port)

    async def scene() -> None:
        amps = 6
        async with on_mqtt(host):
            for _ in range(6):
                broker.start()
                end_s = asyncio.get_running_loop().time() + chance.uniform(0, 0.4)
                while asyncio.get_running_loop().time() < end_s:
                    amps = 6 + amps % 20
                    override(host, amps)
                    await asyncio.sleep(chance.uniform(0, 0.02))
                broker.kill()
                amps = 6 + amps % 20
                override(host, amps)
                await asyncio.sleep(chance.uniform(0, 0.2))
            broker.start()
            async with observing(broker.port) as observer:
                await until(lambda: says(observer.value("override"), amps))
                await until(lambda: observer.value("pilot") == str(host.status.evse.pilot_a))
                assert mqtt_of(host).connected

    try:
        asyncio.run(scene())
    finally:
        broker.kill()
        host.close()


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_after_any_history_of_the_network_the_station_is_there_and_nothing_was_done_twice(
    tmp_path: Path, broker_folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "CALL_S", 0.5)
    monkeypatch.setattr(edge, "CONNECT_S", 1.0)
    chance = random.Random(seed)

    async def scene(broker: MosquittoBroker) -> None:
        async with LoopbackProxy(broker.port) as network:
            host = mqtt_host(tmp_path, network.port)
            amps = 6
            async with observing(broker.port) as observer, on_mqtt(host):
                for number in range(25):
                    misbehave(network, chance)
                    amps = 6 + amps % 20
                    override(host, amps)
                    # Each is told apart, so that one that is obeyed twice would show.
                    await observer.say(f"rapi/in/$G{number}", "")
                    await asyncio.sleep(chance.uniform(0, 0.15))
                network.flow()
                network.spoil(Fault.TRUNCATE)
                await asyncio.sleep(0.1)
                await until(lambda: mqtt_of(host).connected and says(observer.value("override"), amps))
                await until(lambda: observer.value("mqtt_connected") == "1")
            assert host.sent == sorted(set(host.sent), key=host.sent.index)
            host.close()

    with MosquittoBroker(broker_folder) as broker:
        asyncio.run(scene(broker))


def misbehave(network: LoopbackProxy, chance: random.Random) -> None:
    """Let something happen to the network, or nothing."""
    match chance.randrange(7):
        case 0:
            network.drop()
        case 1:
            network.stall()
        case 2 | 3:
            network.flow()
        case 4:
            network.spoil(Fault.TRUNCATE)
        case _:
            pass


def test_a_connection_that_says_everything_twice_is_given_up_and_made_anew(tmp_path: Path, broker_folder: Path) -> None:
    async def scene(broker: MosquittoBroker) -> None:
        async with LoopbackProxy(broker.port) as network:
            host = mqtt_host(tmp_path, network.port)
            async with observing(broker.port) as observer, on_mqtt(host):
                await until(lambda: mqtt_of(host).connected)
                for amps in range(6, 20):
                    network.spoil(Fault.DUPLICATE)
                    override(host, amps)
                    await asyncio.sleep(0.02)
                await until(lambda: mqtt_of(host).connected and says(observer.value("override"), 19))
            host.close()

    with MosquittoBroker(broker_folder) as broker:
        asyncio.run(scene(broker))


def test_a_stalled_network_never_holds_up_the_station(
    tmp_path: Path, broker_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "CALL_S", 0.5)

    async def scene(broker: MosquittoBroker) -> None:
        async with LoopbackProxy(broker.port) as network:
            host = mqtt_host(tmp_path, network.port)
            async with observing(broker.port) as observer, on_mqtt(host) as service:
                await until(lambda: mqtt_of(host).connected)
                network.stall()
                for round_ in range(400):
                    host.run(lambda station, moment: station.push({"x": "y" * 50_000}, moment))
                    override(host, 6 + round_ % 20)
                    if round_ % 50 == 0:
                        await asyncio.sleep(0)
                assert len(service._outbox) < 200
                network.flow()
                await until(lambda: mqtt_of(host).connected and says(observer.value("override"), 6 + 399 % 20))
            host.close()

    with MosquittoBroker(broker_folder) as broker:
        asyncio.run(scene(broker))


def test_without_the_broker_a_claim_lasts_as_long_as_its_lease(tmp_path: Path, broker_folder: Path) -> None:
    broker = MosquittoBroker(broker_folder)
    host = mqtt_host(tmp_path, broker.port, claims_lease_time=60)

    async def scene() -> None:
        async with on_mqtt(host):
            async with observing(broker.port) as observer:
                await until(lambda: mqtt_of(host).connected and observer.value("claim") is not None)
                await observer.say("claim/set", '{"state":"disabled"}')
                await until(lambda: host.status.claim(Client.MQTT) is not None)
            broker.kill()
            await until(lambda: not mqtt_of(host).connected)
            host.pass_s(59)
            assert host.status.target.state is ChargeState.DISABLED
            host.pass_s(2)
            # The stated default: charge, as far as everybody else allows.
            assert host.status.claim(Client.MQTT) is None
            assert host.status.target.state.value == "active"

    broker.start()
    try:
        asyncio.run(scene())
    finally:
        broker.kill()
        host.close()


def test_when_the_station_is_gone_the_broker_says_so(tmp_path: Path, broker_folder: Path) -> None:
    async def scene(broker: MosquittoBroker) -> None:
        async with LoopbackProxy(broker.port) as network:
            host = mqtt_host(tmp_path, network.port)
            async with observing(broker.port) as observer, on_mqtt(host):
                await until(lambda: mqtt_of(host).connected and "openevse/announce/7b2c" in observer.newest)
                await network.shut()
                await until(lambda: '"disconnected"' in observer.newest["openevse/announce/7b2c"])
                await until(lambda: mqtt_of(host).next_try_s is not None)
                await network.open()
                await until(lambda: '"connected"' in observer.newest["openevse/announce/7b2c"])
            host.close()

    with MosquittoBroker(broker_folder) as broker:
        asyncio.run(scene(broker))
