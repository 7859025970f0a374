"""Messages on the controller's display: shown one after the other, given back, and never over a fault."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st
from station_rig import StationRig

from pilotwire.rapi.codes import EvseState
from pilotwire.station.display import MOST_WAITING, Display, Message
from pilotwire.station.evse import Evse
from pilotwire.station.writes import SetDisplay, ShowText, Write

THERE = Evse(connected=True, state=EvseState.CONNECTED)
FAULT = Evse(connected=True, state=EvseState.NO_GROUND)
TAKE, GIVE_BACK = SetDisplay(by_controller=False), SetDisplay(by_controller=True)


def lines(top: str, bottom: str) -> list[Write]:
    return [ShowText(0, top.ljust(16)), ShowText(1, bottom.ljust(16))]


def test_messages_follow_one_another_and_the_display_is_given_back() -> None:
    display = Display()
    display.show(Message("Hostname:", "garage", 5_000))
    display.show(Message("IP Address:", "192.168.1.20", 5_000))
    assert display.advance(THERE, 0) == [TAKE, *lines("Hostname:", "garage")]
    assert display.advance(THERE, 4_999) == []
    assert display.advance(THERE, 5_000) == lines("IP Address:", "192.168.1.20")
    assert display.advance(THERE, 10_000) == [GIVE_BACK]
    assert display.next_deadline_ms is None
    assert display.advance(THERE, 20_000) == []


def test_a_fault_has_the_display_at_once_and_messages_do_not_come_back() -> None:
    display = Display()
    display.show(Message("a", "b", 5_000))
    display.show(Message("c", "d", 5_000))
    display.advance(THERE, 0)
    assert display.advance(FAULT, 100) == [GIVE_BACK]
    assert display.advance(THERE, 200) == []


def test_what_cannot_be_sent_is_not() -> None:
    display = Display()
    display.show(Message("Café *$^", "x" * 40, 5_000))
    _, top, bottom = display.advance(THERE, 0)
    assert (top, bottom) == (ShowText(0, "Caf? ???        "), ShowText(1, "x" * 16))


@given(
    st.lists(
        st.one_of(
            st.builds(Message, st.text(max_size=20), st.text(max_size=20), st.integers(1, 9_000)),
            st.sampled_from([THERE, FAULT, Evse()]),
            st.integers(1, 20_000),
        ),
        max_size=40,
    )
)
def test_it_is_the_controllers_whenever_nothing_is_shown(doings: list[Message | Evse | int]) -> None:
    display, evse, now_ms, ours = Display(), THERE, 0, False
    for doing in doings:
        if isinstance(doing, Message):
            display.show(doing)
        elif isinstance(doing, Evse):
            evse = doing
        else:
            now_ms += doing
        for write in display.advance(evse, now_ms):
            if isinstance(write, SetDisplay):
                ours = not write.by_controller
            elif isinstance(write, ShowText):
                assert ours
                assert len(write.text) == 16
                assert set(write.text) <= set(string.printable) - set("$*^\r\n")
        if not evse.connected:
            ours = False
        assert ours is (display.next_deadline_ms is not None)
    assert len(display._waiting) <= MOST_WAITING


def test_the_station_shows_them_unless_they_are_not_wanted() -> None:
    rig = StationRig()
    rig.station.show(Message("IP Address:", "192.168.1.20", 5_000), rig.now)
    rig.run(2_000)
    assert rig.controller.shown == ["IP Address:     ", "192.168.1.20    "]
    assert not rig.controller.draws
    rig.run(5_000)
    assert rig.controller.draws
    rig.station.change_settings({"lcd_messages": False}, rig.now)
    rig.station.show(Message("again", "", 5_000), rig.now)
    rig.run(2_000)
    assert rig.controller.shown[0] == "IP Address:     "
