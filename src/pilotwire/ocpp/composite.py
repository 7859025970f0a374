"""The composite schedule: what all profiles together allow over a stretch of time, as steps."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from .profiles import Profile, Setting, changes, limit_at


class Step(msgspec.Struct, frozen=True):
    """One step; it holds until the next."""

    start_s: int
    """After the beginning."""
    limit_a: float | None
    """Per phase; None: no profile says anything."""


def composite(profiles: Iterable[Profile], from_s: int, duration_s: int, setting: Setting) -> tuple[Step, ...]:
    """What is allowed from an instant on, for so long; steps that say the same are one.

    Args:
        profiles: all that are set.
        from_s: the beginning (s since 1970 UTC).
        duration_s: how long; nothing for 0.
        setting: transaction and supply.

    """
    known = tuple(profiles)
    to_s = from_s + duration_s
    if duration_s <= 0:
        return ()
    edges = {from_s}
    for profile in known:
        edges.update(changes(profile, from_s, to_s, setting))
    steps: list[Step] = []
    for edge_s in sorted(edges):
        limit_a = limit_at(known, edge_s, setting)
        if not steps or steps[-1].limit_a != limit_a:
            steps.append(Step(edge_s - from_s, limit_a))
    return tuple(steps)


def next_change_s(profiles: Iterable[Profile], now_s: int, horizon_s: int, setting: Setting) -> int | None:
    """When the limit may be another, within the horizon (s since 1970 UTC); None: not within it."""
    edges = (edge for profile in profiles for edge in changes(profile, now_s, now_s + horizon_s, setting))
    return min(edges, default=None)
