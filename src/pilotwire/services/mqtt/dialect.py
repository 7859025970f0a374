"""One connection's conversation: what is said when it begins, with every event and at its end; what is heard. Pure.

It remembers what the broker keeps for the station, so that what is renamed or switched off does not stay behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from pilotwire.services.host import Identity
from pilotwire.services.openevse.frames import Frames
from pilotwire.services.openevse.numbers import numbers
from pilotwire.services.openevse.status_document import status_document
from pilotwire.services.process_facts import ProcessFacts
from pilotwire.station.events import Event, Topic
from pilotwire.station.status import Network, Status

from .arrangement import Access, Arrangement, Feed
from .commands import RAPI_TOPIC, TOPICS, RejectedError, Understood, understand
from .discovery import birth_topic, device_document, device_topic
from .documents import CONFIG, DOCUMENTS, config_text, configuration, lasting
from .entities import BACKED_BY
from .feeds import read_feed
from .publication import Incoming, Kind, Publication, Subscription
from .values import ENERGIES, flattened, value_text

BROKER_VERSION = "$SYS/broker/version"
HOME_ONLINE = b"online"
_TOLD_WITH: Mapping[Topic, tuple[str, ...]] = {
    Topic.CLAIMS: ("claim",),
    Topic.OVERRIDE_CLAIM: ("claim", "override"),
    Topic.SCHEDULE: ("schedule",),
    Topic.LIMIT: ("limit",),
}
"""The documents that are told anew with an event."""
_MAY_CHANGE_CONFIG = frozenset((Topic.CONFIG, Topic.EVSE_LINK, Topic.EVSE_READY))
_TOLD_TO_EMONCMS = frozenset((Topic.EVSE_READY, Topic.DIVERT))
_NEVER_TOLD = frozenset((Topic.UPDATE,))
_DOCUMENT_TOPICS = frozenset((*DOCUMENTS, CONFIG, "config_version"))


class Measured(msgspec.Struct, frozen=True):
    """Measurements for ``Station.push``."""

    values: Mapping[str, object]


class BrokerIs(msgspec.Struct, frozen=True):
    """The broker says what it is."""

    version: str


class HomeStarted(msgspec.Struct, frozen=True):
    """Home Assistant has started, and wants everything anew."""


class Old(msgspec.Struct, frozen=True):
    """A measurement that the broker has kept, and which may not hold any more, or nothing for us: not used."""


Heard = Understood | Measured | BrokerIs | HomeStarted | Old


class Dialect:
    """Says and understands, for one connection.

    Args:
        arrangement: of this connection.
        identity: who the station is.
        facts: tells how the process is doing.
        web_url: tells where the web interface is, by the address on the network; empty where there is none.

    """

    def __init__(
        self,
        arrangement: Arrangement,
        identity: Identity,
        facts: Callable[[], ProcessFacts],
        web_url: Callable[[Network], str],
    ) -> None:
        self.arrangement = arrangement
        self._identity = identity
        self._facts = facts
        self._web_url = web_url
        self._frames: Frames | None = None
        self._kept: set[str] = set()
        self._said: dict[str, str] = {}
        """Announcement and discovery as last said."""
        self._config: Mapping[str, object] | None = None
        self._feeds: Mapping[str, Feed] = {feed.topic: feed for feed in arrangement.feeds}

    # -- what is said --------------------------------------------------------------------------------------------

    @property
    def last_will(self) -> Publication:
        """What the broker is to say when the station is gone."""
        return self._presence({"state": "disconnected"})

    def hello(self, status: Status) -> list[Publication]:
        """Everything, for the beginning of a connection and for who has lost it."""
        self._frames = Frames(status, self._facts)
        self._said.clear()
        self._config = None
        values = flattened(status_document(status, self._facts()))
        documents = [self._document(name, status) for name in DOCUMENTS]
        return self._noted(
            [*self._introduction(status), *self._values(values, status), *documents, *self._configuration(status)]
        )

    def tell(self, event: Event) -> list[Publication]:
        """What an event changes; ``hello`` was said before."""
        if self._frames is None or event.topic in _NEVER_TOLD:
            return []
        status = event.status
        said: list[Publication] = []
        frame = self._frames.of(event)
        if frame is not None:
            said += self._values(flattened(frame), status)
        if self.arrangement.emoncms and event.topic in _TOLD_TO_EMONCMS:
            said += self._for_emoncms(status_document(status, self._facts()) | (frame or {}))
        said += [self._document(name, status) for name in _TOLD_WITH.get(event.topic, ())]
        if event.topic in _MAY_CHANGE_CONFIG:
            said += self._configuration(status)
        if event.topic in _MAY_CHANGE_CONFIG or event.topic is Topic.NETWORK:
            said += self._introduction(status)
        return self._noted(said)

    def farewell(self, after: Arrangement | None) -> list[Publication]:
        """What is said at an orderly end.

        Args:
            after: what follows; what the broker has kept and it does not replace is removed. None: MQTT is switched
                off, and only Home Assistant is told that the device is gone.

        """
        arrangement = self.arrangement
        home = device_topic(arrangement.home, self._identity) if arrangement.home else ""
        if after is None:
            gone = {home} if home else set()
        elif after.broker.host != arrangement.broker.host or after.broker.port != arrangement.broker.port:
            gone = set(self._kept)
        else:
            gone = {topic for topic in self._kept if not _stays(topic, arrangement, after, home)}
        last = [] if arrangement.announce in gone else [self.last_will]
        return [*last, *(Publication(topic, "", retain=True, kind=Kind.DOCUMENT) for topic in sorted(gone))]

    def reply(self, line: str) -> Publication:
        """The controller's answer to a raw command."""
        return Publication(f"{self.arrangement.base}/rapi/out", line, kind=Kind.REPLY)

    def _introduction(self, status: Status) -> Iterator[Publication]:
        """Presence and discovery, if they are not what was said last."""
        url = self._web_url(status.network)
        presence = self._presence({"state": "connected"}, {"mqtt": self.arrangement.base, "http": url})
        said = [presence]
        if self.arrangement.home:
            document = device_document(self.arrangement, self._identity, status, url)
            topic = device_topic(self.arrangement.home, self._identity)
            said.append(Publication(topic, document, retain=True, kind=Kind.DOCUMENT))
        for publication in said:
            if self._said.get(publication.topic) != publication.payload:
                self._said[publication.topic] = publication.payload
                yield publication

    def _presence(self, state: Mapping[str, str], more: Mapping[str, str] | None = None) -> Publication:
        document = {**state, "id": self._identity.long_id, "name": self.arrangement.client_id, **(more or {})}
        payload = msgspec.json.encode(document).decode()
        return Publication(self.arrangement.announce, payload, retain=True, kind=Kind.DOCUMENT)

    def _values(self, values: Iterator[tuple[str, str]], status: Status) -> Iterator[Publication]:
        counted = status.registers.imported or status.registers.total_kwh > 0
        for name, text in values:
            topic = f"{self.arrangement.base}/{name}"
            if topic in self._feeds or (name in ENERGIES and not counted):
                continue
            yield Publication(topic, text, retain=self._keeps(name))

    def _for_emoncms(self, document: Mapping[str, object]) -> Iterator[Publication]:
        """One topic for each number, ``emon/<node>/<name>``."""
        for name, number in numbers(document).items():
            topic = f"{self.arrangement.emoncms}/{name}"
            if topic not in self._feeds:
                yield Publication(topic, value_text(number))

    def _keeps(self, name: str) -> bool:
        # The value `limit` says less than the document of that name, which is kept.
        return self.arrangement.retain or (bool(self.arrangement.home) and name in BACKED_BY and name not in DOCUMENTS)

    def _document(self, name: str, status: Status) -> Publication:
        return self._lasting(name, DOCUMENTS[name](status))

    def _configuration(self, status: Status) -> Iterator[Publication]:
        """The configuration, once the controller's part of it is known, if it is not what was told last."""
        if not status.evse.connected and self._config is None:
            return
        document = configuration(self._identity, status, self._facts())
        if self._config is not None and lasting(self._config) == lasting(document):
            return
        first = self._config is None
        self._config = document
        yield self._lasting(CONFIG, config_text(document))
        if first and status.versions.config == 1:
            yield self._lasting("config_version", value_text(status.versions.config))

    def _lasting(self, name: str, text: str) -> Publication:
        return Publication(f"{self.arrangement.base}/{name}", text, retain=True, kind=Kind.DOCUMENT)

    def _noted(self, said: list[Publication]) -> list[Publication]:
        self._kept |= {publication.topic for publication in said if publication.retain}
        return said

    # -- what is heard -------------------------------------------------------------------------------------------

    @property
    def subscriptions(self) -> list[Subscription]:
        """What is to be heard."""
        arrangement = self.arrangement
        found = {feed.topic: feed.lasting for feed in arrangement.feeds}
        if arrangement.access is not Access.NONE:
            found |= {f"{arrangement.base}/{topic}": False for topic in TOPICS}
        if arrangement.home:
            found[birth_topic(arrangement.home)] = True
        found[BROKER_VERSION] = True
        return [Subscription(topic, wants_retained=wants) for topic, wants in found.items()]

    def understand(self, message: Incoming, status: Status) -> Heard:
        """What a message means.

        Raises:
            RejectedError: it cannot be meant, or may not be asked for.

        """
        topic = message.topic
        name = topic.removeprefix(f"{self.arrangement.base}/")
        if topic == BROKER_VERSION:
            return BrokerIs(message.payload[:64].decode("utf-8", "replace"))
        if self.arrangement.home and topic == birth_topic(self.arrangement.home):
            return HomeStarted() if message.payload.strip() == HOME_ONLINE else Old()
        if name != topic and (name in TOPICS or name.startswith(RAPI_TOPIC)):
            if message.retained:
                raise RejectedError("the broker had kept it, and may give it again for ever: send commands unretained")
            return understand(name, message.payload, status, self.arrangement.access)
        feed = self._feeds.get(topic)
        if feed is None or (message.retained and not feed.lasting):
            return Old()
        return Measured(read_feed(feed, message.payload))


def _stays(topic: str, before: Arrangement, after: Arrangement, home: str) -> bool:
    """Whether the next connection says something else, or the same, on a topic that the broker keeps."""
    if topic == before.announce:
        return after.announce == before.announce
    if topic == home:
        return after.home == before.home
    if after.base != before.base:
        return False
    name = topic.removeprefix(f"{before.base}/")
    # A value that is not kept any more would stay as it was for ever.
    return name in _DOCUMENT_TOPICS or after.retain or (bool(after.home) and name in BACKED_BY)
