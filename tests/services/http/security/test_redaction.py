"""What never gets into the log."""

from __future__ import annotations

import logging

import pytest

from pilotwire.services.http.security.redaction import RedactingFilter, redacted, secrets_of
from pilotwire.station.settings import Settings

SETTINGS = Settings(mqtt_pass="tulip-7391", pass_="network key", emoncms_apikey="abc")  # noqa: S106 - made up


def test_secrets_of_the_settings_are_known() -> None:
    assert secrets_of(SETTINGS) == ["network key", "tulip-7391"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Basic b3BlbmV2c2U6c2VjcmV0", "Authorization: Basic ***"),
        ("GET /r?pass=geheim&x=1", "GET /r?pass=***&x=1"),
        ('{"www_password": "geheim", "x": 1}', '{"www_password": "***", "x": 1}'),
        ("emoncms_apikey=abcdef", "emoncms_apikey=***"),
        ("oevse_session=v1.6a4b5c6d.0123456789abcdef0123456789abcdef", "oevse_session=v1.6a4b5c6d.***"),
        ("stored $scrypt$ln=12,r=8,p=4$c2FsdA$aGFzaA here", "stored $scrypt$*** here"),
        ("GET /status took 3 ms", "GET /status took 3 ms"),
        ("the bypass is 7 and a basic set", "the bypass is 7 and a basic set"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, shown: str) -> None:
    assert redacted(f" {text}")[1:] == shown


def test_messages_and_tracebacks_are_masked(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("test of redaction")
    mask = RedactingFilter(lambda: SETTINGS)
    log.addFilter(mask)
    log.error("broker said %s", "tulip-7391", exc_info=ValueError("tulip-7391"))
    log.removeFilter(mask)
    formatted = logging.Formatter().format(caplog.records[0])
    assert "tulip" not in formatted
    assert "broker said ***" in formatted
    assert "ValueError: ***" in formatted
