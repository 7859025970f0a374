"""A connection to a real broker, by aiomqtt: MQTT 3.1.1 or 5, plain or over TLS. It moves bytes and decides nothing.

Nothing of a connection outlives it at the broker: what was commanded while the station was away is not done later.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

from aiomqtt import Client, MqttError, ProtocolVersion, Will
from aiomqtt.exceptions import MqttConnectError
from paho.mqtt.client import MQTT_CLEAN_START_FIRST_ONLY
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from pilotwire.services.checks.steps import name_words, reach_words, secure_words
from pilotwire.services.checks.tls import TlsError, client_context
from pilotwire.store.certificates import Certificate
from pilotwire.store.errors import StoreError

from .arrangement import Arrangement, Broker, Version
from .link import LinkError, Trouble
from .paho_client import HungUpError, TidySocket, WatchfulClient
from .publication import Incoming, Kind, Publication, Subscription

KEEP_ALIVE_S = 60
CONNECT_S = 15.0
"""Patience with a whole connection: name, way, encryption, and the broker's answer."""
CONNACK_S = 5.0
"""Of it, with the broker's answer."""
CALL_S = 10.0
"""Patience with one message."""
MAX_PACKET_BYTES = 65_536
"""Larger packets are not wanted (MQTT 5 can say so)."""
MAX_UNREAD = 1000
VALUE_EXPIRY_S = 120
"""How long a broker may hold a value for somebody who is away (MQTT 5): by then there have been newer ones."""
_CLOSING_S = 1.0
_quiet = logging.getLogger("pilotwire.mqtt.paho_client")
_quiet.setLevel(logging.CRITICAL)
"""What the library notes is told by us, in words."""
_FIRST_REFUSAL = 0x80


class BrokerConnection:
    """One connection. Made by ``connect``."""

    def __init__(self, client: Client, broker: Broker, peer_address: str) -> None:
        self._client = client
        self._broker = broker
        self.peer_address = peer_address

    async def publish(self, publication: Publication) -> None:
        """Send a message; returns when it is on its way."""
        with _told(self._broker):
            await self._client.publish(
                publication.topic,
                publication.payload.encode(),
                qos=0,
                retain=publication.retain,
                properties=_expiry(self._broker, publication),
            )

    async def subscribe(self, subscriptions: Sequence[Subscription]) -> Sequence[str]:
        """Ask for messages; returns the topics that the broker refuses."""
        with _told(self._broker):
            if self._broker.version is Version.V5:
                granted = await self._client.subscribe(
                    [(subscription.topic, _options(subscription)) for subscription in subscriptions]
                )
            else:
                granted = await self._client.subscribe([(subscription.topic, 0) for subscription in subscriptions])
        codes = [code.value if isinstance(code, ReasonCode) else int(code) for code in granted]
        return [
            subscription.topic
            for subscription, code in zip(subscriptions, codes, strict=False)
            if code >= _FIRST_REFUSAL
        ]

    async def messages(self) -> AsyncIterator[Incoming]:
        """Everything that comes, until the connection ends."""
        with _told(self._broker):
            async for message in self._client.messages:
                yield Incoming(str(message.topic), bytes(message.payload), retained=message.retain)

    async def close(self) -> None:
        """End it in order, if it has not ended."""
        await _leave(self._client)


async def connect(
    arrangement: Arrangement, will: Publication | None, certificates: Callable[[], Sequence[Certificate]]
) -> BrokerConnection:
    """Connect.

    Args:
        arrangement: where and as whom.
        will: what the broker is to say when we are gone, if anything.
        certificates: reads those of the store; may block.

    Raises:
        LinkError: it could not be done.

    """
    broker = arrangement.broker
    context = await _context(broker, certificates) if broker.tls else None
    client = _client(broker, arrangement.client_id, will, context)
    entering = asyncio.ensure_future(client.__aenter__())
    try:
        await asyncio.wait({entering}, timeout=CONNECT_S)
    except asyncio.CancelledError:
        _abandon(client, entering)
        raise
    if not entering.done():
        _abandon(client, entering)
        raise LinkError(reach_words(broker.host, broker.port, TimeoutError()), Trouble.TIMEOUT)
    error = entering.exception()
    if error is None:
        client.timeout = CALL_S
        return BrokerConnection(client, broker, await _address(broker))
    await _leave(client)
    if isinstance(error, MqttError):
        raise link_error(error, broker) from error
    raise error


