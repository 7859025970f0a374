"""A station without a password is made somebody's from a phone on the network, with the code that it shows."""

from __future__ import annotations

from playwright.sync_api import expect
from station_page import OpenPage, Station, picture, violations

PASSWORD = "correct horse"  # noqa: S105


def test_the_code_of_the_station_sets_its_first_password(open_page: OpenPage, station: Station) -> None:
    code = station.setup_code()
    page = open_page(phone=True)
    page.goto(station.url.replace("127.0.0.1", "station.test"))
    expect(page.locator("h1")).to_have_text("Make this station yours")
    assert violations(page) == []
    picture(page, "claim-phone")
    page.get_by_label("Set-up code").fill(f"{(int(code) + 1) % 1_000_000:06d}")
    page.get_by_label("New password").fill("short")
    expect(page.get_by_role("alert")).to_have_text("Use at least 8 characters.")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("alert")).to_have_text("That is not the code the station shows.")
    page.get_by_label("Set-up code").fill(code)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("link", name="Home")).to_be_visible()
    assert page.url.endswith("#/setup")
