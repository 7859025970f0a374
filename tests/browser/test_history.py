"""History: what was charged, every charge with its curve, and the log in words."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from station_page import OpenPage, Station, picture, violations

CHARGING = pytest.mark.parametrize("station", [["--plugged", "--speed", "200"]], indirect=True)


@CHARGING
def test_energy_of_periods_is_shown_and_opened(open_page: OpenPage, station: Station) -> None:
    page = open_page("history")
    expect(page.get_by_role("definition").first).to_have_text(re.compile("kWh"))
    page.get_by_role("radio", name="Year").check()
    bars = page.get_by_role("button", name=re.compile(r"^\d{4}-\d\d-01: "))
    expect(bars).to_have_count(12)
    # Of all periods the one that is least likely to end while time runs this fast.
    expect(page.get_by_role("button", name="Later")).to_be_disabled()
    page.get_by_role("button", name="Earlier").click()
    expect(page.get_by_role("button", name="Later")).to_be_enabled()
    page.get_by_role("button", name="Later").click()
    page.get_by_role("radio", name="Day").check()
    expect(page.locator("canvas")).to_be_visible()
    assert violations(page) == []
    picture(page, "history-desktop")


@CHARGING
def test_charges_are_listed_with_their_curves(open_page: OpenPage, station: Station) -> None:
    page = open_page("history/sessions", phone=True)
    row = page.locator("summary").first
    expect(row).to_contain_text("goes on")
    expect(row).to_contain_text("kWh")
    row.click()
    expect(page.locator("canvas")).to_be_visible()
    expect(page.get_by_text("Highest power")).to_be_visible()
    assert violations(page) == []
    picture(page, "history-phone-session")
    with page.expect_download() as download:
        page.get_by_role("link", name="As a table").click()
    assert download.value.path().read_text(encoding="utf-8").count("\n") >= 1


def test_the_log_grows_by_itself(open_page: OpenPage, station: Station) -> None:
    page = open_page("history/log")
    expect(page.locator("main h2", has_text="What happened")).to_be_visible()
    entries = page.locator("main ol li")
    before = entries.count()
    station.ask("PUT", "override", {"state": "disabled"})
    expect(entries).not_to_have_count(before)
    assert violations(page) == []
