"""A real Chromium in front of a real ``pilotwire run``: every test of the web app begins here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

if TYPE_CHECKING:
    # Every test process loads this module; Playwright is for those that have browser tests.
    from playwright.sync_api import Browser, BrowserContext, Page
    from station_page import OpenPage, Station

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # By this name it is as if the page were opened from another computer.
    "--host-resolver-rules=MAP station.test 127.0.0.1",
]


# No longer than a module: while Playwright is there, other tests cannot have an event loop of their own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    path = next((found for found in map(shutil.which, NAMES) if found), None)
    assert path is not None, "There is no Chromium: `make test` installs it, as does tests/get-chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def station(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Station]:
    """A station of its own; ``@pytest.mark.parametrize("station", [["--plugged"]], indirect=True)`` adds arguments."""
    from station_page import Station  # noqa: PLC0415

    arguments = cast("list[str]", getattr(request, "param", []))
    with Station(tmp_path / "data", *arguments) as started:
        yield started


@pytest.fixture
def open_page(chromium: Browser, station: Station) -> Iterator[OpenPage]:
    """Open a page of the station: ``open_page("plan", phone=True, dark=True, language="de")``."""
    from station_page import PATIENCE_MS, context_of  # noqa: PLC0415

    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(path: str = "", *, phone: bool = False, dark: bool = False, language: str = "en-GB") -> Page:
        context = context_of(chromium, phone=phone, dark=dark, language=language)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.goto(f"{station.url}/#/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == [], "a script failed in the browser"
