"""``/api/v1/backup``, ``/api/v1/restore`` and ``/api/v1/diagnostics``."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from v1_caller import Caller

from pilotwire.runtime.state_archive import finish_restore
from pilotwire.services.http.routes import BACKUP_BYTES
from pilotwire.store import sealing
from pilotwire.store.reader import Reader
from pilotwire.store.store import FILE_NAME

pytest_plugins = ["whole_api"]

BACKUP, RESTORE = "/backup", "/restore"
PASSPHRASE = "correct horse battery"  # noqa: S105 - of tests
CONFIRM = {"confirm": "replace settings"}


@pytest.fixture(autouse=True)
def cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_COST", 2)


def backup(caller: Caller, **body: object) -> bytes:
    answered = caller.post(BACKUP, body)
    assert (answered.status, answered.headers["content-type"]) == (200, "application/zip"), answered.text
    assert answered.headers["content-disposition"] == 'attachment; filename="pilotwire-7b2c-2026-07-06.zip"'
    return answered.body


def test_settings_come_back(caller: Caller, tmp_path: Path) -> None:
    caller.patch("/settings", {"hostname": "before", "mqtt_pass": "a secret"})
    saved = backup(caller)
    caller.patch("/settings", {"hostname": "after"})
    staged = caller.ask("PUT", RESTORE, saved)
    assert staged.status == 200, staged.text
    assert (staged.json["same_station"], staged.json["sealed"]) == (True, False)
    assert caller.get(RESTORE) == staged.json
    assert caller.get("/settings")["values"]["hostname"] == "after", "nothing changes before it is confirmed"
    confirmed = caller.post(RESTORE, CONFIRM)
    assert (confirmed.status, confirmed.json, caller.host.restarts) == (202, {"restarting": "station"}, 1)
    caller.refused("GET", RESTORE, status=404)
    caller.do(caller.host.close)
    (folder,) = (path.parent for path in tmp_path.glob(f"*/{FILE_NAME}"))
    assert finish_restore(folder)
    with Reader(folder / FILE_NAME) as reader:
        settings = reader.kept().settings
    assert (settings["hostname"], settings["mqtt_pass"]) == ("before", "a secret")
    assert list(folder.glob(".backup*")) == []


def test_a_sealed_one_needs_its_passphrase(caller: Caller) -> None:
    saved = backup(caller, passphrase=PASSPHRASE)
    assert caller.ask("PUT", RESTORE, saved).json["sealed"] is True
    assert caller.refused("POST", RESTORE, CONFIRM)[0] == "passphrase"
    assert caller.refused("POST", RESTORE, {**CONFIRM, "passphrase": "something else"})[0] == "passphrase"
    assert caller.host.restarts == 0
    assert caller.post(RESTORE, {**CONFIRM, "passphrase": PASSPHRASE}).status == 202


def test_one_of_another_station_says_so(new_caller: Callable[..., Caller], tmp_path: Path) -> None:
    one, other = new_caller(), new_caller()
    saved = backup(one)
    (tmp_path / "1" / "station-id").write_text("0a0b0c0d0e0f\n")
    assert other.ask("PUT", RESTORE, saved).json["same_station"] is False


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04 and then nothing"])
def test_what_is_no_backup_is_refused_and_does_not_wait(caller: Caller, content: bytes) -> None:
    assert "no backup" in caller.refused("PUT", RESTORE, content)[1]
    caller.refused("GET", RESTORE, status=404)
    caller.refused("POST", RESTORE, CONFIRM, status=409)


def test_a_store_that_is_none_is_refused_when_it_is_confirmed(caller: Caller) -> None:
    with zipfile.ZipFile(io.BytesIO(backup(caller))) as sound:
        manifest = json.loads(sound.read("manifest.json"))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("manifest.json", json.dumps(manifest))
        made.writestr("state.zip", b"nothing")
    assert caller.ask("PUT", RESTORE, target.getvalue()).status == 200
    assert "damaged" in caller.refused("POST", RESTORE, CONFIRM, status=409)[1]
    assert caller.host.restarts == 0


def test_it_has_to_be_confirmed_and_can_be_given_up(caller: Caller) -> None:
    caller.ask("PUT", RESTORE, backup(caller))
    assert caller.refused("POST", RESTORE, {"confirm": "yes"})[0] == "confirm"
    assert caller.delete(RESTORE) == 204
    assert caller.delete(RESTORE) == 204
    caller.refused("POST", RESTORE, CONFIRM, status=409)


def test_what_is_too_large_is_refused(caller: Caller) -> None:
    answered = caller.served.ask("PUT", "/api/v1/restore", None, headers={"content-length": str(BACKUP_BYTES + 1)})
    assert answered.status == 413


def test_short_passphrases_are_refused(caller: Caller) -> None:
    assert caller.refused("POST", BACKUP, {"passphrase": "short"})[0] == "passphrase"


def test_diagnostics_tell_everything_but_secrets_and_people(new_caller: Callable[..., Caller]) -> None:
    caller = new_caller(
        mqtt_pass="deep secret",  # noqa: S106 - of a test
        emoncms_apikey="0123456789abcdef0123456789abcdef",
        rfid_users='{"#0123456789abcdef":"Margarete"}',
        rfid_storage="#0123456789abcdef",
        ocpp_server="ws://garage:hidden@csms.local/ocpp",
    )
    answered = caller.ask("GET", "/diagnostics")
    assert (answered.status, answered.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answered.body)) as file:
        contents = {name: file.read(name).decode() for name in file.namelist()}
    assert contents.keys() == {
        "README.txt", "about.json", "health.json", "status.json", "explanation.json", "settings.json", "events.json",
        "log.txt", "rapi.txt",
    }  # fmt: skip
    everything = "\n".join(contents.values())
    for hidden in ("deep secret", "0123456789abcdef", "Margarete", "garage:hidden"):
        assert hidden not in everything
    assert "csms.local" in everything
    settings = json.loads(contents["settings.json"])
    assert settings["set"]["mqtt_pass"] is True
    assert json.loads(contents["about.json"])["packages"]["msgspec"]
    assert json.loads(contents["health.json"]).keys() >= {"healthy", "problems"}