def link_error(error: Exception, broker: Broker) -> LinkError:
    """What went wrong, in words.

    Args:
        error: as aiomqtt raises it.
        broker: the one it happened with.

    """
    if isinstance(error, MqttConnectError):
        return _refused(error)
    if isinstance(error, HungUpError):
        words = (
            f"{broker.host} hangs up instead of answering as an MQTT broker on port {broker.port}: check the port, and "
            "whether it wants TLS."
        )
        return LinkError(words)
    if "Operation timed out" in str(error):
        words = (
            f"{broker.host} does not answer as an MQTT broker on port {broker.port}: check the port, and whether it "
            "wants TLS."
        )
        return LinkError(words, Trouble.TIMEOUT, reason="TIMEOUT")
    cause = error if isinstance(error, OSError) else error.__cause__ or error.__context__
    if isinstance(cause, OSError):
        return _unreachable(cause, broker)
    return LinkError(f"The connection to {broker.host} is gone.")


def _unreachable(cause: OSError, broker: Broker) -> LinkError:
    """What the operating system has to say."""
    host, port = broker.host, broker.port
    number = cause.errno if isinstance(cause.errno, int) else -1
    reason = cause.strerror or type(cause).__name__
    trouble = Trouble.NETWORK
    match cause:
        case socket.gaierror():
            words = name_words(host, cause)
        case TimeoutError():
            words, trouble = reach_words(host, port, cause), Trouble.TIMEOUT
        case ssl.SSLError():
            words = secure_words(host, port, cause)
        case ConnectionResetError() if broker.tls:
            words = secure_words(host, port, cause)
        case _:
            words = reach_words(host, port, cause)
    return LinkError(words, trouble, code=number, reason=reason)


def _refused(error: MqttConnectError) -> LinkError:
    """The broker has answered, and does not want us; codes of both versions of the protocol."""
    code = error.rc.value if isinstance(error.rc, ReasonCode) else -1
    known = _CONNACK.get(code)
    if known is None:
        return LinkError(f"The broker refuses the connection: {error}.", code=code, reason=f"CONNACK_{code}")
    return LinkError(str(known), known.trouble, code=known.code, reason=known.reason)


async def _context(broker: Broker, certificates: Callable[[], Sequence[Certificate]]) -> ssl.SSLContext:
    def make() -> ssl.SSLContext:
        context = client_context(certificates(), broker.certificate_id, verify=broker.verify)
        context.sslsocket_class = TidySocket
        return context

    try:
        return await asyncio.to_thread(make)
    except (TlsError, StoreError) as error:
        raise LinkError(str(error), Trouble.SETTINGS, reason="TLS") from error


def _client(broker: Broker, client_id: str, will: Publication | None, context: ssl.SSLContext | None) -> Client:
    v5 = broker.version is Version.V5
    properties = None
    if v5:
        properties = _properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = 0
        properties.MaximumPacketSize = MAX_PACKET_BYTES
    return WatchfulClient(
        broker.host,
        broker.port,
        username=broker.user or None,
        password=broker.password if broker.user else None,
        identifier=client_id,
        protocol=ProtocolVersion.V5 if v5 else ProtocolVersion.V311,
        clean_session=None if v5 else True,
        clean_start=True if v5 else MQTT_CLEAN_START_FIRST_ONLY,
        properties=properties,
        will=None if will is None else Will(will.topic, will.payload.encode(), qos=0, retain=will.retain),
        keepalive=KEEP_ALIVE_S,
        timeout=CONNACK_S,
        logger=_quiet,
        max_queued_incoming_messages=MAX_UNREAD,
        tls_context=context,
        tls_insecure=None if context is None else not broker.verify,
    )


