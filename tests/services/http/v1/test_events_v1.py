"""``/api/v1/events``: what followers are told, and what becomes of those who do not listen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest
from serving import PATIENCE_S, Serve
from v1_caller import Caller, Followed
from whole_host import WholeHost

from pilotwire.services.http import v1
from pilotwire.services.http.limits import Limits
from pilotwire.services.http.v1 import event_hub, events
from pilotwire.services.http.v1.event_hub import EventHub, Follower
from pilotwire.services.http.v1.status_values import PartsDocument, StatusDocument
from pilotwire.station.limit_values import Limit, LimitType

pytest_plugins = ["whole_api"]

Follow = Callable[..., Followed]


def test_a_follower_is_told_everything_first(caller: Caller, follow: Follow) -> None:
    followed = follow()
    assert followed.headers["content-type"] == "text/event-stream"
    name, data = followed.next()
    assert name == "status"
    msgspec.convert(data, StatusDocument)
    assert data.keys() == caller.get("/status").keys()


def test_afterwards_only_parts_that_changed_are_told(caller: Caller, follow: Follow) -> None:
    followed = follow()
    followed.until("status")
    made = caller.put("/claims/20", {"charge_current_a": 12})
    event = followed.until("claims")
    assert (event["topic"], event["changed"]["claims"]) == ("claims", [made])
    assert "session" not in event["changed"]
    target = followed.until("target")["changed"]["target"]
    assert (target["pilot_a"], target["charge_current_a"]) == (12, 12)


def test_what_is_told_adds_up_to_the_status(caller: Caller, follow: Follow) -> None:
    followed = follow()
    known = followed.until("status")
    caller.do(caller.host.plug_in)
    caller.put("/limit", {"type": "energy", "value": 5000})
    caller.post("/feeds", {"solar_w": 2000})
    caller.pass_s(31)
    caller.put("/override", {"state": "disabled"})
    caller.patch("/settings", {"lang": "marker"})
    while True:
        _, event = followed.next()
        known |= event["changed"]
        if event["topic"] == "config":
            break
    status = caller.get("/status")
    for name in PartsDocument.__struct_fields__:
        if name not in ("clock", "feeds", "divert"):
            assert known[name] == status[name], name
    assert known["feeds"]["solar_w"]["value"] == 2000


def test_that_a_question_was_answered_is_no_change(caller: Caller, follow: Follow) -> None:
    followed = follow()
    followed.until("status")
    caller.pass_s(40)
    caller.put("/claims/20", {"state": "disabled"})
    told = followed.until("claims")
    assert "measurement" not in told["changed"]


def test_an_entry_of_the_log_is_told(caller: Caller, follow: Follow) -> None:
    followed = follow()
    caller.do(caller.host.plug_in)
    entry = followed.until("log")["data"]["entry"]
    logged = caller.get("/log")["entries"][0]
    assert entry == {name: value for name, value in logged.items() if name != "id"}


def test_a_stream_can_end_by_itself(caller: Caller, follow: Follow) -> None:
    followed = follow("?for_s=0")
    assert followed.next()[0] == "status"
    assert followed.next()[0] == "end"
    assert _in_time(lambda: caller.host.listeners == 0)


def test_signs_of_life_are_sent(caller: Caller, follow: Follow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_S", 0.01)
    followed = follow()
    assert followed.next()[0] == "status"
    assert followed.next() == ("", ": still here")


def test_when_the_last_follower_leaves_nothing_is_rendered(caller: Caller, follow: Follow) -> None:
    first, second = follow(), follow()
    first.until("status")
    second.until("status")
    assert caller.host.listeners == 1
    first.close()
    second.close()
    assert _in_time(lambda: caller.host.listeners == 0)
    follow().until("status")
    assert caller.host.listeners == 1


def test_when_the_password_changes_followers_have_to_log_in_again(caller: Caller, follow: Follow) -> None:
    followed = follow()
    followed.until("status")
    assert caller.patch("/settings", {"www_password": "correct horse"}).status == 200
    followed.until("config")
    assert followed.next()[0] == "end"


def test_who_does_not_read_is_dropped_and_the_others_do_not_notice(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_hub, "QUEUE_BYTES", 20_000)
    dropped: list[str] = []
    hub = EventHub()
    sleeper, reader = (Follower(partial(dropped.append, name)) for name in ("sleeper", "reader"))
    host = caller.host

    async def listen() -> None:
        hub.join(host, sleeper)
        hub.join(host, reader)
        for minutes in range(1, 200):
            host.run(lambda station, moment: station.set_limit(Limit(LimitType.TIME, minutes), moment))  # noqa: B023 - run at once
            assert await reader.take(0)
            if dropped:
                break
        hub.leave(sleeper)
        hub.leave(reader)

    asyncio.run(listen())
    assert dropped == ["sleeper"]
    assert host.listeners == 0


def test_a_server_that_stops_ends_streams_instead_of_waiting_for_followers(tmp_path: Path, serve: Serve) -> None:
    host = WholeHost(tmp_path)
    served = serve(host, v1=v1.api(), limits=Limits(stop_s=10 * PATIENCE_S))
    followed = Followed.of(served)
    followed.until("status")
    served.stop()
    assert followed.next()[0] == "end"
    assert host.listeners == 0
    followed.close()
    host.close()


def test_there_are_not_more_followers_than_the_machine_bears(
    caller: Caller, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MAX_FOLLOWERS", 1)
    follow().until("status")
    assert caller.refused("GET", "/events", status=503)[0] is None


def _in_time(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()
