"""Plan: charging times are added, dragged, resized, edited and taken away; prices and the departure plan are drawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from station_page import OpenPage, Station, picture, violations


def times(station: Station) -> list[tuple[str, str, int]]:
    return sorted((one["state"], one["time"][:5], len(one["days"])) for one in station.ask("GET", "schedule"))


def add(page: Page, begin: str, end: str) -> None:
    page.get_by_role("button", name="Add charging time").click()
    page.get_by_label("From").fill(begin)
    page.get_by_label("To", exact=True).fill(end)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_charging_time_is_added_edited_and_taken_away_on_a_phone(open_page: OpenPage, station: Station) -> None:
    page = open_page("plan", phone=True)
    expect(page.get_by_text("No times are planned")).to_be_visible()
    page.get_by_role("button", name="Add charging time").click()
    page.get_by_label("To", exact=True).fill("23:00")
    expect(page.get_by_role("alert")).to_have_text("It ends when it begins.")
    page.get_by_label("To", exact=True).fill("06:00")
    page.get_by_label("Current").fill("99")
    expect(page.get_by_role("alert")).to_have_text("From 6 to 32 A.")
    page.get_by_label("Current").fill("10")
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert times(station) == [("active", "23:00", 7), ("disabled", "06:00", 7)]
    assert next(one for one in station.ask("GET", "schedule") if one["state"] == "active")["current_a"] == 10
    page.get_by_role("button", name="23:00 to 06:00").first.press("Enter")
    page.get_by_role("checkbox", name="Sun").click(force=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert times(station) == [("active", "23:00", 6), ("disabled", "06:00", 6)]
    assert violations(page) == []
    picture(page, "plan-phone")
    page.get_by_role("button", name="Mon", exact=True).click()
    page.get_by_role("button", name="23:00 to 06:00").first.press("Enter")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_text("No times are planned")).to_be_visible()
    assert times(station) == []


def test_times_are_dragged_resized_and_moved_by_keyboard(open_page: OpenPage, station: Station) -> None:
    page = open_page("plan")
    add(page, "09:00", "12:00")
    block = page.get_by_role("button", name="Tuesday, 09:00 to 12:00")
    box = block.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 60, steps=4)
    page.mouse.up()
    moved = page.get_by_role("button", name="Tuesday, 11:00 to 14:00")
    expect(moved).to_be_visible()
    assert times(station) == [("active", "11:00", 7), ("disabled", "14:00", 7)]
    box = moved.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] + 22, steps=4)
    page.mouse.up()
    expect(page.get_by_role("button", name="Tuesday, 11:00 to 15:00")).to_be_visible()
    page.get_by_role("button", name="Tuesday, 11:00 to 15:00").press("ArrowUp")
    expect(page.get_by_role("button", name="Tuesday, 10:45 to 14:45")).to_be_visible()
    page.get_by_role("button", name="Tuesday, 10:45 to 14:45").press("Shift+ArrowDown")
    expect(page.get_by_role("button", name="Tuesday, 10:45 to 15:00")).to_be_visible()
    assert times(station) == [("active", "10:45", 7), ("disabled", "15:00", 7)]


def test_a_time_goes_to_another_day_and_an_odd_stop_is_taken_away(open_page: OpenPage, station: Station) -> None:
    monday = {"days": ["monday"]}
    station.ask("POST", "schedule", {"state": "active", "time": "10:00", **monday})
    station.ask("POST", "schedule", {"state": "disabled", "time": "12:00", **monday})
    station.ask("POST", "schedule", {"state": "disabled", "time": "20:00", "days": ["sunday"]})
    page = open_page("plan")
    page.get_by_role("button", name="Monday, 10:00 to 12:00").press("ArrowRight")
    expect(page.get_by_role("button", name="Tuesday, 10:00 to 12:00")).to_be_visible()
    page.get_by_role("button", name="Remove 20:00").click()
    expect(page.get_by_text("Charging is switched off at")).to_be_hidden()
    assert sorted(one["days"][0] for one in station.ask("GET", "schedule")) == ["tuesday", "tuesday"]


def test_a_tap_begins_a_time_with_a_limit_of_its_own(open_page: OpenPage, station: Station) -> None:
    page = open_page("plan", phone=True)
    page.locator(".shown .column").tap(position={"x": 100, "y": 205})
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("From")).to_have_value("10:00")
    dialog.get_by_label("Stop when").select_option("energy")
    dialog.get_by_label("Limit").fill("0")
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Limit").fill("12")
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    began = next(one for one in station.ask("GET", "schedule") if one["state"] == "active")
    assert (began["time"], began["limit"]) == ("10:00:00", {"type": "energy", "value": 12_000})


@pytest.mark.parametrize("station", [["--plugged"]], indirect=True)
def test_prices_and_the_departure_plan_are_drawn(open_page: OpenPage, station: Station) -> None:
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    slots = [{"start": (hour + timedelta(hours=n)).isoformat(), "price": 0.1 + 0.3 * (n % 6 < 3)} for n in range(30)]
    station.ask("PUT", "prices", {"currency": "EUR", "slots": slots})
    page = open_page("plan")
    expect(page.locator(".price").first).to_be_attached()
    expect(page.get_by_text("The stronger, the dearer: €0.10 a kWh to €0.40 a kWh")).to_be_visible()
    page.get_by_role("button", name="Set a limit").click()
    page.get_by_label("This much energy").fill("10")
    page.get_by_role("switch", name="Ready by a time").click()
    page.get_by_label("Ready by", exact=True).fill("07:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="The plan")).to_be_visible()
    expect(page.get_by_text("in all")).to_be_visible()
    expect(page.locator(".planned").first).to_be_attached()
    assert violations(page) == []
    picture(page, "plan-desktop")


def test_the_sun_that_is_expected_is_drawn_and_chosen_instead_of_prices(open_page: OpenPage, station: Station) -> None:
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    page = open_page("plan")
    expect(page.locator(".sun")).to_have_count(0)
    slots = [{"start": (hour + timedelta(hours=n)).isoformat(), "power_w": 600 * (n % 8)} for n in range(48)]
    station.ask("PUT", "sun-forecast", {"slots": slots})
    expect(page.get_by_text("The stronger, the more sun is expected: up to 4.20 kW")).to_be_visible()
    expect(page.locator(".sun").first).to_be_attached()
    prices = [{"start": (hour + timedelta(hours=n)).isoformat(), "price": 0.1 * (n % 4)} for n in range(30)]
    station.ask("PUT", "prices", {"currency": "EUR", "slots": prices})
    expect(page.get_by_text("The stronger, the dearer")).to_be_visible()
    expect(page.locator(".sun")).to_have_count(0)
    page.get_by_role("radio", name="Sun").check()
    expect(page.locator(".price")).to_have_count(0)
    expect(page.locator(".sun").first).to_be_attached()
    assert violations(page) == []


def test_off_peak_hours_are_offered_and_answered(open_page: OpenPage, station: Station) -> None:
    station.ask("PATCH", "settings", {"smart_charge_rules": "uk"})
    page = open_page("plan", phone=True)
    expect(page.get_by_role("heading", name="Charge off-peak?")).to_be_visible()
    page.get_by_role("button", name="Keep these hours").click()
    expect(page.get_by_role("heading", name="Charge off-peak?")).to_be_hidden()
    assert len(station.ask("GET", "schedule")) > 0
