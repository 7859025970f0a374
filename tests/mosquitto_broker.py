"""A real Mosquitto on loopback for tests: started on a free port, killed and started again, with a log to look into."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

UNPACKED = Path(__file__).parents[1] / "build" / "mosquitto"
"""Where ``get-mosquitto`` unpacks it."""
_PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin", str(UNPACKED / "usr" / "sbin"))
_PATIENCE_S = 20.0


class NoMosquittoError(Exception):
    """There is none."""

    def __init__(self) -> None:
        super().__init__("There is no Mosquitto: `make test` fetches it, as does tests/get-mosquitto")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MosquittoBroker:
    """One broker. Use it as a context manager.

    Args:
        folder: empty; for its configuration and log.
        users: names with passwords; without any everybody is let in.
        lines: more of its configuration, such as where certificates are.

    """

    def __init__(self, folder: Path, *, users: Sequence[tuple[str, str]] = (), lines: Sequence[str] = ()) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        # It changes to another user when it is started by root, unless told which.
        access = ["allow_anonymous true"]
        if users:
            access = ["allow_anonymous false", f"password_file {self._passwords(users)}"]
        settings = ["user root", f"listener {self.port} 127.0.0.1", "log_type all", "connection_messages true"]
        (folder / "broker.conf").write_text("\n".join([*settings, *access, *lines, ""]))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def log(self) -> str:
        """What it has said."""
        return (self._folder / "broker.log").read_text(errors="replace")

    def start(self) -> None:
        """Start it, and wait until it listens."""
        with (self._folder / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 -- the broker we looked for
                [_program(), "-c", str(self._folder / "broker.conf")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
            )
        end_s = time.monotonic() + _PATIENCE_S
        while not self._listens():
            assert self._process.poll() is None, self.log
            assert time.monotonic() < end_s, self.log
            time.sleep(0.02)

    def kill(self) -> None:
        """End it at once, without a word to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _passwords(self, users: Sequence[tuple[str, str]]) -> Path:
        path = self._folder / "passwords"
        path.write_text("".join(f"{name}:{password}\n" for name, password in users))
        path.chmod(0o600)
        maker = Path(_program()).parents[1] / "bin" / "mosquitto_passwd"
        subprocess.run([maker, "-U", path], check=True, env=_environment())  # noqa: S603 -- comes with the broker
        return path


def _program() -> str:
    found = shutil.which("mosquitto", path=os.pathsep.join((os.environ.get("PATH", ""), *_PLACES)))
    if found is None:
        raise NoMosquittoError
    return found


def _environment() -> dict[str, str]:
    libraries = os.pathsep.join(str(folder) for folder in (UNPACKED / "usr" / "lib").glob("*") if folder.is_dir())
    return {**os.environ, "LD_LIBRARY_PATH": libraries} if libraries else dict(os.environ)
