"""What all pages of the web app have in common: finding one's way, logging in, looks, languages, a lost connection."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from station_page import OpenPage, Station, violations

PAGES = ["home", "plan", "energy", "history", "scope", "bench", "panel", "settings", "setup"]
PASSWORD = "correct horse battery"  # noqa: S105


def go(page: Page, name: str) -> None:
    page.evaluate(f"location.hash = '#/{name}'")
    expect(page.locator("main h1").first).to_be_visible()
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
def test_every_page_can_be_used_without_a_mouse_and_without_eyes(open_page: OpenPage, phone: bool, dark: bool) -> None:
    page = open_page(phone=phone, dark=dark)
    found = {}
    for name in PAGES:
        go(page, name)
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[name] = violations(page) + ([f"{sideways} pixels too wide"] if sideways else [])
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_pages_are_reached_by_the_navigation(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="Plan").click()
    expect(page.locator("main h1").first).to_have_text("Plan")
    expect(page.get_by_role("link", name="Plan")).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.get_by_role("link", name="Home")).to_have_attribute("aria-current", "page")


def test_on_a_phone_the_rest_is_behind_more(open_page: OpenPage) -> None:
    page = open_page(phone=True)
    page.get_by_role("button", name="More").click()
    page.get_by_role("link", name="Scope").click()
    expect(page.locator("main h1").first).to_have_text("Scope")


def test_who_has_to_log_in_can(open_page: OpenPage, station: Station) -> None:
    page = open_page()
    expect(page.locator("main h1").first).to_be_visible()
    station.ask("PATCH", "settings", {"www_password": PASSWORD})
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Home")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en-GB", "Settings"),
        ("de", "Einstellungen"),
        ("fr", "Réglages"),
        ("es", "Ajustes"),
        ("nl", "Instellingen"),
        ("it", "Impostazioni"),
    ],
)
def test_the_browsers_language_is_spoken(open_page: OpenPage, language: str, word: str) -> None:
    page = open_page(language=language)
    expect(page.get_by_role("link", name=word)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", language[:2])


def test_language_and_look_that_were_chosen_stay(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_label("Language").select_option("nl")
    page.get_by_label("Uiterlijk").select_option("dark")
    page.reload()
    expect(page.get_by_role("link", name="Geschiedenis")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_a_lost_connection_is_said_at_once_and_comes_back_by_itself(open_page: OpenPage, station: Station) -> None:
    page = open_page()
    expect(page.locator("main h1").first).to_be_visible()
    station.kill()
    expect(page.get_by_text("No connection to the station")).to_be_visible()
    expect(page.locator("main")).to_have_class(re.compile("stale"))
    station.start()
    expect(page.get_by_text("No connection to the station")).to_be_hidden()
    expect(page.locator("main")).not_to_have_class("stale")


def test_an_old_page_reloads_itself_once(open_page: OpenPage, station: Station) -> None:
    page = open_page()
    expect(page.locator("main h1").first).to_be_visible()
    page.route("**/build.json", lambda route: route.fulfill(json={"id": "a newer one"}))
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    for _ in range(2):
        station.kill()
        expect(page.get_by_text("No connection to the station")).to_be_visible()
        station.start()
        expect(page.get_by_text("No connection to the station")).to_be_hidden()
        expect(page.locator("main h1").first).to_be_visible()
    assert len(loads) == 1


def test_it_can_be_installed_and_opens_without_the_station(open_page: OpenPage, station: Station) -> None:
    page = open_page()
    assert (
        page.evaluate("fetch('/manifest.webmanifest').then((answer) => answer.json()).then((it) => it.display)")
        == "standalone"
    )
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    station.kill()
    page.reload()
    expect(page.get_by_text("Looking for the station")).to_be_visible()
    station.start()
    expect(page.get_by_role("link", name="Home")).to_be_visible()
    expect(page.locator("main h1").first).to_be_visible()


def test_nothing_is_fetched_from_elsewhere(open_page: OpenPage, station: Station) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    for name in PAGES:
        go(page, name)
    assert [url for url in asked if not url.startswith((station.url, "data:", "blob:"))] == []


def test_in_large_type_nothing_is_wider_than_the_page(open_page: OpenPage) -> None:
    page = open_page(phone=True, language="de")
    page.add_style_tag(content="html { font-size: 200% !important }")
    for path, title in (("", ""), ("plan", "Plan"), ("history", "Verlauf"), ("bench", "Prüfstand"), ("setup", "")):
        page.evaluate("path => { location.hash = `#/${path}` }", path)
        expect(page.locator("main h1")).to_contain_text(title)
        expect(page.locator("main section").last).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, path
