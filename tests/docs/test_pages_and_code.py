"""Pages say what the code says: every setting, page, fault, display, command and current is in them."""

from __future__ import annotations

import json
import re

import pytest
import write_pages
from documents import DOCS, ROOT, anchors, blocks, text_of

from pilotwire.controller import PROFILES
from pilotwire.controller.screens import DISABLED_TESTS, FAULT_SCREENS
from pilotwire.j1772 import CABLE_CODES, SUPPLIES, continuous_a
from pilotwire.plant import CATALOGUE, Plant
from pilotwire.rapi.answers import HANDLERS
from pilotwire.rapi.server import RapiServer
from pilotwire.runtime.closed_loop import ClosedLoop
from pilotwire.services.http.v1.setting_descriptions import DESCRIPTIONS
from pilotwire.station.commissioning import CONDUCTORS
from pilotwire.station.explanation_words import ENGLISH

_PAGES = re.compile(r"export const PAGES = \[([^\]]*)\]")
_VALUE = re.compile(r"\{[^}]*\}")
_READY_MS = 8_000


@pytest.mark.parametrize("name", write_pages.MADE)
def test_what_is_made_from_the_code_is_current(name: str) -> None:
    made = write_pages.MADE[name]()
    assert (DOCS / name).read_text(encoding="utf-8") == made, f"docs/{name} is out of date: run `make docs-pages`"


def test_every_setting_is_documented() -> None:
    page = text_of("settings.md")
    assert [name for name in DESCRIPTIONS if f"`{name}`" not in page] == []


def test_settings_that_pages_name_exist() -> None:
    known = set(DESCRIPTIONS)
    areas = ("divert_", "current_shaper_", "home_battery_", "mqtt_", "emoncms_", "ocpp_", "rfid_", "smart_charge_")
    for document in DOCS.glob("*.md"):
        if document.name in ("deviations.md", "mqtt.md"):  # they tell of other stations, and of topics
            continue
        named = re.findall(r"`([a-z_]+)`", text_of(document))
        wrong = [one for one in named if one.startswith(areas) and one not in known and one not in _OTHER_WORDS]
        assert wrong == [], f"{document.name} names settings that there are not"


_OTHER_WORDS = frozenset(
    {
        "divert_active",
        "divert_update",
        "emoncms_message",
        "mqtt_connected",
        "ocpp_connected",
        "rfid_auth",
        "rfid_input",
        "rfid_waiting",
    }
)
"""Fields of the status and of messages that begin like settings."""


def test_every_page_of_the_web_app_is_documented() -> None:
    routes = (ROOT / "web" / "src" / "state" / "route.svelte.ts").read_text(encoding="utf-8")
    names = json.loads((ROOT / "web" / "src" / "messages" / "en" / "app.json").read_text(encoding="utf-8"))
    found = _PAGES.search(routes)
    assert found is not None
    headings = anchors(DOCS / "web-app.md")
    for route in re.findall(r"'(\w+)'", found[1]):
        title = names[route]
        assert title.lower().replace(" ", "-") in headings, f"nothing is said of {title}"


@pytest.mark.parametrize("code", [code for code in ENGLISH if code.startswith(("fault.", "advice."))])
def test_every_fault_and_every_advice_is_in_the_troubleshooting(code: str) -> None:
    pieces = [re.escape(piece) for piece in _VALUE.split(ENGLISH[code])]
    pattern = r"N?".join(pieces).removesuffix(r"\.")
    assert re.search(pattern, text_of("troubleshooting.md")), ENGLISH[code]


def test_every_fault_screen_is_in_the_troubleshooting() -> None:
    page = text_of("troubleshooting.md")
    for state, screen in FAULT_SCREENS.items():
        for line in (screen.line_1, screen.line_2, screen.latched_line_1, screen.latched_line_2):
            assert line is None or f"`{line}`" in page, f"{state}: {line}"
    assert "`RETRY IN" in page
    assert "`TEST DISABLED`" in page
    assert DISABLED_TESTS


def test_every_command_of_the_controller_is_in_the_reference_and_no_other() -> None:
    told = set(re.findall(r"^\| `\$(\w\w)`", text_of("rapi.md"), re.MULTILINE))
    reports = {"AB", "AT", "AN", "WF"}
    assert told - reports == {*HANDLERS, "FR"}
    assert reports <= told


