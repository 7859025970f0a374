"""What the site does to the documents, which are written to be read on a plain repository page too.

Alerts (``> [!CAUTION]``) become boxes, and links to documents outside of this folder lead to their copies in the site.
Diagrams that a repository page draws by itself are left out: drawing them here would take a program from elsewhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT: Final = Path(__file__).resolve().parents[1]
OUTSIDE: Final = {
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "reporting.md",
    "CHANGELOG.md": "changelog.md",
}
"""Documents at the root of the repository, and what they are called in the site."""
_BOXES: Final = {"CAUTION": "danger", "WARNING": "warning", "IMPORTANT": "info", "NOTE": "note", "TIP": "tip"}
_TITLES: Final = {
    "CAUTION": "Danger",
    "WARNING": "Warning",
    "IMPORTANT": "Important",
    "NOTE": "Note",
    "TIP": "Tip",
}
_DIAGRAM: Final = re.compile(r"^```mermaid\n.*?^```$", re.MULTILINE | re.DOTALL)
_ALERT: Final = re.compile(r"^> \[!(\w+)\]\n((?:^>.*\n?)*)", re.MULTILINE)


def _box(alert: re.Match[str]) -> str:
    kind = alert[1]
    lines = [line.removeprefix(">").removeprefix(" ") for line in alert[2].splitlines()]
    body = "\n".join(f"    {line}" if line else "" for line in lines)
    return f'!!! {_BOXES[kind]} "{_TITLES[kind]}"\n\n{body}\n'


def for_the_site(markdown: str) -> str:
    """The text of a document of this folder as the site builder wants it.

    Raises:
        KeyError: an alert of a kind that there is not.

    """
    for outside, name in OUTSIDE.items():
        markdown = markdown.replace(f"](../{outside}", f"]({name}")
    return _ALERT.sub(_box, _DIAGRAM.sub("", markdown))


def from_the_root(name: str) -> str:
    """The text of a document at the root of the repository, with links as they are in this folder."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for outside, inside in OUTSIDE.items():
        text = text.replace(f"]({outside}", f"]({inside}")
    return text.replace("](docs/", "](")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the documents of the root."""
    for outside, name in OUTSIDE.items():
        files.append(File.generated(config, name, content=from_the_root(outside)))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Called by the site builder with each document."""
    return for_the_site(markdown)
