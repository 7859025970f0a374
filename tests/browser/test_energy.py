"""Sun and house: flows live, eco and the house limit switched, thresholds and presets."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from station_page import OpenPage, Station, picture, violations

PLUGGED = pytest.mark.parametrize("station", [["--plugged", "--speed", "20"]], indirect=True)


def test_without_feeds_it_says_what_is_missing(open_page: OpenPage) -> None:
    page = open_page("energy", phone=True)
    expect(page.get_by_text("Neither sun nor grid is measured")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Sun: not measured"))).to_be_visible()
    assert violations(page) == []


@PLUGGED
def test_flows_follow_what_is_measured(open_page: OpenPage, station: Station) -> None:
    page = open_page("energy")
    feeds = {"solar_w": 4000, "grid_w": 4500, "home_battery_soc_pct": 62, "home_battery_w": -500}
    station.ask("POST", "feeds", feeds)
    expect(page.get_by_role("img", name=re.compile(r"Sun: 4\.00.kW.*Grid: 4\.50.kW from it.*62.%"))).to_be_visible()
    expect(page.get_by_role("meter", name="Battery")).to_have_attribute("aria-valuenow", "62")
    expect(page.locator("canvas")).to_be_visible()
    assert violations(page) == []
    picture(page, "energy-desktop")
    phone = open_page("energy", phone=True, dark=True)
    station.ask("POST", "feeds", feeds)
    expect(phone.get_by_role("img", name=re.compile(r"Sun: 4\.00.kW"))).to_be_visible()
    picture(phone, "energy-phone-dark")


@PLUGGED
def test_eco_and_its_character_are_chosen(open_page: OpenPage, station: Station) -> None:
    station.ask("PATCH", "settings", {"divert_enabled": True, "divert_type": 0})
    page = open_page("energy", phone=True)
    page.get_by_role("switch", name="Charge with the sun").click()
    expect(page.get_by_role("switch", name="Charge with the sun")).to_be_checked()
    assert station.ask("GET", "divert")["mode"] == "eco"
    page.get_by_role("radio", name="No import").check()
    expect(page.get_by_text("Buys little, but starts and stops more often.")).to_be_visible()
    assert station.ask("GET", "divert/presets")["current"] == "noimport"
    page.get_by_role("switch", name="Charge with the sun").click()
    expect(page.get_by_role("switch", name="Charge with the sun")).not_to_be_checked()


@PLUGGED
def test_the_house_limit_is_shown_with_what_the_house_takes(open_page: OpenPage, station: Station) -> None:
    station.ask("PATCH", "settings", {"current_shaper_enabled": True, "current_shaper_max_pwr": 9000})
    page = open_page("energy")
    expect(page.get_by_text("Nothing is known of the house")).to_be_visible()
    station.ask("POST", "feeds", {"live_power_w": 6500})
    expect(page.get_by_role("meter", name="Whole house")).to_be_visible()
    expect(page.get_by_text("Nothing is known of the house")).to_be_hidden()
    page.get_by_role("switch", name="Keep within the limit").click()
    expect(page.get_by_role("switch", name="Keep within the limit")).not_to_be_checked()
    assert violations(page) == []


@pytest.mark.parametrize("station", [["--speed", "600"]], indirect=True)
def test_settings_are_tried_on_a_day_and_kept(open_page: OpenPage, station: Station) -> None:
    station.ask("PATCH", "settings", {"divert_enabled": True, "divert_type": 0, "divert_feed_timeout": 3600})
    page = open_page("energy", phone=True)
    page.get_by_label("Day", exact=True).select_option(label="Today so far")
    expect(page.get_by_label("Share from the sun")).to_have_value("1.1")
    station.ask("POST", "feeds", {"solar_w": 5000})
    # A few minutes at that speed are a few seconds.
    page.wait_for_timeout(3_000)
    page.get_by_label("The car takes at most").fill("nothing")
    expect(page.get_by_text("From 0.1 to 500 kWh.")).to_be_visible()
    expect(page.get_by_role("button", name="Try them")).to_be_disabled()
    page.get_by_label("The car takes at most").fill("40")
    page.get_by_label("Share from the sun").fill("0.5")
    page.get_by_role("button", name="Try them").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("row", name=re.compile("Charged"))).to_contain_text("Wh")
    expect(table.get_by_role("columnheader")).to_have_text(["As it was", re.compile("Today.s settings"), "Tried"])
    assert violations(page) == []
    table.scroll_into_view_if_needed()
    picture(page, "energy-phone-trial")
    page.get_by_role("button", name="Keep these settings").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert station.ask("GET", "settings")["values"]["divert_PV_ratio"] == 0.5
