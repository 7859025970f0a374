"""Home: what happens and why is said, and what people do there reaches the station."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from station_page import OpenPage, Station, picture, violations

PLUGGED = pytest.mark.parametrize("station", [["--plugged", "--speed", "20"]], indirect=True)


def headline(page: Page, text: str) -> None:
    expect(page.locator("main h1")).to_contain_text(text)


def test_without_a_car_it_says_so(open_page: OpenPage) -> None:
    page = open_page(phone=True)
    headline(page, "no car is plugged in")
    expect(page.get_by_text("Not plugged in")).to_be_visible()


def test_a_newcomer_finds_the_car_to_plug_in_on_the_bench(open_page: OpenPage) -> None:
    page = open_page(phone=True)
    page.get_by_role("link", name="Plug a simulated car in").click()
    page.get_by_role("button", name="Plug the car in").click()
    page.get_by_role("link", name="Home").click()
    headline(page, "Charging at 32 A")
    expect(page.get_by_role("link", name="Unplug the simulated car")).to_be_visible()


@PLUGGED
def test_a_charge_is_followed_live(open_page: OpenPage, station: Station) -> None:
    page = open_page()
    headline(page, "Charging at 32 A, the configured maximum.")
    expect(page.get_by_text("of 32 A offered")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="kW").first).not_to_have_text("0 W")
    expect(page.locator("canvas")).to_be_visible()
    station.ask("PATCH", "settings", {"vehicle_data_src": 3})
    station.ask("POST", "vehicle", {"soc_pct": 62, "range": 240})
    expect(page.get_by_role("meter", name="State of charge")).to_have_attribute("aria-valuenow", "62")
    assert violations(page) == []
    picture(page, "home-desktop")
    phone = open_page(phone=True, dark=True)
    headline(phone, "Charging at 32 A")
    expect(phone.get_by_text("62 %", exact=True)).to_be_visible()
    picture(phone, "home-phone-dark")


@PLUGGED
def test_the_modes_do_what_they_say(open_page: OpenPage, station: Station) -> None:
    page = open_page(phone=True)
    headline(page, "Charging at 32 A")
    page.get_by_role("radio", name="Off").check()
    headline(page, "Paused by hand until the car is unplugged.")
    assert station.ask("GET", "override")["state"] == "disabled"
    page.get_by_role("radio", name="On").check()
    headline(page, "Charging at 32 A, as set by hand")
    page.get_by_role("radio", name="Auto").check()
    headline(page, "Charging at 32 A, the configured maximum.")


@PLUGGED
def test_the_current_is_limited_in_every_mode(open_page: OpenPage, station: Station) -> None:
    page = open_page()
    headline(page, "Charging at 32 A")
    page.get_by_label("At most").fill("10")
    headline(page, "Charging at 10 A")
    page.get_by_role("radio", name="On").check()
    expect(page.get_by_role("radio", name="On")).to_be_checked()
    assert station.ask("GET", "target")["pilot_a"] == 10
    page.get_by_label("At most").fill("32")
    headline(page, "Charging at 32 A")


@PLUGGED
def test_eco_waits_for_the_sun_and_charges_with_it(open_page: OpenPage, station: Station) -> None:
    station.ask("PATCH", "settings", {"divert_enabled": True, "divert_type": 0})
    page = open_page(phone=True)
    page.get_by_role("radio", name="Eco").check()
    headline(page, "Waiting for the sun")
    for _ in range(30):
        station.ask("POST", "feeds", {"solar_w": 4000})
        if "the sun gives" in page.locator("main h1").inner_text():
            break
        page.wait_for_timeout(300)
    headline(page, "the sun gives")
    picture(page, "home-phone-eco")


@PLUGGED
def test_a_limit_is_set_changed_and_taken_away(open_page: OpenPage, station: Station) -> None:
    page = open_page(phone=True)
    page.get_by_role("button", name="Set a limit").click()
    page.get_by_label("This much energy").fill("0")
    expect(page.get_by_role("alert")).to_contain_text("Between 0.1 and 1,000")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    page.get_by_label("This much energy").fill("12.5")
    page.get_by_role("switch", name="Ready by a time").click()
    page.get_by_label("Ready by", exact=True).fill("07:00")
    assert violations(page) == []
    picture(page, "home-phone-limit")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("12.5 kWh, ready by 07:00.", exact=True)).to_be_visible()
    limit = station.ask("GET", "limit")
    assert (limit["type"], limit["value"], limit["ready_by"]) == ("energy", 12500, "07:00")
    page.get_by_role("button", name="No limit").click()
    expect(page.get_by_text("Charges until the car is full.")).to_be_visible()


@PLUGGED
def test_boost_counts_down_and_can_be_ended(open_page: OpenPage, station: Station) -> None:
    page = open_page()
    page.get_by_role("button", name="Boost: 1 h").click()
    headline(page, "boost until")
    expect(page.get_by_text("to go")).to_be_visible()
    page.get_by_role("button", name="End boost").click()
    expect(page.get_by_role("button", name="Boost: 1 h")).to_be_visible()
    assert station.ask("GET", "status")["boost"] is None


@PLUGGED
def test_who_decides_is_told_to_those_who_ask(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_text("Who decides?").click()
    expect(page.get_by_text("Charge at up to 32 A unless somebody says otherwise.")).to_be_visible()
