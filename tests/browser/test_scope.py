"""The scope: the control pilot as it is and as it was, for the eyes and in words."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from station_page import OpenPage, Station, picture, violations

PLUGGED = pytest.mark.parametrize("station", [["--plugged", "--speed", "20"]], indirect=True)


@PLUGGED
def test_it_shows_a_charge_and_steps_back_to_how_it_began(open_page: OpenPage) -> None:
    page = open_page("scope", phone=True)
    expect(
        page.get_by_role("img", name=re.compile(r"square wave.*32\sA.*State C.*contactor is closed"))
    ).to_be_visible()
    assert violations(page) == []
    picture(page, "scope-phone")
    page.get_by_role("button", name="Earlier").click()
    expect(page.get_by_text("As it was then", exact=True)).to_be_visible()
    page.get_by_role("slider").press("Home")
    expect(page.get_by_text(re.compile(r"^1 of \d+"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("contactor is open"))).to_be_visible()
    page.get_by_role("button", name="Live").click()
    expect(page.get_by_role("img", name=re.compile("contactor is closed"))).to_be_visible()


@PLUGGED
def test_it_follows_what_the_car_does(open_page: OpenPage, station: Station) -> None:
    page = open_page("scope", dark=True)
    expect(page.get_by_role("img", name=re.compile("State C"))).to_be_visible()
    picture(page, "scope-desktop-dark")
    station.ask("POST", "bench/plug", {"plugged": False})
    expect(page.get_by_role("img", name=re.compile("State A: no car"))).to_be_visible()
