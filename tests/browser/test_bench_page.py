"""The bench: a car is charged, something goes wrong and right again, and it can all be played once more."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from station_page import OpenPage, Station, picture, violations


def says(page: Page, text: str) -> None:
    expect(page.locator("main").get_by_role("status").first).to_contain_text(text)


def plug_in(page: Page) -> None:
    page.get_by_role("button", name="Plug the car in").click()
    says(page, "Charging at")


FAST = pytest.mark.parametrize("station", [["--speed", "20"]], indirect=True)


@FAST
def test_a_car_is_plugged_in_and_charges_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("bench", phone=True)
    says(page, "no car is plugged in")
    page.get_by_label("Car", exact=True).select_option(label="Renault Zoe ZE50")
    assert violations(page) == []
    picture(page, "bench-phone")
    plug_in(page)
    expect(page.get_by_text("Renault Zoe ZE50 is plugged in.")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="kW")).to_be_visible()
    expect(page.get_by_role("link", name="State C")).to_be_visible()
    picture(page, "bench-phone-charging")
    page.get_by_role("switch", name="The car wants to charge").click()
    expect(page.get_by_role("link", name="State B")).to_be_visible()
    page.get_by_role("button", name="Unplug the car").click()
    says(page, "no car is plugged in")


@FAST
def test_a_fault_stops_the_station_and_it_recovers(open_page: OpenPage) -> None:
    page = open_page("bench", dark=True)
    plug_in(page)
    page.get_by_text("Earth, leaks and contactor").click()
    page.get_by_role("switch", name="Protective earth missing").click()
    says(page, "the protective earth is missing")
    expect(page.get_by_text("1 fault is on.")).to_be_visible()
    picture(page, "bench-desktop-dark")
    page.get_by_role("switch", name="Protective earth missing").click()
    expect(page.get_by_text("Everything is in order.")).to_be_visible()
    page.get_by_role("button", name="Unplug the car").click()
    says(page, "no car is plugged in")
    plug_in(page)


@FAST
def test_the_surroundings_reach_the_station(open_page: OpenPage, station: Station) -> None:
    page = open_page("bench")
    page.get_by_role("textbox", name="Temperature outside the box").fill("31")
    page.get_by_role("textbox", name="Temperature outside the box").press("Enter")
    page.get_by_role("radio", name="60×").check()  # noqa: RUF001 - as it is written
    expect(page.get_by_role("textbox", name="Speed of time")).to_have_value("60")
    bench = station.ask("GET", "board")["bench"]
    assert (bench["ambient_c"], bench["speed"]) == (31, 60)


@FAST
def test_what_was_recorded_can_be_played(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("bench")
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_text("Recording since")).to_be_visible()
    plug_in(page)
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text(re.compile(r"\d+ events? recorded"))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    recording = tmp_path / download.value.suggested_filename
    download.value.save_as(recording)
    played = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", "pilotwire.cli", "play", str(recording)], capture_output=True, text=True, check=False
    )
    assert played.returncode == 0, played.stderr
