"""Contacts close when told, and weld only while closed under the welding fault."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.plant.contactor import Contactor

BOTH = 3


def test_power_needs_both_contacts() -> None:
    contactor = Contactor()
    contactor.command(relay_1=True, relay_2=False)
    assert contactor.closed_1
    assert not contactor.closed
    contactor.command(relay_1=True, relay_2=True)
    assert contactor.closed


def test_a_contact_never_closed_does_not_weld() -> None:
    contactor = Contactor()
    contactor.command(relay_1=False, relay_2=False, welding=BOTH)
    assert not contactor.closed_1
    assert not contactor.welded


def test_contacts_closed_under_the_fault_stay_closed_until_it_is_cleared() -> None:
    contactor = Contactor()
    contactor.command(relay_1=True, relay_2=True)
    contactor.command(relay_1=True, relay_2=True, welding=BOTH)
    contactor.command(relay_1=False, relay_2=False, welding=BOTH)
    assert contactor.closed
    contactor.command(relay_1=False, relay_2=False)
    assert not contactor.closed_1
    assert not contactor.closed_2


def test_each_contact_welds_on_its_own() -> None:
    contactor = Contactor()
    contactor.command(relay_1=True, relay_2=False, welding=BOTH)
    contactor.command(relay_1=False, relay_2=False, welding=BOTH)
    assert (contactor.closed_1, contactor.closed_2) == (True, False)


def test_the_mask_chooses_the_contact() -> None:
    contactor = Contactor()
    contactor.command(relay_1=True, relay_2=True, welding=2)
    contactor.command(relay_1=False, relay_2=False, welding=2)
    assert (contactor.closed_1, contactor.closed_2) == (False, True)


def test_a_dead_contactor_does_not_close() -> None:
    contactor = Contactor()
    contactor.command(relay_1=True, relay_2=True, dead=True)
    assert not contactor.closed_1
    assert not contactor.closed_2


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_without_the_fault_contacts_follow_the_command(commands: list[tuple[bool, bool]]) -> None:
    contactor = Contactor()
    for relay_1, relay_2 in commands:
        contactor.command(relay_1=relay_1, relay_2=relay_2)
        assert (contactor.closed_1, contactor.closed_2) == (relay_1, relay_2)