def _builds(told: str) -> set[str]:
    """The profiles a cell of the reference names."""
    names = set(told.removeprefix("not ").split(", ")) if told else set()
    return names if told and not told.startswith("not ") else set(PROFILES) - names


@pytest.mark.parametrize(("query", "setting"), [("G3", "S3"), ("G4", "S4"), ("G5", "S5"), ("GH", "SH"), ("GY", "SY")])
def test_the_reference_names_the_builds_that_know_a_command(query: str, setting: str) -> None:
    rows = re.findall(rf"^\| `\$(?:{query}|{setting})` .*\| ([^|]*) \|$", text_of("rapi.md"), re.MULTILINE)
    assert rows
    plant = Plant(CATALOGUE["nissan-leaf-40"])
    know = {name for name, build in PROFILES.items() if HANDLERS[query](ClosedLoop(build, plant).controller, ()).ok}
    for told in rows:
        assert _builds(told) == know


def test_the_conversation_in_the_reference_takes_place_so() -> None:
    conversation = next(block.text for block in blocks(DOCS / "rapi.md") if block.text.startswith("> $"))
    loop = ClosedLoop(PROFILES["eu"], Plant(CATALOGUE["nissan-leaf-40"]))
    heard: list[bytes] = []
    server = RapiServer(loop.controller)
    session = server.open_session(heard.append)
    loop.run_to(_READY_MS)
    server.pump()
    heard.clear()
    written: list[str] = []
    for command in re.findall(r"^> (.+)$", conversation, re.MULTILINE):
        session.receive(command.encode() + b"\r")
        loop.run_to(loop.now_ms + 1_000)
        server.pump()
        answers = b"".join(heard).decode().rstrip("\r").split("\r")
        written += [f"> {command}", *(f"< {answer}" for answer in answers)]
        heard.clear()
    assert written == conversation.splitlines()


def test_every_step_of_the_assembly_begins_with_the_warning_of_mains() -> None:
    steps = re.split(r"^## ", text_of("assembly.md"), flags=re.MULTILINE)
    at_the_wires = [step for step in steps if re.match(r"[1-5]\. |First power-up", step)]
    assert len(at_the_wires) == 6
    assert [step.splitlines()[0] for step in at_the_wires if step.splitlines()[2] != "> [!CAUTION]"] == []


def test_currents_of_supplies_are_those_the_station_reckons_with() -> None:
    page = text_of("cable-and-supply.md")
    for supply in SUPPLIES.values():
        if supply.plug_a is not None:
            row = next(line for line in page.splitlines() if line.startswith(f"| {_told_as(supply.description)} |"))
            assert f"| {supply.plug_a} A | {continuous_a(supply)} A" in row


def _told_as(description: str) -> str:
    names = {
        "British 13 A socket": "British 13 A socket (BS 1363)",
        "Schuko socket (CEE 7/3), 16 A": "Schuko socket (CEE 7/3)",
    }
    return names.get(description, description)


def test_currents_of_conductors_are_those_the_station_reckons_with() -> None:
    page = text_of("cable-and-supply.md")
    for size_mm2, (one_phase_a, three_phases_a) in CONDUCTORS.items():
        assert f"| {size_mm2:g} mm² | {one_phase_a} A | {three_phases_a} A |" in page


@pytest.mark.parametrize("where", ["cable-and-supply.md", "pictures/type2-wiring.svg"])
def test_coding_resistors_are_those_the_controller_reads(where: str) -> None:
    text = (DOCS / where).read_text(encoding="utf-8")
    for code in CABLE_CODES:
        assert f"{code.nominal_ohm:g} Ω" in text
        assert re.search(rf"\b{code.rating_a} A\b", text)


@pytest.mark.parametrize("picture", sorted(DOCS.glob("pictures/*.svg")), ids=lambda path: path.name)
def test_drawings_can_be_scaled_and_are_told_to_who_cannot_see_them(picture: object) -> None:
    text = (DOCS / "pictures" / getattr(picture, "name", "")).read_text(encoding="utf-8")
    assert re.search(r'<svg [^>]*viewBox="0 0 \d+ \d+"', text)
    if getattr(picture, "name", "") != "pilotwire.svg":
        assert "<title" in text
        assert "<desc" in text
    assert not re.search(r'(?:href|src)="http|@import|@font-face', text)
