"""The page of settings: every group saved and read back, refusals beside the field, searching, checks, the terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from playwright.sync_api import Page, expect
from station_page import OpenPage, Station, free_port, picture, violations

# Changing these would cut the page off or restart what it shows; they have tests of their own or are like the others.
LEFT_ALONE = {"www_username", "www_password", "server_secret", "max_current_hard", "time_zone", "mqtt_enabled"}


def another_value(setting: dict[str, Any], now: object) -> object:
    """A value it does not have now."""
    match setting["kind"]:
        case "switch":
            return now is not True
        case "integer":
            return setting["minimum"] + (1 if now == setting["minimum"] else 0)
        case "number":
            return 0.5 if now != 0.5 else 0.75
        case "choice":
            return next(option for option in setting["options"] if option not in (now, "", "none"))
        case _:
            return "abc"


def can_be_changed(setting: dict[str, Any]) -> bool:
    if setting["name"] in LEFT_ALONE or setting["name"].endswith("_enabled"):
        return False
    return setting["kind"] != "text" or (setting["pattern"] == "" and setting["name"] not in ("price_file", "lang"))


def fill(page: Page, setting: dict[str, Any], value: Any) -> None:  # noqa: ANN401 -- as the setting takes it
    field = page.locator(f'[data-setting="{setting["name"]}"]')
    if setting["kind"] == "switch":
        field.get_by_role("switch").click()
    elif field.locator("select").count():
        field.locator("select").select_option(str(value))
    else:
        field.locator("input").fill(str(value / 100 if setting["name"] == "voltage" else value))


def test_a_setting_of_every_group_is_saved_and_read_back(open_page: OpenPage, station: Station) -> None:
    described = station.ask("GET", "settings/description")
    groups = list(dict.fromkeys(setting["group"] for setting in described))
    now = station.ask("GET", "settings")["values"]
    page = open_page("settings")
    tried = []
    for group in groups:
        page.evaluate(f"location.hash = '#/settings/{group}'")
        form = page.locator(f'form[data-group="{group}"]')
        expect(form).to_be_visible()
        if form.locator("summary").count():
            form.locator("summary").click()
        of_group = [setting for setting in described if setting["group"] == group]
        one_each = {setting["kind"]: setting for setting in of_group if can_be_changed(setting)}
        one_each = one_each or {"switch": next(one for one in of_group if one["kind"] == "switch")}
        wanted = {setting["name"]: another_value(setting, now[setting["name"]]) for setting in one_each.values()}
        for setting in one_each.values():
            fill(page, setting, wanted[setting["name"]])
        form.get_by_role("button", name="Save").click()
        expect(form.get_by_role("button", name="Save")).to_be_hidden()
        told = station.ask("GET", "settings")
        for setting in one_each.values():
            name = setting["name"]
            assert told["set"][name] if setting["secret"] else told["values"][name] == wanted[name], name
        tried.append(group)
    assert tried == groups
    assert len(groups) == 15


def test_a_wrong_value_is_refused_beside_its_field_before_and_after_asking(open_page: OpenPage) -> None:
    page = open_page("settings/supply-and-safety")
    supervision = page.get_by_label("Supervision time")
    supervision.fill("100")
    field = page.locator('[data-setting="heartbeat_interval"]')
    expect(field.get_by_role("alert")).to_have_text("Between 0 and 65.")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    page.get_by_role("button", name="Discard").click()
    expect(supervision).to_have_value("5")
    page.evaluate("location.hash = '#/settings/time'")
    page.get_by_label("Time zone").fill("Europe/Atlantis")
    page.get_by_role("button", name="Save").click()
    expect(page.locator('[data-setting="time_zone"]').get_by_role("alert")).to_contain_text("Atlantis")


def test_what_cannot_be_undone_is_asked_first(open_page: OpenPage, station: Station) -> None:
    page = open_page("settings/supply-and-safety")
    page.get_by_label("Maximum of the wiring").fill("20")
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("20")
    assert station.ask("GET", "settings")["values"]["max_current_hard"] > 20
    dialog.get_by_role("button", name="Set it for good").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert station.ask("GET", "settings")["values"]["max_current_hard"] == 20


def test_a_search_finds_settings_of_any_group(open_page: OpenPage, station: Station) -> None:
    page = open_page("settings", phone=True)
    expect(page.get_by_role("link", name="Eco")).to_be_visible()
    assert violations(page) == []
    picture(page, "settings-phone")
    page.get_by_label("Search settings").fill("contactor shortest")
    expect(page.get_by_role("status").filter(has_text="settings found")).to_have_text("2 settings found")
    page.get_by_label("Contactor: shortest time on").fill("90")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert station.ask("GET", "settings")["values"]["contactor_min_on_time"] == 90


def test_a_check_tells_the_step_that_fails(open_page: OpenPage) -> None:
    page = open_page("settings/mqtt", dark=True)
    page.get_by_label("Broker", exact=True).fill("127.0.0.1")
    page.get_by_label("Port", exact=True).fill(str(free_port()))
    page.get_by_role("button", name="Try the connection").click()
    expect(page.get_by_text("It does not work yet.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="TCP")).to_contain_text("refuses connections")
    assert violations(page) == []
    picture(page, "settings-desktop-dark")


def test_a_new_password_does_not_log_its_owner_out(open_page: OpenPage) -> None:
    page = open_page("settings/security")
    page.get_by_label("Password", exact=True).fill("correct horse")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("User name")).to_be_visible()


def test_the_terminal_explains_answers_and_remembers_commands(open_page: OpenPage) -> None:
    page = open_page("settings/maintenance")
    line = page.get_by_label("Command to the controller")
    line.fill("gv")
    line.press("Enter")
    log = page.get_by_role("log")
    expect(log).to_contain_text("$OK")
    line.press("ArrowUp")
    expect(line).to_have_value("$GV")
    line.press("ArrowDown")
    expect(line).to_have_value("")
    assert violations(page) == []
    picture(page, "settings-desktop")


def test_forgetting_everything_wants_the_words(open_page: OpenPage, station: Station) -> None:
    station.ask("PATCH", "settings", {"mqtt_server": "broker.local"})
    page = open_page("settings/maintenance", phone=True)
    page.get_by_role("button", name="Forget everything").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Forget everything")).to_be_disabled()
    dialog.get_by_label("Type").fill("forget everything")
    with page.expect_response(lambda answer: answer.url.endswith("/factory-reset")) as reset:
        dialog.get_by_role("button", name="Forget everything").click()
    assert reset.value.status == 202


def test_a_backup_is_made_and_brought_back(open_page: OpenPage, station: Station, tmp_path: Path) -> None:
    station.ask("PATCH", "settings", {"mqtt_server": "before.local"})
    page = open_page("settings/maintenance")
    page.get_by_role("button", name="Make a backup").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Passphrase").fill("short")
    expect(dialog.get_by_role("alert")).to_have_text("At least 8 characters.")
    assert violations(page) == []
    dialog.get_by_label("Passphrase").fill("correct horse battery")
    with page.expect_download() as made:
        dialog.get_by_role("button", name="Make a backup").click()
    saved = tmp_path / made.value.suggested_filename
    made.value.save_as(saved)
    assert saved.name.startswith("pilotwire-")
    station.ask("PATCH", "settings", {"mqtt_server": "after.local"})
    page.get_by_label("Backup file").set_input_files(saved)
    expect(dialog).to_contain_text("What was measured since stays.")
    dialog.get_by_label("Passphrase").fill("something else")
    dialog.get_by_role("button", name="Replace the settings").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not the passphrase")
    dialog.get_by_label("Passphrase").fill("correct horse battery")
    dialog.get_by_role("button", name="Replace the settings").click()
    page.evaluate("location.hash = '#/settings/mqtt'")
    expect(page.get_by_label("Broker", exact=True)).to_have_value("before.local")


def test_what_is_no_backup_is_refused_in_words(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("settings/maintenance", phone=True)
    (tmp_path / "holiday.zip").write_bytes(b"no backup at all")
    page.get_by_label("Backup file").set_input_files(tmp_path / "holiday.zip")
    expect(page.get_by_text("This is no backup of a Pilotwire station")).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("link", name="Get the file").click()
    assert got.value.suggested_filename.endswith("diagnostics.zip")


def test_certificates_are_added_refused_and_forgotten(open_page: OpenPage, station: Station) -> None:
    page = open_page("settings/security")
    page.get_by_role("button", name="Add a certificate").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Certificate (PEM)", exact=True).fill("nonsense")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Name", exact=True).fill("Attic")
    dialog.get_by_label("Certificate (PEM)", exact=True).fill(root_certificate())
    dialog.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Attic", exact=True)).to_be_visible()
    assert [kept["name"] for kept in station.ask("GET", "certificates")] == ["Attic"]
    page.get_by_role("button", name="Delete Attic").click()
    assert violations(page) == []
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Attic", exact=True)).to_be_hidden()
    assert station.ask("GET", "certificates") == []


@pytest.mark.parametrize("what", ["station", "controller"])
def test_both_can_be_restarted(open_page: OpenPage, what: str) -> None:
    page = open_page("settings/maintenance")
    page.get_by_role("button", name=f"Restart the {what}").click()
    with page.expect_response(lambda answer: answer.url.endswith("restart")) as restarted:
        page.get_by_role("dialog").get_by_role("button", name="Restart", exact=True).click()
    assert restarted.value.status == 202
    expect(page.get_by_label("Command to the controller")).to_be_enabled()


@pytest.mark.parametrize(("service", "address"), [("emoncms", "Emoncms server"), ("ocpp", "Address of the back end")])
def test_every_service_can_be_tried_out(open_page: OpenPage, service: str, address: str) -> None:
    page = open_page(f"settings/{service}")
    scheme = "ws" if service == "ocpp" else "http"
    page.get_by_label(address, exact=True).fill(f"{scheme}://127.0.0.1:{free_port()}")
    page.get_by_role("button", name="Try the connection").click()
    expect(page.get_by_text("It does not work yet.")).to_be_visible()


def test_a_check_is_told_in_the_readers_language(open_page: OpenPage) -> None:
    page = open_page("settings/mqtt", language="de")
    page.locator('[data-setting="mqtt_server"] input').fill("127.0.0.1")
    page.locator('[data-setting="mqtt_port"] input').fill(str(free_port()))
    page.get_by_role("button", name="Verbindung testen").click()
    expect(page.get_by_role("listitem").filter(has_text="TCP")).to_contain_text("Dort antwortet niemand")


def root_certificate() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "home")])
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 0x1F3A, begin, begin + timedelta(days=9999))
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


def test_tags_are_typed_in_renamed_learnt_and_removed(open_page: OpenPage, station: Station) -> None:
    page = open_page("settings/rfid", phone=True)
    page.get_by_role("button", name="Type in a tag").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Number of the tag").fill("no number!")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Use the number of a card")
    dialog.get_by_label("Number of the tag").fill("04 A2 B3 C4")
    dialog.get_by_label("Whose is it?").fill("Ada")
    dialog.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Rename Ada").click()
    dialog.get_by_label("Whose is it?").fill("Grace")
    dialog.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Learn a tag").click()
    expect(page.get_by_text("Show the tag to the reader now.")).to_be_visible()
    station.ask("POST", "rfid/shown", {"token": "deadbeef"})
    expect(page.get_by_role("button", name="Rename Tag")).to_be_visible()
    page.get_by_role("button", name="Remove Grace").click()
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Remove Grace")).to_be_hidden()
    assert [card["name"] for card in station.ask("GET", "rfid")["cards"]] == [""]
    assert violations(page) == []
