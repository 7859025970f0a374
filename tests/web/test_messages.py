"""The web app says whatever the station can say."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pilotwire.station.explanation_words import ENGLISH

MESSAGES = Path(__file__).parents[2] / "web" / "src" / "messages"


def test_every_sentence_of_the_station_is_known_to_the_web_app() -> None:
    known = json.loads((MESSAGES / "en" / "explanation.json").read_text(encoding="utf-8"))
    said = {code: re.sub(r"{(\w+):[^}]*}", r"{\1}", text) for code, text in ENGLISH.items()}
    assert known == said
