"""The requests of the recordings that are no plain HTTP, written anew from their descriptions: the bytes were not kept.

Where a setting is changed it is ``lang``, as in the recordings' last look at the configuration.
"""

from __future__ import annotations

import json

_HOST = b"Host: localhost\r\n"
_POST = b"POST /config HTTP/1.1\r\n" + _HOST + b"Connection: close\r\n"


def _posted(body: bytes) -> bytes:
    return _POST + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _padded(lang: str, size: int) -> bytes:
    """A change of the language in a body of this size."""
    empty = len(json.dumps({"lang": lang, "padding": ""}))
    return json.dumps({"lang": lang, "padding": "x" * (size - empty)}).encode()


RAW_REQUESTS = {
    "HTTP/1.0 without Host": b"GET /status HTTP/1.0\r\n\r\n",
    "no version": b"GET /status\r\n\r\n",
    "unknown method": b"BREW /status HTTP/1.1\r\n" + _HOST + b"Connection: close\r\n\r\n",
    "POST without Content-Length": _POST + b'\r\n{"lang":"aa"}',
    "chunked request": _POST + b'Transfer-Encoding: chunked\r\n\r\n6\r\n{"lang\r\n7\r\n":"de"}\r\n0\r\n\r\n',
    "Expect: 100-continue": _POST + b'Expect: 100-continue\r\nContent-Length: 13\r\n\r\n{"lang":"fr"}',
    "two pipelined requests": b"GET /status HTTP/1.1\r\n"
    + _HOST
    + b"\r\nGET /override HTTP/1.1\r\n"
    + _HOST
    + b"Connection: close\r\n\r\n",
    "TLS hello on the HTTP port": bytes.fromhex("16030100c8010000c403035f") + bytes(190),
    "9000 character path": b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n" + _HOST + b"\r\n",
    "body over 8196 bytes": _posted(b'{"lang":"' + b"x" * 8300 + b'"'),
    "body of 20000 bytes": _posted(_padded("nl", 20_000)),
    "body of 7900 bytes": _posted(_padded("it", 7_900)),
}
