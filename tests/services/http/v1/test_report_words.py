"""The commissioning report's languages: complete, the same as the web app's, and chosen as the reader wants."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.services.http.v1 import commissioning_report
from pilotwire.services.http.v1.report_words import LANGUAGES, Words, language_of

WEB = Path(__file__).parents[4] / "web" / "src" / "messages"
ENGLISH = Words("en").messages


def places(message: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", message))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language: str) -> None:
    messages = Words(language).messages
    assert list(messages) == list(ENGLISH)
    for key, message in messages.items():
        assert message.strip() == message != ""
        assert places(message) == places(ENGLISH[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_web_app_says_too_is_said_in_its_words(language: str) -> None:
    messages = Words(language).messages
    areas = {"setup": ("supply_", "why_", "warning_", "protection_", "earthing_", "region_"), "inspection": ("check_",)}
    for area, prefixes in areas.items():
        web = json.loads((WEB / language / f"{area}.json").read_text("utf-8"))
        shared = {key: said for key, said in web.items() if key.startswith(prefixes)}
        assert {key: messages.get(key) for key in shared} == shared


def test_the_languages_are_those_of_the_web_app() -> None:
    assert sorted(LANGUAGES) == sorted(path.name for path in WEB.iterdir() if path.is_dir())


def test_every_message_is_used() -> None:
    source = Path(commissioning_report.__file__).read_text("utf-8")
    made = ("supply_", "why_", "warning_", "protection_", "earthing_", "region_", "check_", "state_")
    unused = [key for key in ENGLISH if not re.search(rf"[\"']{key}[\"']", source) and not key.startswith(made)]
    assert unused == []


@pytest.mark.parametrize(
    ("accepted", "usual", "language"),
    [
        ("", "", "en"),
        ("de", "", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "", "de"),
        ("pt-BR, fr-CH;q=0.5, nl;q=0.7", "", "nl"),
        ("en;q=0,it", "", "it"),
        ("pt", "es", "es"),
        ("*", "fr", "fr"),
        ("de;q=much, fr", "", "fr"),
        ("PT", "xx", "en"),
    ],
)
def test_the_reader_is_spoken_to_in_a_language_of_theirs(accepted: str, usual: str, language: str) -> None:
    assert language_of(accepted, usual) == language


@given(st.text(), st.text())
def test_whatever_is_accepted_there_is_a_language(accepted: str, usual: str) -> None:
    assert language_of(accepted, usual) in LANGUAGES


def test_figures_are_written_as_the_language_writes_them() -> None:
    assert [Words(language).figure(2.5) for language in ("en", "de", "fr")] == ["2.5", "2,5", "2,5"]
    assert Words("de").figure(16.0) == "16"
