"""``/api/v1/commissioning``."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from v1_caller import Caller

from pilotwire.runtime.commissioning import supplies
from pilotwire.services.http.v1.report_words import LANGUAGES, Words
from pilotwire.station.writes import SetHardwareMaximum

pytest_plugins = ["whole_api"]

PATH = "/commissioning"
ANSWERS = {"region": "europe", "supply": "hardwired-eu-1ph", "breaker_a": 16, "cross_section_mm2": 2.5}


@pytest.fixture
def caller(new_caller: Callable[..., Caller]) -> Caller:
    """Somebody who asks a station that knows of supplies."""
    caller = new_caller()
    caller.do(lambda: caller.host.station.know_supplies(supplies()))
    caller.pass_s(1)
    return caller


def test_advice_changes_nothing(caller: Caller) -> None:
    before = caller.get(PATH)
    answered = caller.post(f"{PATH}/advice", ANSWERS)
    assert answered.status == 200
    assert (answered.json["current_a"], answered.json["service_level"], answered.json["phases"]) == (16, 2, 1)
    assert [step["step"] for step in answered.json["steps"]] == ["breaker", "conductor"]
    assert caller.get(PATH) == before
    assert before["done"] is None


def test_every_choice_that_is_told_can_be_answered(caller: Caller) -> None:
    for region in caller.get(PATH)["choices"]["regions"]:
        for supply in region["supplies"]:
            answers = {"region": region["name"], "supply": supply["name"], "breaker_a": 40}
            assert caller.post(f"{PATH}/advice", answers).status == 200


def test_commissioning_sets_the_maximum_and_can_be_repeated(caller: Caller) -> None:
    answered = caller.post(PATH, ANSWERS | {"current_a": 14})
    assert answered.status == 200, answered.text
    done = answered.json["done"]
    assert (done["current_a"], done["wiring_locked"], done["advice"]["current_a"]) == (14, False, 16)
    assert (
        done["answers"]
        == {"conductor_a": None, "cable_a": None, "protection": "unknown", "earthing": "unknown"} | ANSWERS
    )
    assert caller.host.controller.configured_a == 14
    assert caller.get(PATH)["done"] == done
    assert caller.post(PATH, ANSWERS).json["done"]["current_a"] == 16


def test_the_wiring_is_bounded_for_good_only_when_that_is_confirmed(caller: Caller) -> None:
    asked = ANSWERS | {"lock_wiring": True}
    assert caller.refused("POST", PATH, asked)[0] == "confirm"
    assert caller.get(PATH)["done"] is None
    assert caller.post(PATH, asked | {"confirm": "max_current_hard"}).json["done"]["wiring_locked"]
    assert SetHardwareMaximum(16) in caller.host.controller.told


def test_what_the_controller_does_not_take_is_refused_now(caller: Caller) -> None:
    assert caller.refused("POST", PATH, ANSWERS | {"breaker_a": 40, "cross_section_mm2": 16, "current_a": 40}, 409)[
        0
    ] == ("current_a")
    answered = caller.post(PATH, ANSWERS | {"breaker_a": 40, "cross_section_mm2": 16})
    assert (answered.json["done"]["current_a"], answered.json["done"]["advice"]["current_a"]) == (32, 40)


def test_more_than_is_advised_is_refused(caller: Caller) -> None:
    assert caller.refused("POST", PATH, ANSWERS | {"current_a": 17})[0] == "current_a"
    assert caller.refused("POST", PATH, {"region": "europe", "supply": "hardwired-eu-1ph"})[0] == "breaker_a"


def test_without_a_controller_nothing_is_set(caller: Caller) -> None:
    caller.do(lambda: caller.host.lose_line("The cable was pulled."))
    caller.refused("POST", PATH, ANSWERS, 409)
    assert caller.get(PATH)["done"] is None


def test_a_locked_station_says_so_until_it_is_commissioned(caller: Caller) -> None:
    caller.do(lambda: caller.host.run(lambda station, moment: station.demand_commissioning(moment)))
    caller.pass_s(1)
    assert caller.get(PATH)["locked"]
    assert caller.get("/explanation")["headline"]["code"] == "paused.not_commissioned"
    assert caller.post(PATH, ANSWERS).json["locked"] is False
    assert caller.get("/explanation")["headline"]["code"] != "paused.not_commissioned"


def test_what_an_installer_confirms_is_kept_until_it_is_commissioned_anew(caller: Caller) -> None:
    confirmed = {"installer": "A. Sparks", "confirmed": ["rcd-trip", "polarity"], "rcd_trip_ms": 24.5}
    caller.refused("POST", f"{PATH}/inspection", confirmed, 409)
    caller.post(PATH, ANSWERS)
    told = caller.post(f"{PATH}/inspection", confirmed | {"remarks": "Cellar."}).json["done"]["inspection"]
    assert (told["installer"], told["confirmed"], told["rcd_trip_ms"]) == ("A. Sparks", ["polarity", "rcd-trip"], 24.5)
    assert caller.refused("POST", f"{PATH}/inspection", confirmed | {"confirmed": ["luck"]})[0] == "confirmed"
    assert caller.refused("POST", f"{PATH}/inspection", confirmed | {"installer": ""})[0] == "installer"
    assert caller.post(PATH, ANSWERS).json["done"]["inspection"] is None


def test_the_report_has_everything_and_needs_nothing_else(caller: Caller) -> None:
    report = f"{PATH}/report"
    assert "Nothing has been said" in caller.ask("GET", report).text
    caller.post(PATH, ANSWERS | {"protection": "type-ac"})
    caller.post(f"{PATH}/inspection", {"installer": "<A & B>", "confirmed": ["polarity"], "loop_impedance_ohm": 0.8})
    answered = caller.ask("GET", report)
    assert answered.headers["content-type"] == "text/html"
    assert "default-src 'none'" in answered.headers["content-security-policy"]
    assert answered.headers["content-language"] == "en"
    for text in ("Hard-wired", "2.5 mm² of copper", "16 A", "&lt;A &amp; B&gt;", "0.8 Ω", "☑", "☐ not confirmed"):
        assert text in answered.text, text
    assert "<A & B>" not in answered.text
    assert "http" not in answered.text.replace("http-equiv", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_written_in_every_language_for_every_supply(caller: Caller, language: str) -> None:
    words, report = Words(language), f"{PATH}/report?language={language}"
    assert words.say("nothing_said") in unescape(caller.ask("GET", report).text)
    for region in caller.get(PATH)["choices"]["regions"]:
        for supply in region["supplies"]:
            # Where it is enough and where it is not: what limits is said in other words.
            for breaker_a in (20, 100):
                told = {"breaker_a": breaker_a, "conductor_a": breaker_a, "cable_a": 32, "current_a": 6}
                caller.post(PATH, {"region": region["name"], "supply": supply["name"], **told})
                text = unescape(caller.ask("GET", report).text)
                assert f'<html lang="{language}">' in text
                assert words.say(f"region_{region['name']}") in text
                assert not re.search(r"[{}]", re.sub("<style>.*</style>", "", text, flags=re.DOTALL))


def test_the_report_is_written_in_a_language_of_the_readers(caller: Caller) -> None:
    report = f"{PATH}/report"
    assert caller.refused("GET", f"{report}?language=pt")[0] == "language"
    assert (
        caller.served.get(f"/api/v1{report}", {"Accept-Language": "pt, nl;q=0.5"}).headers["content-language"] == "nl"
    )
    caller.patch("/settings", {"lang": "fr"})
    assert caller.ask("GET", report).headers["content-language"] == "fr"
