"""Cable coding, its faults, and the bounce of the plug."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.j1772 import CABLE_OHM
from pilotwire.plant.cable import MAX_BOUNCES, Cable
from pilotwire.plant.faults import NO_EFFECTS, Fault, effects_of

OPEN_MV = 5_000


@pytest.mark.parametrize(("rating_a", "millivolts"), [(13, 3000), (20, 2024), (32, 902), (63, 455)])
def test_a_plugged_cable_shows_its_rating(rating_a: int, millivolts: int) -> None:
    assert Cable(rating_a=rating_a).proximity_mv(NO_EFFECTS, plugged=True) == pytest.approx(millivolts, abs=1)


def test_an_empty_socket_and_a_tethered_cable_read_open() -> None:
    assert Cable().proximity_mv(NO_EFFECTS, plugged=False) == OPEN_MV
    assert Cable(tethered=True, rating_a=40).proximity_mv(NO_EFFECTS, plugged=True) == OPEN_MV


def test_proximity_faults() -> None:
    cable = Cable()
    assert cable.proximity_mv(effects_of({Fault.PROXIMITY_OPEN: 1}), plugged=True) == OPEN_MV
    assert cable.proximity_mv(effects_of({Fault.PROXIMITY_SHORTED: 1}), plugged=True) == 0
    drifted = cable.proximity_mv(effects_of({Fault.PROXIMITY_DRIFT: 50}), plugged=True)
    assert drifted > cable.proximity_mv(NO_EFFECTS, plugged=True)


def test_only_standard_ratings_are_coded() -> None:
    with pytest.raises(ValueError, match="13, 20, 32, 63 A"):
        Cable(rating_a=16)


def test_the_loop_is_there_and_back() -> None:
    assert Cable(length_m=10, ohm_per_m=0.002).loop_ohm == pytest.approx(0.04)


@given(st.integers(0, 2**32), st.sampled_from(sorted(CABLE_OHM)), st.integers(1, 50))
def test_bounces_are_short_ordered_and_end_closed(seed: int, rating_a: int, bounce_ms: int) -> None:
    moments = Cable(rating_a=rating_a, bounce_ms=bounce_ms).bounces(1_000, Random(seed))
    assert len(moments) % 2 == 0
    assert len(moments) <= 2 * MAX_BOUNCES
    gaps = [later - earlier for earlier, later in zip((1_000, *moments), moments, strict=False)]
    assert all(1 <= gap <= bounce_ms for gap in gaps)


def test_a_contact_without_bounce_does_not_bounce() -> None:
    assert Cable(bounce_ms=0).bounces(0, Random(1)) == ()
