"""Who may charge and who does: RFID cards, and what the charging back end says of it. Pure.

What else can be asked of the station is in ``station``.
"""

from __future__ import annotations

from .eventlog import LogKind
from .events import Topic
from .moment import Moment
from .rfid import LEARNING_MS
from .rfid_names import listed, listed_ids, renamed, rfid_names, shortened, token_id
from .rfid_values import CardVerdict
from .settings import SettingsError
from .station_settings import StationSettings
from .status import BackEndStatus


class StationCards(StationSettings):
    """A station that cards can be shown to."""

    def show_card(self, token: str, moment: Moment) -> CardVerdict:
        """Somebody holds a card to the station; says what became of it.

        Args:
            token: as it was read.
            moment: the present.

        """
        self._at(moment)
        learning = self._rfid.learning
        verdict = self._rfid.show(token, self._settings, moment)
        who = rfid_names(self._settings).get(token_id(token, self._settings.rfid_salt)) or shortened(token)
        match verdict:
            case CardVerdict.LEARNT:
                self._rfid.learning = None
                self._tell(Topic.RFID, {"input": token, "waiting_s": 0})
                if learning is not None and learning.name is not None:
                    self._learnt(token, learning.name, moment)
            case CardVerdict.BACK_END:
                self._tell(Topic.CARD, {"token": token})
            case CardVerdict.ACCEPTED:
                self._log(LogKind.INFORMATION, f"the card of {who} was accepted")
                self._books.tracker.identified(who)
                self._tell(Topic.RFID, {"authenticated": token})
            case CardVerdict.ENDED:
                self._log(LogKind.INFORMATION, f"the card of {who} was shown again: its authorisation is over")
                self._tell(Topic.RFID, {"authenticated": ""})
            case CardVerdict.OTHER:
                self._log(LogKind.NOTIFICATION, f"the card of {who} was shown, but another one is in use")
            case CardVerdict.UNKNOWN:
                self._log(LogKind.NOTIFICATION, f"a card that is not known was shown ({shortened(token)})")
        self._settle()
        return verdict

    def _learnt(self, token: str, name: str, moment: Moment) -> None:
        try:
            self.add_card(token, name, moment)
        except SettingsError as error:
            self._log(LogKind.WARNING, f"the card {shortened(token)} was not added: {error.reason}")

    def learn_card(self, moment: Moment, *, name: str | None = None) -> None:
        """Have the next card within a minute told, and with a name (which may be empty) put on the list."""
        self._at(moment)
        self._rfid.learn(name, moment)
        self._tell(Topic.RFID, {"waiting_s": LEARNING_MS // 1000})
        self._settle()

    def add_card(self, token: str, name: str, moment: Moment) -> str:
        """Put a card on the list; returns its id.

        Raises:
            SettingsError: there are more cards or names than can be kept.

        """
        settings = self._settings
        own = token_id(token, settings.rfid_salt)
        change = {**listed((*listed_ids(settings), own)), **renamed(settings, own, name)}
        self.change_settings(change, moment)
        return own

    def name_card(self, card_id: str, name: str, moment: Moment) -> None:
        """Give a card another name, or with an empty one none.

        Raises:
            SettingsError: there are more names than can be kept.

        """
        self.change_settings(renamed(self._settings, card_id, name), moment)

    def remove_card(self, card_id: str, moment: Moment) -> bool:
        """Take a card off the list; says whether it was there."""
        ids = listed_ids(self._settings)
        if card_id not in ids:
            return False
        self.change_settings(listed(other for other in ids if other != card_id), moment)
        return True

    def set_back_end(self, back_end: BackEndStatus | None, moment: Moment) -> None:
        """Take note of what the charging back end and the station have agreed on."""
        if back_end != self._back_end:
            self._at(moment)
            self._back_end = back_end
            self._rfid.by_back_end = self._lets_in(back_end)
            self._tell(Topic.BACK_END)
            self._settle()

    def _lets_in(self, back_end: BackEndStatus | None) -> bool:
        """Whether the back end has somebody charge who has identified himself."""
        if back_end is None or not back_end.transaction:
            return False
        anybody = self._settings.ocpp_auth_auto and back_end.who.lower() == self._settings.ocpp_idtag.lower()
        return bool(back_end.who) and not anybody

    def _known_as(self, token: str) -> str:
        """How the one with this token is called here, if at all; nobody else needs to know the token."""
        if not token:
            return ""
        return rfid_names(self._settings).get(token_id(token, self._settings.rfid_salt)) or shortened(token)

    def identify(self, who: str, moment: Moment) -> None:
        """Take note of who charges."""
        self._at(moment)
        self._books.tracker.identified(self._known_as(who))
        self._tell(Topic.SESSION)