def _options(subscription: Subscription) -> SubscribeOptions:
    """MQTT 5: nothing of our own comes back, and nothing kept that is not of use."""
    handling = SubscribeOptions.RETAIN_SEND_ON_SUBSCRIBE
    if not subscription.wants_retained:
        handling = SubscribeOptions.RETAIN_DO_NOT_SEND
    return SubscribeOptions(qos=0, noLocal=True, retainHandling=handling)


def _expiry(broker: Broker, publication: Publication) -> Properties | None:
    if broker.version is not Version.V5 or publication.retain or publication.kind is Kind.DOCUMENT:
        return None
    properties = _properties(PacketTypes.PUBLISH)
    properties.MessageExpiryInterval = VALUE_EXPIRY_S
    return properties


def _properties(packet: int) -> Properties:
    return Properties(packet)  # type: ignore[no-untyped-call] # the one function there without types


async def _address(broker: Broker) -> str:
    """The broker's address, for people; the library does not tell which one it took."""
    try:
        async with asyncio.timeout(_CLOSING_S):
            found = await asyncio.get_running_loop().getaddrinfo(broker.host, broker.port, type=socket.SOCK_STREAM)
    except (TimeoutError, OSError):
        return ""
    return str(found[0][4][0]) if found else ""


def _abandon(client: Client, entering: asyncio.Future[Client]) -> None:
    """A connection that is still being made cannot be stopped: leave it as soon as it is there."""

    def leave(done: asyncio.Future[Client]) -> None:
        if not done.cancelled():
            done.exception()
        task = asyncio.ensure_future(_leave(client))
        _leaving.add(task)
        task.add_done_callback(_leaving.discard)

    entering.add_done_callback(leave)


_leaving: set[asyncio.Task[None]] = set()
"""Kept, or the event loop would forget them."""


async def _leave(client: Client) -> None:
    """End a connection, whole or half made; what the broker has to say to that does not matter."""
    client.timeout = _CLOSING_S
    with contextlib.suppress(MqttError, OSError, ValueError):
        await client.__aexit__(None, None, None)


@contextlib.contextmanager
def _told(broker: Broker) -> Iterator[None]:
    """Have the library's errors told in words."""
    try:
        yield
    except (MqttError, OSError) as error:
        raise link_error(error, broker) from error


_OLD = LinkError(
    "The broker does not speak this version of MQTT: set mqtt_version to the other one.",
    Trouble.VERSION,
    code=1,
    reason="CONNACK_UNACCEPTABLE_VERSION",
)
_ID = LinkError(
    "The broker does not accept the station's host name as its id.",
    Trouble.ID_REJECTED,
    code=2,
    reason="CONNACK_IDENTIFIER_REJECTED",
)
_AWAY = LinkError(
    "The broker is not available: it is starting or too busy.",
    Trouble.UNAVAILABLE,
    code=3,
    reason="CONNACK_SERVER_UNAVAILABLE",
)
_AUTH = LinkError("The broker does not accept user name and password.", Trouble.AUTH, code=4, reason="CONNACK_BAD_AUTH")
_NOT_ALLOWED = LinkError(
    "The broker does not let this client in: check user name, password and its access list.",
    Trouble.AUTH,
    code=5,
    reason="CONNACK_NOT_AUTHORIZED",
)
_CONNACK = {
    0x84: _OLD,
    0x85: _ID,
    0x86: _AUTH,
    0x87: _NOT_ALLOWED,
    0x88: _AWAY,
    0x89: _AWAY,
    0x8A: _NOT_ALLOWED,
    0x8C: _AUTH,
}
"""By the codes of MQTT 5, in which the library tells those of 3.1.1, too."""
