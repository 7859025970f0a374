"""Whether a new version works as well as the one before it. Pure: what was seen goes in, what is wrong comes out."""

from __future__ import annotations

import msgspec


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What a running station says of itself."""

    version: str
    """Of Pilotwire."""
    store_readable: bool
    problems: tuple[str, ...]
    """In sentences for people; what comes before a colon names the matter, what follows may differ every time."""


class Silence(msgspec.Struct, frozen=True):
    """A station that does not answer."""

    reason: str


Seen = Health | Silence


def complaints(before: Seen, after: Seen, version: str) -> tuple[str, ...]:
    """What is wrong with the new version, in sentences; nothing if it may stay.

    What was wrong before already (a broker that is away, a controller that is switched off) is not held against it.

    Args:
        before: the station with the old version.
        after: the station with the new one.
        version: that the new one should say it is.

    """
    if isinstance(after, Silence):
        return (f"It does not answer: {after.reason}.",)
    wrong = []
    if after.version != version:
        wrong.append(f"Version {after.version} answers, and not {version}.")
    if not after.store_readable:
        wrong.append("It cannot read what the station has kept.")
    if isinstance(before, Silence):
        # Nobody knows what worked before, so only what the station itself is answerable for counts.
        return tuple(wrong)
    known = {_matter(problem) for problem in before.problems}
    return (*wrong, *(problem for problem in after.problems if _matter(problem) not in known))


def _matter(problem: str) -> str:
    return problem.partition(":")[0]
