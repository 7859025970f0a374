"""A station's state as one file: what is in it, and what is no such file."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from pilotwire.store import archive, sealing
from pilotwire.store.archive import DATABASE, STATION_ID, ArchiveError, PassphraseError, read_manifest, unpack
from pilotwire.store.errors import StoreError

MADE_AT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
WANTED = frozenset({DATABASE, STATION_ID})
PASSPHRASE = "correct horse battery"  # noqa: S105 - of tests


@pytest.fixture(autouse=True)
def cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_COST", 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "unpacked"
    made.mkdir()
    return made


def written(tmp_path: Path, passphrase: str | None = None, extra: dict[str, bytes] | None = None) -> Path:
    contents = {DATABASE: b"tables " * 50_000, STATION_ID: b"0a1b2c3d4e5f\n", **(extra or {})}
    files = {}
    for name, content in contents.items():
        files[name] = tmp_path / f"of-{name}"
        files[name].write_bytes(content)
    target = tmp_path / "backup.zip"
    archive.write(
        target, files, station_id="0a1b2c3d4e5f", pilotwire_version="1.2.3", made_at=MADE_AT, passphrase=passphrase
    )
    return target


def rewritten(path: Path, **changes: object) -> Path:
    """Change what an archive says of itself."""
    with zipfile.ZipFile(path) as old:
        contents = {name: old.read(name) for name in old.namelist()}
    contents["manifest.json"] = msgspec.json.encode({**msgspec.json.decode(contents["manifest.json"]), **changes})
    with zipfile.ZipFile(path, "w") as new:
        for name, content in contents.items():
            new.writestr(name, content)
    return path


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_what_was_put_in_comes_out(tmp_path: Path, folder: Path, passphrase: str | None) -> None:
    path = written(tmp_path, passphrase)
    assert path.stat().st_mode & 0o077 == 0
    manifest = unpack(path, folder, WANTED, passphrase)
    assert (manifest.station_id, manifest.made_at, manifest.sealed) == ("0a1b2c3d4e5f", MADE_AT, passphrase is not None)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        DATABASE: b"tables " * 50_000,
        STATION_ID: b"0a1b2c3d4e5f\n",
    }
    assert [file.name for file in tmp_path.iterdir() if "partial" in file.name] == []


def test_only_the_manifest_of_a_sealed_one_can_be_read(tmp_path: Path, folder: Path) -> None:
    path = written(tmp_path, PASSPHRASE)
    assert read_manifest(path).pilotwire_version == "1.2.3"
    assert b"tables " not in path.read_bytes()
    with pytest.raises(PassphraseError, match="sealed"):
        unpack(path, folder, WANTED)
    with pytest.raises(PassphraseError, match="not the one"):
        unpack(path, folder, WANTED, "another one")


def test_what_nobody_wants_stays_in_it(tmp_path: Path, folder: Path) -> None:
    unpack(written(tmp_path, extra={"other": b"x"}), folder, WANTED)
    assert not (folder / "other").exists()


def test_one_from_a_newer_version_is_refused_by_name(tmp_path: Path) -> None:
    path = rewritten(written(tmp_path), format=archive.FORMAT + 1, sealed="differently")
    with pytest.raises(ArchiveError, match="newer Pilotwire"):
        read_manifest(path)


@pytest.mark.parametrize("content", [b"", b"something else " * 1000, b"PK\x03\x04" + bytes(500)])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "backup.zip"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="no backup"):
        read_manifest(path)


def test_another_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("holiday.jpg", b"x")
    with pytest.raises(ArchiveError, match="no backup"):
        read_manifest(path)


@pytest.mark.parametrize("change", [{"station_id": "../../etc"}, {"station_id": 1}, {"format": 0}, {"files": None}])
def test_a_manifest_that_makes_no_sense_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(ArchiveError, match="no backup"):
        read_manifest(rewritten(written(tmp_path), **change))


def test_a_file_that_is_not_what_the_manifest_says_is_refused(tmp_path: Path, folder: Path) -> None:
    path = rewritten(written(tmp_path), files={DATABASE: "0" * 64})
    with pytest.raises(ArchiveError, match="damaged"):
        unpack(path, folder, WANTED)


def test_one_without_a_store_is_refused(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ArchiveError, match="no station's state"):
        unpack(rewritten(written(tmp_path), files={}), folder, WANTED)


def test_a_damaged_one_is_refused_whichever_byte_it_is(tmp_path: Path, folder: Path) -> None:
    sound = written(tmp_path).read_bytes()
    refused = 0
    for at in range(0, len(sound), 97):
        damaged = bytearray(sound)
        damaged[at] ^= 0xFF
        path = tmp_path / "damaged.zip"
        path.write_bytes(damaged)
        try:
            unpack(path, folder, WANTED)
        except ArchiveError:
            refused += 1
        else:
            assert (folder / DATABASE).read_bytes() == b"tables " * 50_000
    assert refused


def test_a_bomb_is_stopped(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path)
    monkeypatch.setattr(archive, "MOST_BYTES", 100_000)
    with pytest.raises(ArchiveError, match="more than a station can have"):
        unpack(path, folder, WANTED)


def test_one_that_cannot_be_written_is_an_error_with_a_message(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        archive.write(tmp_path / "nowhere" / "x.zip", {}, station_id="0" * 12, pilotwire_version="1", made_at=MADE_AT)


def test_a_zip_within_that_is_none_is_refused(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "backup.zip"
    manifest = read_manifest(written(tmp_path))
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("manifest.json", msgspec.json.encode(manifest))
        made.writestr("state.zip", io.BytesIO(b"nothing").getvalue())
    with pytest.raises(ArchiveError, match="damaged"):
        unpack(path, folder, WANTED)
