"""Tokens: the back end's list by version, and what it has answered before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pilotwire.ocpp.tokens import CACHED, MOST_ENTRIES, ListUpdate, TokenCache, TokenInfo, TokenList, TokenStatus

NOW = datetime(2026, 11, 23, tzinfo=UTC)
GOOD = TokenInfo(TokenStatus.ACCEPTED)
BAD = TokenInfo(TokenStatus.BLOCKED)


def test_a_token_is_worth_nothing_after_it_has_expired() -> None:
    info = TokenInfo(TokenStatus.ACCEPTED, NOW)
    assert info.at(NOW - timedelta(seconds=1)) is TokenStatus.ACCEPTED
    assert info.at(NOW) is TokenStatus.EXPIRED
    assert TokenInfo(TokenStatus.BLOCKED, NOW).at(NOW) is TokenStatus.BLOCKED


def test_tokens_are_found_whatever_their_case() -> None:
    _, tokens = TokenList().replaced(1, [("04A2b3", GOOD)])
    assert tokens.find("04a2B3") == GOOD
    assert TokenCache().with_answer("04A2", BAD).find("04a2") == BAD


def test_a_whole_list_replaces_the_old_one_whatever_its_version() -> None:
    _, old = TokenList().replaced(7, [("a", GOOD)])
    outcome, new = old.replaced(3, [("b", BAD)])
    assert outcome is ListUpdate.ACCEPTED
    assert (new.version, new.find("a"), new.find("b")) == (3, None, BAD)


def test_changes_need_a_higher_version() -> None:
    _, tokens = TokenList().replaced(5, [("a", GOOD)])
    assert tokens.changed(5, [("b", GOOD)]) == (ListUpdate.VERSION_MISMATCH, tokens)
    outcome, changed = tokens.changed(6, [("b", GOOD), ("a", None)])
    assert outcome is ListUpdate.ACCEPTED
    assert (changed.find("a"), changed.find("b")) == (None, GOOD)


def test_a_list_that_is_too_long_changes_nothing() -> None:
    entries = [(str(number), GOOD) for number in range(MOST_ENTRIES + 1)]
    assert TokenList().replaced(1, entries) == (ListUpdate.FAILED, TokenList())
    assert TokenList().replaced(0, []) == (ListUpdate.FAILED, TokenList())


@given(st.lists(st.text("abc", min_size=1, max_size=3), max_size=60))
def test_the_cache_keeps_the_last_answer_of_each(tokens: list[str]) -> None:
    cache = TokenCache()
    for number, token in enumerate(tokens):
        cache = cache.with_answer(token, TokenInfo(TokenStatus.ACCEPTED, parent=str(number)))
    for token in tokens:
        last = len(tokens) - 1 - tokens[::-1].index(token)
        assert cache.find(token) == TokenInfo(TokenStatus.ACCEPTED, parent=str(last))


def test_the_cache_forgets_what_was_not_seen_for_longest() -> None:
    cache = TokenCache()
    for number in range(CACHED):
        cache = cache.with_answer(str(number), GOOD)
    cache = cache.with_answer("0", BAD).with_answer("new", GOOD)
    assert cache.find("0") == BAD
    assert cache.find("1") is None
    assert len(cache.entries) == CACHED
