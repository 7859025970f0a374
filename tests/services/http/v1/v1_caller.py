"""Somebody who asks our own API of a station, and somebody who follows its events."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse
from typing import Any, Self, TypeVar

from serving import PATIENCE_S, Answered, Served
from whole_host import WholeHost

T = TypeVar("T")


class Caller:
    """Somebody who asks the API of a host."""

    def __init__(self, host: WholeHost, served: Served) -> None:
        self.host = host
        self.served = served

    def ask(self, method: str, path: str, body: object = None) -> Answered:
        """Make a request; a body that is no bytes is sent as JSON. Every change must have been waited for."""
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        answered = self.served.ask(method, f"/api/v1{path}", sent)
        assert answered.status >= 400 or not self.host.unsettled, "answered before what was changed was kept and told"
        return answered

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return what is there; it must be."""
        answered = self.ask("GET", path)
        assert answered.status == 200, answered.text
        return answered.json

    def put(self, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        """Put something there, successfully."""
        answered = self.ask("PUT", path, body)
        assert answered.status == 200, answered.text
        return answered.json

    def post(self, path: str, body: object) -> Answered:
        return self.ask("POST", path, body)

    def patch(self, path: str, body: object) -> Answered:
        return self.ask("PATCH", path, body)

    def delete(self, path: str) -> int:
        return self.ask("DELETE", path).status

    def refused(self, method: str, path: str, body: object = None, status: int = 400) -> tuple[str | None, str]:
        """Ask for what is refused with this code; return which field is named, and why."""
        answered = self.ask(method, path, body)
        assert (answered.status, answered.headers["content-type"]) == (status, "application/json"), answered.text
        assert answered.json.keys() == {"error"}
        error = answered.json["error"]
        assert error.keys() == {"field", "reason"}
        assert error["reason"].endswith(".")
        return error["field"], error["reason"]

    def do(self, action: Callable[[], T]) -> T:
        """Do something where the server runs."""
        return self.served.do(action)

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self.do(lambda: self.host.pass_s(seconds))


class Followed:
    """A stream of events that somebody reads."""

    def __init__(self, connection: HTTPConnection, response: HTTPResponse) -> None:
        self._connection = connection
        self._response = response
        self.headers = response.headers

    @classmethod
    def of(cls, served: Served, query: str = "") -> Self:
        """Follow the events of a station."""
        connection = HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE_S)
        connection.request("GET", f"/api/v1/events{query}")
        response = connection.getresponse()
        assert response.status == 200
        return cls(connection, response)

    def close(self) -> None:
        """Leave."""
        self._response.close()
        self._connection.close()

    def next(self) -> tuple[str, Any]:
        """Wait for an event; return its name and what it says. A comment has no name."""
        lines: list[str] = []
        while line := self._response.readline().decode().rstrip("\n"):
            lines.append(line)
        if not lines:
            return "end", None
        if lines[0].startswith(":"):
            return "", lines[0]
        name, data = (line.partition(": ")[2] for line in lines)
        return name, json.loads(data)

    def until(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """Wait for an event of this name; return what it says."""
        while True:
            found, data = self.next()
            assert found != "end", f"no {name} before the end"
            if found == name:
                return data
