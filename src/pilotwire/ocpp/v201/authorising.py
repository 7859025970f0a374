"""What a token is worth in OCPP 2.0.1: asked of the back end, or known from its list and its earlier answers."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from pilotwire.station.moment import Moment

from ..effects import Tell
from ..frames import Result
from ..outbox import Answer, NoAnswer
from ..tokens import TokenCache, TokenInfo, TokenList, TokenStatus
from .desk import Desk201
from .transaction import Token
from .words import read_info

AUTHORISE_WITHIN_MS = 20_000
"""How long a token waits for the back end before the station decides by itself."""
Then = Callable[[Token, TokenStatus], None]


class _Question(msgspec.Struct, frozen=True, eq=False):
    token: Token
    then: Then
    until_ms: int


class Authorising:
    """The list, the cache and the question under way of one session."""

    def __init__(self, desk: Desk201) -> None:
        self._desk = desk
        self.tokens = desk.restored("tokens", TokenList, TokenList())
        self.cache = desk.restored("cache", TokenCache, TokenCache())
        self._question: _Question | None = None

    @property
    def next_deadline_ms(self) -> int | None:
        """When the question is given up (elapsed time)."""
        return None if self._question is None else self._question.until_ms

    def advance(self) -> None:
        """Decide without the back end when it says nothing."""
        if self._question is not None and self._desk.now_ms >= self._question.until_ms:
            self._unanswered()

    def ask(self, token: Token, then: Then) -> None:
        """Find out what a token is worth; ``then`` is told, with the group the token belongs to."""
        desk = self._desk
        known = self._known(token)
        accepted = known is not None and known.at(desk.moment.utc) is TokenStatus.ACCEPTED
        if desk.variables.switch("AuthCtrlr", "LocalPreAuthorize") and accepted:
            self._tell(token, known, then)
            return
        if not (desk.online and desk.accepted):
            self._tell(token, self._offline(known), then)
            return
        if self._question is not None:
            self._unanswered()
        question = self._question = _Question(token, then, desk.now_ms + AUTHORISE_WITHIN_MS)

        def answered(answer: Answer, _: Moment) -> None:
            info = read_info(answer.payload.get("idTokenInfo")) if isinstance(answer, Result) else None
            if info is not None:
                self.remember(token, info)
            if self._question is not question:
                # It came too late: the station has decided by itself.
                return
            if isinstance(answer, NoAnswer):
                self._unanswered()
                return
            self._question = None
            self._tell(token, info, then)

        desk.ask("Authorize", {"idToken": token.document}, answered)

    def set_tokens(self, tokens: TokenList) -> None:
        """Take over a new list."""
        self.tokens = tokens
        self._desk.keep("tokens", tokens)

    def clear_cache(self) -> None:
        """Forget what was answered about tokens."""
        self.cache = TokenCache()
        self._desk.keep("cache", None)

    def remember(self, token: Token, info: TokenInfo) -> None:
        """The back end has said what a token is worth."""
        listed = self.tokens.find(token.id) is not None
        if token.id and self._desk.variables.switch("AuthCacheCtrlr", "Enabled") and not listed:
            self.cache = self.cache.with_answer(token.id, info)
            self._desk.keep("cache", self.cache)

    def _tell(self, token: Token, info: TokenInfo | None, then: Then) -> None:
        if info is None:
            then(token, TokenStatus.INVALID)
        else:
            then(msgspec.structs.replace(token, group=info.parent), info.at(self._desk.moment.utc))

    def _known(self, token: Token) -> TokenInfo | None:
        variables = self._desk.variables
        listed = self.tokens.find(token.id) if variables.switch("LocalAuthListCtrlr", "Enabled") else None
        if listed is not None or not variables.switch("AuthCacheCtrlr", "Enabled"):
            return listed
        return self.cache.find(token.id)

    def _unanswered(self) -> None:
        question, self._question = self._question, None
        if question is not None:
            self._desk.do(Tell("the back end does not answer about a token", "Server timeout"))
            self._tell(question.token, self._offline(self._known(question.token)), question.then)

    def _offline(self, known: TokenInfo | None) -> TokenInfo | None:
        """What the station makes of a token by itself."""
        variables = self._desk.variables
        if known is not None:
            return known if variables.switch("AuthCtrlr", "LocalAuthorizeOffline") else None
        unknown = variables.switch("AuthCtrlr", "OfflineTxForUnknownIdEnabled")
        return TokenInfo(TokenStatus.ACCEPTED) if unknown else None
