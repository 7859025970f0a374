"""The front panel: what the display shows can be read, and its button does what it does on the box."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from station_page import OpenPage, picture, violations


def shows(page: Page, text: str) -> None:
    expect(page.get_by_role("img", name="Display")).to_have_attribute("aria-label", re.compile(text))


@pytest.mark.parametrize("station", [["--plugged"]], indirect=True)
def test_short_presses_pause_and_long_ones_open_the_menu(open_page: OpenPage) -> None:
    page = open_page("panel", phone=True)
    shows(page, "teal: Charging")
    assert violations(page) == []
    picture(page, "panel-phone")
    button = page.get_by_role("button", name="Button", exact=True)
    button.click(delay=150)
    shows(page, "Sleeping")
    button.click(delay=150)
    shows(page, "Charging")
    button.focus()
    page.keyboard.down("Space")
    expect(page.get_by_text("Long press: let go now")).to_be_visible()
    page.keyboard.up("Space")
    shows(page, "white: Settings")
    picture(page, "panel-phone-menu")


def test_without_a_car_it_is_green(open_page: OpenPage) -> None:
    page = open_page("panel", dark=True)
    shows(page, "green: Ready")
    picture(page, "panel-desktop-dark")
