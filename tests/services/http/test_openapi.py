"""Both APIs against their own documents: what is answered is documented, and nothing that is sent makes them fail.

Requests are made from the OpenAPI documents by Schemathesis, right ones and wrong ones, the same ones every time, and
sent over a loopback connection to a station with store and controller. Nothing is left out: a restart is counted
instead of carried out, and who follows events leaves after the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import msgspec
import pytest
import schemathesis
from plain_parts import PLAIN_FRAMES
from schemathesis.config import SchemathesisConfig
from serving import Served, serving
from whole_host import WholeHost

from pilotwire.runtime.identity import write_station_id
from pilotwire.runtime.reported_board import ReportedBoard
from pilotwire.runtime.state_archive import StateArchive
from pilotwire.services.board import Board
from pilotwire.services.http import openevse, v1
from pilotwire.services.http.api_docs import Documented, document_of
from pilotwire.services.http.server import Api
from pilotwire.services.state_copies import StateCopies

OPENEVSE = Api(
    title="OpenEVSE",
    description="As the gateway's.",
    handlers=openevse.handlers,
    exception_handlers=openevse.EXCEPTION_HANDLERS,
)


class Late:
    """Something that is there when the first request is made, and not yet when the document is."""

    real: object

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it has
        return getattr(self.real, name)


BOARD, COPIES = Late(), Late()
V1 = v1.api(shown_board=cast("Board", BOARD), copies=cast("StateCopies", COPIES))
STREAMS = ("/api/v1/events", "/api/v1/board/events")
EXAMPLES = 15
RAPI = ("/r", "/rapi")
BROKEN = "Something went wrong inside the station"
CHECKS = (
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


def schema_of(api: Api, *checks: str) -> Any:  # noqa: ANN401 - of one version of a library without a stable type
    """Make what requests are made from: an API's document and which checks are made on the answers."""
    documented = Documented(api.title, "1.2.3", api.description, api.handlers, api.complete)
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "cache": {"enabled": False},
            # Made for every operation before the first test, by every worker, they take longer than all the rest.
            "phases": {"coverage": {"enabled": False}},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
            "checks": {"enabled": False} | {name: {"enabled": True} for name in (*CHECKS, *checks)},
        }
    )
    return schemathesis.openapi.from_dict(msgspec.json.decode(document_of(documented)), config=config)


OPENEVSE_SCHEMA = schema_of(OPENEVSE)
V1_SCHEMA = schema_of(
    V1, "not_a_server_error", "negative_data_rejection", "unsupported_method", "allow_header_conformance"
)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHost]:
    """A station for all requests: what one leaves behind is what the next one finds."""
    folder = tmp_path_factory.mktemp("station")
    host = WholeHost(folder)
    write_station_id(folder, host.identity.long_id)
    BOARD.real, COPIES.real = ReportedBoard(host), StateArchive(folder)
    yield host
    host.close()


@pytest.fixture(scope="module")
def served(host: WholeHost) -> Iterator[Served]:
    with serving(host, openevse=OPENEVSE, v1=V1, frames=PLAIN_FRAMES) as served:
        yield served


@V1_SCHEMA.parametrize()  # type: ignore[untyped-decorator]
def test_our_own_api_keeps_to_its_document(case: Any, host: WholeHost, served: Served) -> None:  # noqa: ANN401
    if case.operation.path in STREAMS:
        case.query.setdefault("for_s", 0)
    let_in(host, served)
    case.call_and_validate(base_url=f"http://127.0.0.1:{served.port}")


@OPENEVSE_SCHEMA.parametrize()  # type: ignore[untyped-decorator]
def test_the_compatible_api_keeps_to_its_document(case: Any, host: WholeHost, served: Served) -> None:  # noqa: ANN401
    let_in(host, served)
    response = case.call(base_url=f"http://127.0.0.1:{served.port}")
    # Where the gateway answers 500 it does so here, and documents it.
    assert BROKEN not in response.text
    if "%" in response.request.path_url.partition("?")[0]:
        # The gateway does not decode paths: nothing of its own is there.
        assert (response.status_code, response.text) == (404, "Not Found")
    elif case.operation.path in RAPI and not response.content:
        # Nothing was asked, and nothing is answered, labelled as JSON.
        assert response.status_code == 200
    else:
        case.validate_response(response)


def let_in(host: WholeHost, served: Served) -> None:
    """Undo what a request before may have done to who is let in."""
    if host.status.settings.www_password:
        served.do(lambda: host.run(lambda station, moment: station.change_settings({"www_password": ""}, moment)))
