"""The first run, from the first question to the summary: what is answered is what is set."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from station_page import OpenPage, Station, free_port, picture, violations

PASSWORD = "correct horse"  # noqa: S105


def choose(page: Page, question: str, answer: str) -> None:
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    exact = page.get_by_role("radio", name=answer, exact=True)
    (exact if exact.count() else page.get_by_role("radio", name=answer).first).check()
    page.get_by_role("button", name="Next").click()


def skip_to(page: Page, heading: str) -> None:
    while not page.get_by_role("heading", name=heading).is_visible():
        page.get_by_role("button", name="Skip").click()


def confirm_inspection(page: Page) -> None:
    """Confirm what an installer confirms, and look at the report."""
    page.get_by_role("button", name="Confirm the inspection").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name of the installer").fill("A. Sparks")
    dialog.get_by_label("Polarity").check()
    dialog.get_by_label("Trips in").fill("24")
    assert violations(page) == []
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Confirmed by A. Sparks.")).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Report to print").click()
    report = opened.value
    expect(report.get_by_role("row", name="Polarity")).to_contain_text("☑")
    expect(report.get_by_text("24 ms")).to_be_visible()
    picture(report, "commissioning-report-phone")
    report.close()


def test_a_british_socket_gives_10_a(open_page: OpenPage, station: Station) -> None:
    page = open_page("setup", phone=True)
    choose(page, "Where is the station?", "United Kingdom")
    picture(page, "setup-phone")
    choose(page, "How is it connected?", "BS 1363")
    choose(page, "Which breaker", "not known")
    choose(page, "How thick", "2.5 mm²")
    page.reload()
    choose(page, "Which residual-current", "Type A")
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("radio", name="Type A", exact=True)).to_be_checked()
    page.get_by_role("button", name="Next").click()
    choose(page, "How is the house earthed?", "TN-C-S")
    choose(page, "charging cable", "not known")
    expect(page.get_by_text("for hours it gives 10").first).to_be_visible()
    expect(page.get_by_text("broken PEN conductor")).to_be_visible()
    assert violations(page) == []
    picture(page, "setup-result-phone")
    page.get_by_role("button", name="Set 10").click()
    expect(page.get_by_role("heading", name="Which password")).to_be_visible()
    done = station.ask("GET", "commissioning")
    assert done["done"]["current_a"] == 10
    assert done["maximum_a"] == 10
    page.get_by_label("New password").fill("short")
    expect(page.get_by_role("alert")).to_have_text("Use at least 8 characters.")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Name on the network").fill("garage")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Time zone").select_option("Europe/Paris")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Broker").fill("127.0.0.1")
    page.get_by_label("Port").fill(str(free_port()))
    page.get_by_role("button", name="Try the connection").click()
    expect(page.get_by_role("listitem").filter(has_text="TCP")).to_contain_text("refuses connections")
    skip_to(page, "All set")
    summary = page.locator("dl")
    for told in ("10", "garage", "Europe/Paris"):
        expect(summary).to_contain_text(told)
    picture(page, "setup-done-phone")
    confirm_inspection(page)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("link", name="Home")).to_have_attribute("aria-current", "page")


def test_hard_wired_in_america_and_fixed_for_good(open_page: OpenPage, station: Station) -> None:
    page = open_page("setup", dark=True, language="en-US")
    expect(page.get_by_role("radio", name="North America")).to_be_checked()
    choose(page, "Where is the station?", "North America")
    choose(page, "How is it connected?", "Hard-wired")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    choose(page, "Which breaker", "20")
    choose(page, "How thick", "not known")
    choose(page, "charging cable", "not known")
    expect(page.get_by_text("80% may flow for hours").first).to_be_visible()
    picture(page, "setup-result-desktop-dark")
    page.get_by_role("switch", name="Fix it in the controller").click()
    page.get_by_role("button", name="Set 16").click()
    page.get_by_role("dialog").get_by_role("button", name="Fix it for good").click()
    expect(page.get_by_role("heading", name="Which password")).to_be_visible()
    done = station.ask("GET", "commissioning")
    assert (done["maximum_a"], done["wiring_maximum_a"], done["done"]["wiring_locked"]) == (16, 16, True)


def test_what_a_nema_14_50_carries_is_set_as_far_as_the_controller_goes(open_page: OpenPage, station: Station) -> None:
    page = open_page("setup", language="en-US")
    choose(page, "Where is the station?", "North America")
    choose(page, "How is it connected?", "NEMA 14-50")
    choose(page, "Which breaker", "50")
    choose(page, "How thick", "not known")
    choose(page, "charging cable", "not known")
    expect(page.get_by_text("80% may flow for hours").first).to_contain_text("40")
    picture(page, "setup-result-desktop")
    page.get_by_role("button", name="Set ").click()
    expect(page.get_by_role("heading", name="Which password")).to_be_visible()
    done = station.ask("GET", "commissioning")
    assert done["maximum_a"] == min(40, done["wiring_maximum_a"])
