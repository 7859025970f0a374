"""The documentation of both APIs: OpenAPI documents, and pages that show them and try them out.

The pages need nothing from elsewhere: the viewer (Swagger UI) comes with an installed package and is served from
there. Documents are made when they are first asked for, as most stations never are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig

from .replies import CACHE_CONTROL, HTML, JSON, Header, Reply, Scope, Send, reply
from .static_pages import StaticFile

_POLICY: Header = (
    b"content-security-policy",
    # The viewer sets styles as it goes; its icons are in its own style sheet as data.
    (
        b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
        b" connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="docs" data-document="/openapi/{name}.json"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/show.js"></script>
</body>
</html>
"""
_CHOICE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>APIs of this station</title>
</head>
<body>
<h1>APIs of this station</h1>
<ul>
{items}
</ul>
</body>
</html>
"""
_SHOW = b"""const place = document.getElementById("docs");
SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    request.headers["X-Requested-With"] = "OpenEVSE";
    return request;
  },
});
"""


class Documented(msgspec.Struct, frozen=True):
    """One API as it is documented."""

    title: str
    version: str
    description: str
    handlers: Callable[[], Sequence[HTTPRouteHandler]]
    complete: Callable[[dict[str, Any]], dict[str, Any]] = dict
    """Puts into the OpenAPI document what Litestar does not know."""


class ApiDocs:
    """Serves documents and pages.

    Args:
        apis: by the name their pages have.

    """

    def __init__(self, apis: Mapping[str, Documented]) -> None:
        self._apis = apis
        self._documents: dict[str, bytes] = {}
        self._pages = {"/docs": _page(_choice(apis)), "/docs/show.js": reply(200, _SHOW, b"text/javascript")}
        for name, api in apis.items():
            self._pages[f"/docs/{name}"] = _page(_PAGE.format(title=api.title, name=name))
        viewer = Path(str(files("openapi_ui_bundles.swagger_ui") / "vendor"))
        self._files = {
            "/docs/swagger-ui.css": StaticFile(viewer / "swagger-ui.css", b"text/css"),
            "/docs/swagger-ui-bundle.js": StaticFile(viewer / "swagger-ui-bundle.js", b"text/javascript"),
        }

    @property
    def paths(self) -> list[str]:
        """Every path that is served here."""
        return [*self._pages, *self._files, *(f"/openapi/{name}.json" for name in self._apis)]

    async def serve(self, path: str, scope: Scope, headers: dict[bytes, bytes], send: Send) -> None:
        """Answer a request for one of ``paths``."""
        if path in self._files:
            await self._files[path].serve(scope, headers, send)
        elif path in self._pages:
            await self._pages[path].send(send)
        else:
            await reply(200, await self._document(Path(path).stem), JSON, CACHE_CONTROL).send(send)

    async def _document(self, name: str) -> bytes:
        if name not in self._documents:
            self._documents[name] = await asyncio.to_thread(document_of, self._apis[name])
        return self._documents[name]


def document_of(api: Documented) -> bytes:
    """Make the OpenAPI document (3.1) of an API."""
    app = Litestar(
        api.handlers(),
        dependencies={"host": Provide(lambda: None, sync_to_thread=False)},
        openapi_config=OpenAPIConfig(title=api.title, version=api.version, description=api.description),
        logging_config=None,
    )
    return msgspec.json.encode(api.complete(app.openapi_schema.to_schema()))


def _page(text: str) -> Reply:
    return reply(200, text.encode(), HTML, CACHE_CONTROL, _POLICY, (b"x-content-type-options", b"nosniff"))


def _choice(apis: Mapping[str, Documented]) -> str:
    items = (f'<li><a href="/docs/{name}">{api.title}</a></li>' for name, api in apis.items())
    return _CHOICE.format(items="\n".join(items))
