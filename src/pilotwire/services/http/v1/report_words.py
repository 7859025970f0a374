"""The words of the commissioning report in the languages of the web app, and which of them a reader wants."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Final

import msgspec

LANGUAGES: Final = ("en", "de", "fr", "es", "nl", "it")
"""The first one where nothing else is wanted. They are those of the web app."""
_DECIMAL_POINT: Final = ("en",)


class Words:
    """Sentences by key, with values in their places, and figures as people of the language write them.

    Args:
        language: one of ``LANGUAGES``.

    """

    def __init__(self, language: str) -> None:
        text = resources.files(__package__).joinpath("report_messages", f"{language}.json").read_bytes()
        self.language = language
        self.messages: Mapping[str, str] = msgspec.json.decode(text, type=dict[str, str])

    def say(self, key: str, **values: str) -> str:
        """The sentence or name of a key."""
        return self.messages[key].format_map(values)

    def name(self, key: str, otherwise: str) -> str:
        """The name of a key; what there is otherwise if it has no translation."""
        return self.messages.get(key, otherwise)

    def figure(self, value: float) -> str:
        """A number, without needless zeros."""
        text = f"{value:g}"
        return text if self.language in _DECIMAL_POINT else text.replace(".", ",")

    def amps(self, value_a: int | None) -> str:
        """A current; that nobody has said it, for None."""
        return self.say("not_said") if value_a is None else f"{value_a} A"


def language_of(accepted: str, usual: str = "") -> str:
    """The language a reader wants.

    Args:
        accepted: header ``Accept-Language`` (RFC 9110, 12.5.4); what cannot be read in it does not count.
        usual: a tag to go by if none of those is known.

    """
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")):
        tag, _, weight = part.partition(";q=")
        try:
            quality = float(weight) if weight.strip() else 1.0
        except ValueError:
            continue
        if quality > 0:
            wanted.append((-quality, place, tag))
    for tag in (*(tag for _, _, tag in sorted(wanted)), usual):
        language = tag.strip().lower().split("-")[0]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]
