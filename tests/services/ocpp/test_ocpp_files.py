"""Logs to where a back end wants them, and software from there: real HTTP and FTP on loopback."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from back_ends import BackEnd, now
from file_servers import FtpFiles, HttpFiles
from ocpp_authority import SigningAuthority, signature
from ocpp_station import OcppStation

from pilotwire.station.eventlog import LogKind

NAME = "pilotwire-log.jsonl"
MAKER = SigningAuthority("The maker")
SIGNER = MAKER.issue("signs software")
SOFTWARE = bytes(range(256)) * 300


@pytest.fixture(params=["1.6", "2.0.1"])
def back_end(request: pytest.FixtureRequest) -> Iterator[BackEnd]:
    with BackEnd(request.param) as made:
        yield made


@pytest.fixture
def station(back_end: BackEnd, tmp_path: Path) -> Iterator[OcppStation]:
    with OcppStation(tmp_path, ocpp_server=back_end.url) as made:
        back_end.wait(lambda: made.settled)
        made.card("04a2b3c4")
        back_end.wait_for("Authorize")
        yield made


def statuses(back_end: BackEnd, action: str) -> list[str]:
    return [told["status"] for told in back_end.of(action)]


def wait_statuses(back_end: BackEnd, action: str, *expected: str) -> None:
    try:
        back_end.wait(lambda: len(back_end.of(action)) >= len(expected))
    finally:
        assert statuses(back_end, action) == list(expected)


def get_log(back_end: BackEnd, url: str, kind: str = "DiagnosticsLog", **times: str) -> Any:  # noqa: ANN401 - as it is
    answer = back_end.call("GetLog", log={"remoteLocation": url, **times}, log_type=kind, request_id=7)
    assert answer.filename == NAME
    return answer


def texts(content: bytes) -> list[str]:
    lines = [json.loads(line) for line in content.splitlines()]
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    return [line["text"] for line in lines]


SHOWN = "OCPP: 04a2b3c4 was shown"


def test_a_log_goes_to_an_http_server_as_a_form(back_end: BackEnd, station: OcppStation) -> None:
    with HttpFiles() as files:
        assert get_log(back_end, f"{files.url}/logs?station=1").status == "Accepted"
        wait_statuses(back_end, "LogStatusNotification", "Uploading", "Uploaded")
        assert {told["requestId"] for told in back_end.of("LogStatusNotification")} == {7}
        assert SHOWN in texts(files.taken["/logs?station=1"])
    assert back_end.wrong == []


def test_or_as_a_bare_file_with_the_password_of_the_address(back_end: BackEnd, station: OcppStation) -> None:
    with HttpFiles(forms=False) as files:
        get_log(back_end, files.url.replace("//", "//ada:secret@") + "/logs/")
        wait_statuses(back_end, "LogStatusNotification", "Uploading", "Uploaded")
        assert SHOWN in texts(files.taken[f"/logs/{NAME}"])
        assert [headers["Authorization"] for *_, headers in files.requests] == ["Basic YWRhOnNlY3JldA=="] * 2


def test_a_log_goes_to_an_ftp_server(back_end: BackEnd, station: OcppStation, tmp_path: Path) -> None:
    folder = tmp_path / "ftp"
    (folder / "in").mkdir(parents=True)
    with FtpFiles(folder) as files:
        get_log(back_end, f"{files.url}/in")
        wait_statuses(back_end, "LogStatusNotification", "Uploading", "Uploaded")
    assert SHOWN in texts((folder / "in" / NAME).read_bytes())


def test_the_security_log_has_only_that_and_times_bound_what_is_sent(back_end: BackEnd, station: OcppStation) -> None:
    knocked = "security: somebody knocked"
    station.do(lambda: station.host.run(lambda made, moment: made.note(knocked, moment, kind=LogKind.WARNING)))
    with HttpFiles() as files:
        get_log(back_end, f"{files.url}/security", "SecurityLog")
        back_end.wait(lambda: "Uploaded" in statuses(back_end, "LogStatusNotification"))
        assert texts(files.taken["/security"]) == [knocked]
        late = (datetime.now(UTC) + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
        get_log(back_end, f"{files.url}/late", oldestTimestamp=late)
        back_end.wait(lambda: statuses(back_end, "LogStatusNotification").count("Uploaded") == 2)
        assert texts(files.taken["/late"]) == []


def test_a_log_that_nobody_takes(back_end: BackEnd, station: OcppStation, tmp_path: Path) -> None:
    with HttpFiles() as files:
        nobody = files.url
    get_log(back_end, nobody)
    wait_statuses(back_end, "LogStatusNotification", "Uploading", "UploadFailure")
    get_log(back_end, "file:///etc/passwd")
    back_end.wait(lambda: len(back_end.of("LogStatusNotification")) == 4)
    assert statuses(back_end, "LogStatusNotification")[-1] == "UploadFailure"


def test_the_back_end_is_heard_while_a_log_is_on_its_way(back_end: BackEnd, station: OcppStation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        assert get_log(back_end, f"http://127.0.0.1:{deaf.getsockname()[1]}/").status == "Accepted"
        wait_statuses(back_end, "LogStatusNotification", "Uploading")
        with HttpFiles() as files:
            assert get_log(back_end, f"{files.url}/other").status == "AcceptedCanceled"
            wait_statuses(back_end, "LogStatusNotification", "Uploading", "Uploading", "Uploaded")
        assert back_end.call("ClearCache").status == "Accepted"


def test_diagnostics_of_16(tmp_path: Path) -> None:
    with (
        BackEnd("1.6") as back_end,
        HttpFiles() as files,
        OcppStation(tmp_path, ocpp_server=back_end.url) as station,
    ):
        back_end.wait(lambda: station.settled)
        station.card("04a2b3c4")
        back_end.wait_for("Authorize")
        assert back_end.call("GetDiagnostics", location=f"{files.url}/d").file_name == NAME
        wait_statuses(back_end, "DiagnosticsStatusNotification", "Uploading", "Uploaded")
        assert SHOWN in texts(files.taken["/d"])
        back_end.call("GetDiagnostics", location="gopher://localhost/")
        wait_statuses(back_end, "DiagnosticsStatusNotification", "Uploading", "Uploaded", "Uploading", "UploadFailed")


# -- software ------------------------------------------------------------------------------------------------------


def signed_update(back_end: BackEnd, url: str, signed: str, certificate: str = SIGNER.certificate) -> str:
    firmware = {
        "location": url,
        "retrieveDateTime": now(),
        "signingCertificate": certificate,
        "signature": signed,
    }
    action = "SignedUpdateFirmware" if back_end.version == "1.6" else "UpdateFirmware"
    return str(back_end.call(action, request_id=9, firmware=firmware).status)


def told_of_updates(back_end: BackEnd) -> str:
    return "SignedFirmwareStatusNotification" if back_end.version == "1.6" else "FirmwareStatusNotification"


def trust_maker(back_end: BackEnd) -> None:
    certificate = MAKER.certificate
    answer = back_end.call(
        "InstallCertificate", certificate_type="ManufacturerRootCertificate", certificate=certificate
    )
    assert answer.status == "Accepted"


def security_events(back_end: BackEnd) -> list[str]:
    return [event["type"] for event in back_end.of("SecurityEventNotification")]


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "ocpp" / "firmware").glob("*"))


def test_signed_software_is_fetched_and_verified_and_not_said_to_be_installed(
    back_end: BackEnd, station: OcppStation, tmp_path: Path
) -> None:
    if back_end.version == "2.0.1":
        trust_maker(back_end)
    with HttpFiles() as files:
        files.given["/new/pilotwire.bin"] = SOFTWARE
        url = f"{files.url}/new/pilotwire.bin"
        assert signed_update(back_end, url, signature(SOFTWARE, SIGNER)) == "Accepted"
        wait_statuses(
            back_end,
            told_of_updates(back_end),
            "Downloading",
            "Downloaded",
            "SignatureVerified",
            "InstallationFailed",
        )
    assert {told["requestId"] for told in back_end.of(told_of_updates(back_end))} == {9}
    assert [path.name for path in kept(tmp_path)] == ["pilotwire.bin"]
    assert kept(tmp_path)[0].read_bytes() == SOFTWARE
    assert station.host.restarts == 0
    assert back_end.wrong == []


def test_software_with_a_wrong_signature_is_thrown_away(
    back_end: BackEnd, station: OcppStation, tmp_path: Path
) -> None:
    with HttpFiles() as files:
        files.given["/pilotwire.bin"] = SOFTWARE + b"!"
        signed_update(back_end, f"{files.url}/pilotwire.bin", signature(SOFTWARE, SIGNER))
        wait_statuses(back_end, told_of_updates(back_end), "Downloading", "Downloaded", "InvalidSignature")
    back_end.wait(lambda: security_events(back_end).count("InvalidFirmwareSignature") == 1)
    assert kept(tmp_path) == []


def test_software_of_an_unknown_signer_is_not_even_fetched(
    back_end: BackEnd, station: OcppStation, tmp_path: Path
) -> None:
    other = SigningAuthority("Somebody").issue("signs too")
    if back_end.version == "2.0.1":
        trust_maker(back_end)
    else:
        other = other._replace(certificate="nonsense")
    with HttpFiles() as files:
        files.given["/pilotwire.bin"] = SOFTWARE
        url = f"{files.url}/pilotwire.bin"
        assert signed_update(back_end, url, signature(SOFTWARE, other), other.certificate) == "InvalidCertificate"
        back_end.wait(lambda: "InvalidFirmwareSigningCertificate" in security_events(back_end))
        assert files.requests == []
    assert back_end.of(told_of_updates(back_end)) == []
    assert kept(tmp_path) == []


def test_software_without_a_signature_by_ftp_and_one_file_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "ftp"
    folder.mkdir()
    (folder / "new.bin").write_bytes(SOFTWARE)
    (folder / "newer.bin").write_bytes(SOFTWARE[1:])
    with BackEnd("1.6") as back_end, FtpFiles(folder) as files, OcppStation(tmp_path, ocpp_server=back_end.url):
        back_end.wait_for("BootNotification")
        told = ["Downloading", "Downloaded", "InstallationFailed"]
        back_end.call("UpdateFirmware", location=f"{files.url}/new.bin", retrieve_date=now())
        wait_statuses(back_end, "FirmwareStatusNotification", *told)
        back_end.call("UpdateFirmware", location=f"{files.url}/newer.bin", retrieve_date=now())
        wait_statuses(back_end, "FirmwareStatusNotification", *told, *told)
        assert [path.name for path in kept(tmp_path)] == ["newer.bin"]
        back_end.call("UpdateFirmware", location=f"{files.url}/none.bin", retrieve_date=now())
        wait_statuses(back_end, "FirmwareStatusNotification", *told, *told, "Downloading", "DownloadFailed")
    assert kept(tmp_path) == []
