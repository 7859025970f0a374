"""What a server's answer means, and what it says in its own words. Pure."""

from __future__ import annotations

import contextlib
import re
from enum import Enum

import msgspec

MAX_WORDS = 200
_NO_DATA = "contains no data"
"""How Emoncms says that it would have taken data."""


class Answer(msgspec.Struct, frozen=True):
    """An HTTP response."""

    status: int
    text: str
    location: str = ""
    """Where it says to go instead."""
    peer_address: str = ""
    """IP address of the server."""


class Verdict(Enum):
    """What came of a post; the values are words for programs."""

    TAKEN = ""
    KEY = "auth"
    """The key is not accepted; it will not be accepted later either."""
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    """Emoncms says no."""
    HTTP = "http"
    """It is not Emoncms that answers, or it is not well."""


class Reading(msgspec.Struct, frozen=True):
    """An answer, understood."""

    verdict: Verdict
    words: str = ""
    """The server's own, as far as it has said anything."""


class _Said(msgspec.Struct):
    success: bool
    message: str = ""


_SAID = msgspec.json.Decoder(_Said)


def read_answer(answer: Answer) -> Reading:
    """Understand the answer to a post."""
    text = answer.text.strip()
    if answer.status in (401, 403):
        return Reading(Verdict.KEY, _own_words(text) or f"HTTP {answer.status}: the key is not accepted")
    if answer.status == 413:
        return Reading(Verdict.TOO_LARGE, _own_words(text) or "HTTP 413: too much at once")
    if 300 <= answer.status < 400:
        return Reading(Verdict.HTTP, f"HTTP {answer.status}: the server is at {answer.location or 'another address'}")
    if answer.status != 200:
        words = _own_words(text)
        return Reading(Verdict.HTTP, f"HTTP {answer.status}{f': {words}' if words else ''}")
    return _success(text)


def may_post(answer: Answer) -> Reading:
    """Understand the answer to the question whether data would be taken."""
    reading = read_answer(answer)
    if reading.verdict is Verdict.REFUSED and _NO_DATA in reading.words:
        return Reading(Verdict.TAKEN)
    return reading


def _success(text: str) -> Reading:
    if text.strip('"') == "ok":
        return Reading(Verdict.TAKEN)
    if text == "false":
        return Reading(Verdict.KEY, "false: the key may read and not write")
    try:
        said = _SAID.decode(text)
    except msgspec.DecodeError:
        words = _own_words(text) or "The answer is empty: check the address of the server"
        return Reading(Verdict.KEY if _is_about_key(words) else Verdict.HTTP, words)
    if said.success:
        return Reading(Verdict.TAKEN)
    words = _own_words(said.message) or "success: false"
    return Reading(Verdict.KEY if _is_about_key(words) else Verdict.REFUSED, words)


def _is_about_key(words: str) -> bool:
    return "api key" in words.lower()


def _own_words(text: str) -> str:
    """What was said, in one line; of a web page only that it is one."""
    if re.match(r"\s*<", text):
        title = re.search(r"<title[^>]*>([^<]+)", text, re.IGNORECASE)
        named = f" ({_line(title[1])})" if title else ""
        return f"a web page{named} instead of an answer: check the address of the server"
    with contextlib.suppress(msgspec.DecodeError):
        text = _SAID.decode(text).message or text
    return _line(text)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MAX_WORDS]
