"""``/https``: how the station is reached over HTTPS, and the authority that browsers are to trust for it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta

from pilotwire.services.https import HttpsFacts, HttpsView

from ..routes import AUTHORITY
from .answers import ApiError, Document
from .openapi import refuses

_CERTIFICATE = "application/x-x509-ca-cert"
_TAGS = ["Certificates"]


class HttpsDocument(Document, frozen=True):
    """HTTPS of this station."""

    source: Annotated[
        str,
        Meta(
            description="`own`: a certificate of the station's own authority; `given`: one of its certificates; `off`.",
            extra_json_schema={"enum": ["off", "own", "given"]},
        ),
    ]
    serving: bool
    port: Annotated[int, Meta(description="0 while it is not served.")]
    names: Annotated[list[str], Meta(description="Names and addresses the certificate is for.")]
    not_after: Annotated[datetime | None, Meta(description="Until when it is valid; null if that is not known.")]
    error: Annotated[str, Meta(description="Why it is not served, or not as it should be; empty if all is well.")]
    authority_fingerprint: Annotated[
        str, Meta(description="SHA-256 of the station's own authority, to compare before trusting it; empty: none.")
    ]


def handlers(view: HttpsView | None) -> list[HTTPRouteHandler]:
    """Make the handlers; without a view there is no HTTPS."""

    @get("/api/v1/https", tags=_TAGS, summary="Read how the station is reached over HTTPS", sync_to_thread=False)
    def read_https() -> Response[HttpsDocument]:
        """Tell how it is."""
        facts = HttpsFacts() if view is None else view.facts
        return Response(
            HttpsDocument(
                source=facts.source.value,
                serving=facts.serving,
                port=facts.port,
                names=list(facts.names),
                not_after=facts.not_after,
                error=facts.error,
                authority_fingerprint=facts.authority_fingerprint,
            )
        )

    @get(
        AUTHORITY,
        media_type=_CERTIFICATE,
        tags=_TAGS,
        summary="Get the station's own authority",
        description="A certificate (PEM) for browsers to trust. It is no secret: no password is needed.",
        responses={
            200: ResponseSpec(str, generate_examples=False, description="PEM.", media_type=_CERTIFICATE),
            **refuses({404: "The station has none: it does not use a certificate of its own."}),
        },
        sync_to_thread=False,
    )
    def read_authority() -> Response[bytes]:
        """Hand the authority's certificate out."""
        authority = None if view is None else view.authority
        if authority is None:
            raise ApiError("The station has no authority of its own; set https_own.", status=404)
        disposition = 'attachment; filename="pilotwire-authority.crt"'
        return Response(authority, media_type=_CERTIFICATE, headers={"content-disposition": disposition})

    return [read_https, read_authority]
