"""A network manager that takes its time, refuses, or has been given networks by somebody else: no way in is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path

import msgspec
import pytest
from whole_host import WholeHost

from pilotwire.runtime import network
from pilotwire.runtime.network import NetworkRunner
from pilotwire.services.host import FoundNetwork
from pilotwire.services.http.server import ListenError
from pilotwire.services.network import network_manager
from pilotwire.services.network.network_manager import ManagerError, NotPermittedError
from pilotwire.services.network_view import NetworkError
from pilotwire.station.onboarding import Failure, Phase, Seen
from pilotwire.station.status import NetworkMode, ServiceStatus

HOUSE = FoundNetwork(ssid="house", bssid="", signal_dbm=-50, channel=6, security=3)


class Manager:
    """In the place of the one on the bus."""

    connected = True

    def __init__(self) -> None:
        self.seen = Seen(manager=True, adapter=True)
        self.did: list[str] = []
        self.joins: Failure | ManagerError | None = None
        self.opens: ManagerError | None = None
        self.scans: ManagerError | None = None
        self.opening: asyncio.Event | None = None

    async def look(self) -> Seen:
        return self.seen

    async def scan(self) -> list[FoundNetwork]:
        if self.scans is not None:
            raise self.scans
        return [HOUSE, msgspec.structs.replace(HOUSE, ssid="OpenEVSE_own")]

    async def join(self, ssid: str, _: str) -> Failure | None:
        self.did.append(f"join {ssid}")
        self.see(access_point=False)
        if isinstance(self.joins, ManagerError):
            raise self.joins
        if self.joins is None:
            self.see(joined=ssid)
        return self.joins

    async def open_point(self, ssid: str, _: str) -> None:
        self.did.append(f"open {ssid}")
        if self.opening is not None:
            await self.opening.wait()
        if self.opens is not None:
            raise self.opens
        self.see(access_point=True, joined="")

    async def close_point(self) -> None:
        self.did.append("close")
        self.see(access_point=False)

    async def forget_network(self) -> None:
        self.did.append("forget")
        self.see(joined="")

    async def permission_problem(self) -> str:
        return ""

    def close(self) -> None:
        self.connected = False

    def see(self, **changes: object) -> None:
        self.seen = msgspec.structs.replace(self.seen, **changes)


class Scene:
    """A station that manages its network, and time that passes as told."""

    def __init__(self, host: WholeHost, manager: Manager) -> None:
        self.host = host
        self.manager = manager
        self.now_ms = 0
        self.runner = NetworkRunner(host, lambda: self.now_ms)
        self.runner._forget = host.subscribe(self.runner._on_event)

    def change(self, **settings: object) -> None:
        self.host.run(lambda station, moment: station.change_settings(settings, moment))

    async def pass_s(self, seconds: float) -> None:
        """Let time pass, a look a second."""
        for _ in range(round(seconds)):
            self.now_ms += 1_000
            await self.runner._round()

    @property
    def shown(self) -> ServiceStatus:
        return self.host.status.services.get("network", ServiceStatus())


Story = Callable[[Scene], Coroutine[object, object, None]]
Play = Callable[[Story], None]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    host = WholeHost(tmp_path, network_managed=True, ap_ssid="OpenEVSE_own")

    def played(story: Story) -> None:
        manager = Manager()

        async def reached(_: object) -> Manager:
            return manager

        async def told() -> None:
            scene = Scene(host, manager)
            try:
                await story(scene)
            finally:
                await scene.runner.close()

        monkeypatch.setattr(network_manager.NetworkManager, "open", reached)
        monkeypatch.setattr(network, "gives_addresses", lambda: True)
        asyncio.run(told())

    yield played
    host.close()


def test_a_computer_that_is_in_a_network_already_stays_there(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.manager.see(joined="house", known=True)
        await scene.pass_s(900)
        assert scene.manager.did == []
        assert scene.runner.facts.phase is Phase.JOINED

    play(story)


def test_an_access_point_that_is_asked_for_is_opened_once_however_slowly(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.manager.see(joined="house", known=True)
        await scene.pass_s(20)
        scene.manager.opening = asyncio.Event()
        scene.runner.ask_point(open_it=True)
        opening = asyncio.ensure_future(scene.runner._round())
        await asyncio.sleep(0)
        scene.manager.opening.set()
        await opening
        await scene.pass_s(60)
        assert scene.manager.did == ["open OpenEVSE_own"]
        assert scene.host.status.network.mode is NetworkMode.ACCESS_POINT

    play(story)


def test_a_profile_that_is_refused_leads_to_the_access_point_and_is_said(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.change(ssid="house", **{"pass": "correct horse"})
        scene.manager.joins = ManagerError("NetworkManager: 802-11-wireless-security.psk: property is invalid")
        await scene.pass_s(60)
        assert scene.manager.did == ["join house"] * 3 + ["open OpenEVSE_own"]
        assert scene.runner.facts.failure is Failure.OTHER
        assert "could not be joined" in scene.shown.error

    play(story)


def test_a_passphrase_that_can_be_none_is_not_tried(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.change(ssid="house", **{"pass": "short"})
        await scene.pass_s(40)
        assert scene.manager.did == ["open OpenEVSE_own"]
        assert "passphrase of house is wrong" in scene.shown.error

    play(story)


def test_in_another_network_than_configured_it_says_so_and_stays(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.change(ssid="house", **{"pass": "not this one"})
        scene.manager.see(joined="garden", known=True)
        scene.manager.joins = Failure.WRONG_PASSPHRASE
        await scene.pass_s(300)
        assert scene.manager.did == ["join house"]
        assert scene.runner.facts.joined == "garden"
        assert scene.shown.connected
        assert scene.shown.error.endswith("Meanwhile the station is in garden.")

    play(story)


def test_an_access_point_that_is_refused_is_said_and_tried_again(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.manager.opens = ManagerError("The access point does not open: no.")
        await scene.pass_s(150)
        assert scene.shown.error == "The access point does not open: no."
        assert not scene.shown.connected
        assert scene.runner.facts.phase is Phase.ACCESS_POINT
        scene.manager.opens = None
        await scene.pass_s(60)
        assert scene.shown.connected
        assert scene.shown.error == ""
        assert 3 <= len(scene.manager.did) <= 6

    play(story)


def test_without_leave_it_is_not_said_that_there_is_no_manager(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.change(ssid="house", **{"pass": "correct horse"})
        scene.manager.joins = NotPermittedError("The station may not change the network (no).")
        await scene.pass_s(30)
        assert scene.runner.facts.failure is Failure.NOT_PERMITTED
        assert scene.runner.facts.phase is not Phase.NO_MANAGER
        assert "may not change the network" in scene.shown.error

    play(story)


def test_a_radio_that_is_switched_off_is_said_with_what_to_do(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.manager.see(blocked=True)
        await scene.pass_s(30)
        assert scene.runner.facts.phase is Phase.BLOCKED
        assert "do_wifi_country" in scene.shown.error

    play(story)


def test_a_cable_makes_a_wrong_passphrase_unimportant(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.change(ssid="house", **{"pass": "not this one"})
        scene.manager.joins = Failure.WRONG_PASSPHRASE
        await scene.pass_s(60)
        assert "passphrase of house is wrong" in scene.shown.error
        scene.manager.see(wired=True)
        await scene.pass_s(2)
        assert scene.shown.connected
        assert scene.shown.error == ""

    play(story)


def test_what_was_in_sight_before_the_access_point_opened_can_still_be_chosen(play: Play) -> None:
    async def story(scene: Scene) -> None:
        await scene.pass_s(20)
        assert scene.manager.did == ["open OpenEVSE_own"]
        assert await scene.runner.scan() == [HOUSE]
        scene.manager.scans = ManagerError("busy")
        assert await scene.runner.scan() == [HOUSE]
        scene.manager.see(access_point=False)
        await scene.pass_s(1)
        with pytest.raises(NetworkError, match="busy"):
            await scene.runner.scan()

    play(story)


def test_an_access_point_that_gives_no_addresses_is_said(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(scene: Scene) -> None:
        monkeypatch.setattr(network, "gives_addresses", lambda: False)
        await scene.pass_s(20)
        assert "install dnsmasq-base" in scene.shown.error

    play(story)


def test_while_a_network_is_joined_the_one_before_is_not_told_any_more(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.manager.see(joined="garden", known=True)
        await scene.pass_s(20)
        assert scene.runner.facts.joined == "garden"
        told: list[tuple[str, str]] = []

        async def join(ssid: str, _: str) -> None:
            told.append((scene.runner.facts.joined, scene.host.status.network.ip_address))
            scene.manager.see(joined=ssid)

        scene.manager.join = join  # type: ignore[method-assign] # a double's
        scene.change(ssid="house", **{"pass": "correct horse"})
        await scene.pass_s(5)
        assert told == [("", "")]
        assert scene.runner.facts.joined == "house"

    play(story)


def test_who_uses_the_access_point_keeps_it(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.change(ssid="house", **{"pass": "correct horse"})
        scene.manager.joins = Failure.NOT_FOUND
        await scene.pass_s(60)
        scene.manager.did.clear()
        for _ in range(4):
            await scene.pass_s(200)
            scene.runner.visited()
        assert scene.manager.did == []
        await scene.pass_s(320)
        assert scene.manager.did == ["join house", "open OpenEVSE_own"]

    play(story)


def test_a_network_that_is_managed_no_more_is_left_without_an_access_point(play: Play) -> None:
    async def story(scene: Scene) -> None:
        await scene.pass_s(20)
        assert scene.runner.facts.point_address
        scene.change(network_managed=False)
        await scene.runner._unmanaged()
        assert scene.manager.did[-1] == "close"
        assert not scene.runner.facts.managed

    play(story)


def test_a_network_that_is_configured_no_more_is_forgotten(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.change(ssid="house", **{"pass": "correct horse"})
        await scene.pass_s(30)
        assert scene.runner.facts.phase is Phase.JOINED
        scene.change(ssid="")
        await scene.pass_s(3)
        assert scene.manager.did == ["join house", "forget"]

    play(story)


def test_port_80_that_cannot_be_had_is_asked_for_once(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Refused:
        def __init__(self, _: object, address: str, port: int, *, beside: bool) -> None:
            assert (address, port, beside) == ("192.168.4.1", 80, True)

        async def start(self) -> None:
            asked.append(1)
            raise ListenError("no")

    monkeypatch.setattr(network, "HttpServer", Refused)

    async def story(scene: Scene) -> None:
        scene.runner._app = object()  # type: ignore[assignment] # it is not served
        await scene.pass_s(60)
        assert asked == [1]

    play(story)


def test_a_defect_is_told_and_the_network_is_followed_again(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(scene: Scene) -> None:
        looks = iter([RuntimeError("a defect")])

        async def look() -> Seen:
            for error in looks:
                raise error
            return scene.manager.seen

        monkeypatch.setattr(scene.manager, "look", look)
        scene.runner.start(object())  # type: ignore[arg-type] # it is not served
        async with asyncio.timeout(30):
            while "a defect" not in scene.shown.error:  # noqa: ASYNC110 - another task tells it
                await asyncio.sleep(0.01)
            while scene.shown.state == "failed":  # noqa: ASYNC110 - it starts anew by itself
                await asyncio.sleep(0.01)

    play(story)
