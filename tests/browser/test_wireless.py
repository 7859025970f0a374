"""Wi-Fi in the web app, with NetworkManager's double on a bus of the test's own."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from network_mock import Bus, Machine
from playwright.sync_api import expect
from station_page import OpenPage, Station, picture, violations

pytest_plugins = ["network_fixture"]


@pytest.fixture(autouse=True)
def neighbourhood(bus: Bus) -> None:
    """A Wi-Fi adapter with networks in sight, before the station starts."""

    async def build() -> None:
        machine = await Machine.ready()
        adapter = await machine.add_adapter()
        await machine.add_network(adapter, "home", 80)
        await machine.add_network(adapter, "neighbour", 30)
        machine.leave()

    bus.start_manager()
    # While Playwright is there, this thread cannot have an event loop.
    with ThreadPoolExecutor(1) as other:
        other.submit(lambda: asyncio.run(build())).result()


def test_a_network_is_joined_on_a_phone(neighbourhood: None, station: Station, open_page: OpenPage) -> None:
    page = open_page("settings/network", phone=True)
    page.get_by_role("switch", name="Manage the network").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Everybody knows the passphrase of the access point.")).to_be_visible()
    page.get_by_role("button", name="Choose a passphrase of its own").click()
    page.get_by_role("dialog").get_by_label("Passphrase").fill("short")
    expect(page.get_by_text("At least 8 characters.")).to_be_visible()
    page.get_by_role("dialog").get_by_label("Passphrase").fill("a good passphrase")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Everybody knows the passphrase")).to_be_hidden()
    page.get_by_role("button", name="Look for networks").click()
    page.get_by_role("button", name=re.compile("home")).click()
    page.get_by_role("dialog").get_by_label("Passphrase").fill("short")
    page.get_by_role("dialog").get_by_role("button", name="Join the network").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("8 to 63")
    assert violations(page) == []
    page.get_by_role("dialog").get_by_label("Passphrase").fill("correct horse")
    page.get_by_role("dialog").get_by_role("button", name="Join the network").click()
    expect(page.get_by_text("Connected to home.")).to_be_visible()
    picture(page, "settings-phone-network")
    assert station.ask("GET", "network")["phase"] == "joined"


def test_the_first_run_begins_with_the_network(neighbourhood: None, station: Station, open_page: OpenPage) -> None:
    station.ask("PATCH", "settings", {"network_managed": True})
    page = open_page("setup", phone=True)
    expect(page.get_by_role("heading", name="How does it get into your network?")).to_be_visible()
    expect(page.get_by_text("Everybody knows the passphrase of the access point.")).to_be_visible()
    page.get_by_role("button", name="Look for networks").click()
    page.get_by_role("button", name=re.compile("home")).click()
    page.get_by_role("dialog").get_by_label("Passphrase").fill("correct horse")
    page.get_by_role("dialog").get_by_role("button", name="Join the network").click()
    expect(page.get_by_text("Connected to home.")).to_be_visible()
    # Joining is a form of its own: it has not answered the question around it.
    expect(page.get_by_text("Step 1 of")).to_be_visible()
    assert violations(page) == []
    picture(page, "setup-phone-network")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Where is the station?")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("Connected to home.")).to_be_visible()
