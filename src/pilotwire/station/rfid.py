"""RFID authorisation as a source of claims: while it is demanded nobody charges before a known card was shown.

As the gateway has it: a known card opens the lock, for 30 s while no car is there and then until it is unplugged; the
same card again closes it. An unknown one, or another's, changes nothing. The lock never starts a charge, it only stops
holding one back. With a charging back end every card goes to that, and what it begins opens the lock as long as it
lasts. Whoever was let in is remembered over a loss of power while the car stays.

Pure. Which cards are known is in the settings (``rfid_names``); where cards are read is not decided here.
"""

from __future__ import annotations

from .claims import ChargeState, Claim, Client, Priority, Wish
from .moment import Moment
from .rfid_names import listed_ids, rfid_names, shortened, token_id
from .rfid_values import Authorised, CardVerdict, Learning
from .settings import Settings
from .source import Surroundings
from .timer_features import tag_by_timer

PLUG_IN_MS = 30_000
"""How long a card holds without a car (firmware 5.1.5)."""
LEARNING_MS = 60_000
"""How long the next card is waited for."""

_LOCKED = Claim(Client.RFID, Priority.RFID, Wish(ChargeState.DISABLED), "no tag was shown yet")


class RfidLock:
    """Holds the charge back while authorisation is demanded and missing.

    Args:
        kept: who had been let in when the station stopped.

    """

    client = Client.RFID

    def __init__(self, kept: Authorised | None = None) -> None:
        self.claim: Claim | None = None
        self.waiting_for = ""
        self.authorised = kept
        """Who was let in."""
        self.tag = "" if kept is None else kept.id
        """The card that was, as it was read; after a restart its id."""
        self.learning: Learning | None = None
        self.by_back_end = False
        """The back end has somebody charge."""
        self._restored = kept is not None
        self._until_ms: int | None = None
        self._plugged = False
        self._news: list[str] = []

    @property
    def next_deadline_ms(self) -> int | None:
        """When the time to plug in or to show a card is over."""
        learning_ms = None if self.learning is None else self.learning.until_ms
        return min((ms for ms in (self._until_ms, learning_ms) if ms is not None), default=None)

    def advance(self, around: Surroundings) -> None:
        """Look whether authorisation is demanded, and whether what was given is over."""
        now_ms, evse = around.moment.elapsed_ms, around.evse
        if self.learning is not None and now_ms >= self.learning.until_ms:
            self.learning = None
        if self.authorised is not None and self._until_ms is not None and now_ms >= self._until_ms:
            # Also while the controller does not answer: who plugs in meanwhile has not been let in.
            self._news.append(f"no car was plugged in: the card of {self.authorised.who} has to be shown again")
            self._clear()
        if evse.connected and evse.firmware:
            self._follow_car(now_ms, plugged=evse.vehicle)
        demanded = around.settings.rfid_enabled or tag_by_timer(around)
        self.claim = _LOCKED if demanded and self.authorised is None and not self.by_back_end else None
        self.waiting_for = "a known RFID tag" if self.claim is not None else ""

    def show(self, token: str, settings: Settings, moment: Moment) -> CardVerdict:
        """Somebody holds a card to the reader."""
        if self.learning is not None:
            return CardVerdict.LEARNT
        if settings.ocpp_enabled:
            return CardVerdict.BACK_END
        own = token_id(token, settings.rfid_salt)
        if own not in listed_ids(settings):
            return CardVerdict.UNKNOWN
        if self.authorised is None:
            self.authorised = Authorised(own, rfid_names(settings).get(own) or shortened(token))
            self.tag = token
            self._until_ms = None if self._plugged else moment.elapsed_ms + PLUG_IN_MS
            return CardVerdict.ACCEPTED
        if self.authorised.id != own:
            return CardVerdict.OTHER
        self._clear()
        return CardVerdict.ENDED

    def learn(self, name: str | None, moment: Moment) -> None:
        """Have the next card learnt."""
        self.learning = Learning(moment.elapsed_ms + LEARNING_MS, name)

    def unplugged(self) -> None:
        """The car has left: with it goes what was permitted."""
        self._plugged = False
        self._clear()

    def take_news(self) -> list[str]:
        """What happened by itself since the last call, for the log."""
        news, self._news = self._news, []
        return news

    def _follow_car(self, now_ms: int, *, plugged: bool) -> None:
        self._plugged = plugged
        restored, self._restored = self._restored, False
        if self.authorised is None:
            return
        if plugged:
            self._until_ms = None
        elif restored:
            self._clear()
        elif self._until_ms is None:
            self._until_ms = now_ms + PLUG_IN_MS

    def _clear(self) -> None:
        self.authorised = None
        self.tag = ""
        self._until_ms = None
