"""Another controller than yesterday's never charges with more than that one was set to."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from station_rig import StationRig

from pilotwire.station.commissioning import Commissioned
from pilotwire.station.evse import Evse
from pilotwire.station.known_controller import ControllerWatch, KnownController
from pilotwire.station.records import Kept, Standing, StandingRecord

OLD = KnownController("OLD1", 16, "8.2.3.EU")


def rig_with(known: KnownController | None) -> StationRig:
    rig = StationRig(kept=Kept(standing=Standing(controller=known), commissioned=COMMISSIONED))
    rig.station.demand_commissioning(rig.now)
    rig.run(2_000)
    return rig


COMMISSIONED = Commissioned(at=StationRig().now.utc, answers=None, current_a=16, wiring_locked=False)


def test_the_first_one_belongs_here_from_then_on() -> None:
    rig = rig_with(None)
    kept = [record.standing.controller for record in rig.records if isinstance(record, StandingRecord)]
    assert kept[-1] is not None
    assert kept[-1].serial == rig.status.evse.serial
    assert rig.status.controller_stranger == ""


def test_another_one_is_held_to_what_the_old_one_was_set_to_until_it_is_accepted() -> None:
    rig = rig_with(OLD)
    rig.plug_in()
    rig.run(5_000)
    assert rig.status.evse.configured_maximum_a > 16
    assert rig.status.target.pilot_a == 16
    assert "OLD1" in rig.status.controller_stranger
    assert any(advisory.condition.id == "controller.another" for advisory in rig.status.advisories)
    assert rig.station.accept_controller(rig.now)
    rig.run(1_000)
    assert rig.status.target.pilot_a == rig.status.evse.configured_maximum_a
    assert rig.status.controller_stranger == ""
    assert not rig.station.accept_controller(rig.now)


def test_commissioning_anew_accepts_it() -> None:
    rig = rig_with(OLD)
    rig.station.commission(COMMISSIONED, rig.now, writes=())
    assert rig.status.controller_stranger == ""


def test_a_simulated_one_is_nobodys_business() -> None:
    rig = StationRig(kept=Kept(standing=Standing(controller=OLD)))
    rig.run(2_000)
    assert rig.status.controller_stranger == ""


SERIALS = st.sampled_from(["", "A", "B", "C"])
SEEN = st.builds(Evse, connected=st.booleans(), serial=SERIALS, configured_maximum_a=st.integers(6, 80))


@given(st.lists(st.tuples(SEEN, st.booleans()), max_size=12))
def test_whatever_is_plugged_in_nothing_above_what_somebody_has_accepted_is_offered(
    seen: list[tuple[Evse, bool]],
) -> None:
    watch = ControllerWatch(msgspec.structs.replace(OLD, serial="A"))
    watch.watch()
    accepted = {"A"}
    for evse, accept in seen:
        watch.look(evse)
        if accept and watch.stranger is not None:
            accepted = {watch.stranger.serial}
            assert watch.accept()
        if evse.connected and evse.serial and evse.serial not in accepted:
            assert watch.ceiling_a is not None
        assert watch.known is not None
        assert watch.known.serial in accepted
