"""The documents as tests read them: their texts, code blocks, headings and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_FENCED = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?:^(?: {4}.*)?\n)+", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} (.+?)\s*$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def documents() -> list[Path]:
    """Everything that is written for people, wherever it lies."""
    return [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")] + sorted(DOCS.glob("*.md"))


def text_of(document: Path | str) -> str:
    path = DOCS / document if isinstance(document, str) else document
    return path.read_text(encoding="utf-8")


class Block(msgspec.Struct, frozen=True):
    """A piece of code in a document."""

    document: str
    language: str
    """Empty where the document does not say."""
    text: str


def blocks(document: Path) -> Iterator[Block]:
    """The code blocks of a document, fenced ones first."""
    text = text_of(document)
    for language, body in _FENCED.findall(text):
        yield Block(document.name, language, body)
    for body in _INDENTED.findall(_FENCED.sub("", text)):
        if body.strip():
            yield Block(document.name, "", re.sub(r"^ {4}", "", body, flags=re.MULTILINE))


def all_blocks(*languages: str) -> list[Block]:
    return [block for document in documents() for block in blocks(document) if block.language in languages]


def prose(document: Path) -> str:
    """A document without its code blocks."""
    return _FENCED.sub("", text_of(document))


def anchors(document: Path) -> set[str]:
    """What can be linked to on a plain repository page."""
    return {_slug(heading) for heading in _HEADING.findall(prose(document))}


def _slug(heading: str) -> str:
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def links(document: Path) -> list[str]:
    """Where a document links to, within the repository."""
    return [link for link in _LINK.findall(prose(document)) if not re.match(r"https?:|mailto:", link)]
