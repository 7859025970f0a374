"""A machine of the tests' own with a real NetworkManager: its network, mounts and system bus are nobody else's.

It has one socket, ``eth0``, with a cable to another machine called ``router``. There is no Wi-Fi in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

TESTS = Path(__file__).parents[2]
PATIENCE_S = 60.0
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>{address}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/>{rules}</policy></busconfig>
"""
_MANAGER = """[main]
plugins=keyfile
dhcp=internal
no-auto-default=*
rc-manager=unmanaged
auth-polkit={polkit}
[connectivity]
enabled=false
"""


class RealMachine:
    """Use it as a context manager.

    Args:
        folder: empty; its path is short, for there is room for a hundred characters in that of a socket.
        rules: more rules of the bus.

    """

    def __init__(self, folder: Path, *, rules: str = "") -> None:
        self.address = f"unix:path={folder / 'bus'}"
        self._folder = folder
        self._rules = rules
        # Of the namespaces and what is in them root alone is the master.
        self._privileged = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
        self._processes: list[subprocess.Popen[str]] = []
        self._bus: subprocess.Popen[str] | None = None
        self._manager: subprocess.Popen[str] | None = None
        self._environment: dict[str, str] = {}
        self._entry: list[str] = []

    def __enter__(self) -> Self:
        assert not self._privileged or shutil.which("sudo"), "A machine of the tests' own takes root: there is no sudo"
        found = subprocess.run([TESTS / "get-networkmanager"], capture_output=True, text=True, check=False)  # noqa: S603
        assert found.returncode == 0, f"There is no NetworkManager: `make test` fetches it ({found.stderr})"
        place = found.stdout.strip()
        path = f"{os.environ['PATH']}:/usr/sbin:/sbin:{place}/usr/bin:{TESTS.parent / 'build/dbusmock/usr/bin'}"
        self._environment = {**os.environ, "PATH": path, "DBUS_SYSTEM_BUS_ADDRESS": self.address}
        try:
            self.start_bus()
            self._start_machine(place)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End everything."""
        for process in reversed(self._processes):
            if process.stdin is not None:
                process.stdin.close()
            elif process.poll() is None:
                self._end(process)
            process.wait(timeout=PATIENCE_S)
        self._processes.clear()

    # -- the machine ---------------------------------------------------------------------------------------------

    def run(self, *command: str, where: str = "", told: str = "") -> str:
        """Run something on it, or on ``router``, and tell it something; returns what it says."""
        done = subprocess.run(  # noqa: S603
            self._inside(command, where), env=self._environment, input=told, capture_output=True, text=True,
            timeout=2 * PATIENCE_S, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def spawn(self, *command: str, where: str = "") -> subprocess.Popen[str]:
        """Start something that goes on."""
        return self._start(self._inside(command, where))

    def wait_for(self, reached: Callable[[], bool], what: str) -> None:
        """Wait for something that becomes so by itself."""
        deadline = time.monotonic() + PATIENCE_S
        while not reached():
            assert time.monotonic() < deadline, f"{what}, in vain: {self.log}"
            time.sleep(0.05)

    def write(self, path: str, text: str) -> None:
        """Write a file of its own."""
        self.run("tee", path, told=text)

    # -- NetworkManager ------------------------------------------------------------------------------------------

    def start_manager(self, polkit: str = "false") -> None:
        """Start NetworkManager, and wait until it has seen what there is.

        Args:
            polkit: whether users have to be allowed what they do: NetworkManager's ``auth-polkit``.

        """
        self.write("/etc/NetworkManager/NetworkManager.conf", _MANAGER.format(polkit=polkit))
        with (self._folder / "manager.log").open("a") as log:
            self._manager = self._start(self._inside(("NetworkManager", "--debug"), ""), log.fileno())
        self.wait_for(self._is_managed, "wait for NetworkManager")

    def stop_manager(self) -> None:
        """End NetworkManager."""
        self._stop(self._manager)

    @property
    def log(self) -> str:
        """What NetworkManager said."""
        path = self._folder / "manager.log"
        return path.read_text() if path.exists() else ""

    def start_bus(self) -> None:
        """Start the system's bus."""
        config = self._folder / "bus.conf"
        config.write_text(_BUS.format(address=self.address, rules=self._rules))
        (self._folder / "bus").unlink(missing_ok=True)
        self._bus = self._start(["dbus-daemon", "--nofork", f"--config-file={config}"])
        self.wait_for((self._folder / "bus").exists, "wait for the bus")

    def stop_bus(self) -> None:
        """End it."""
        self._stop(self._bus)

    def serve_addresses(self, first: str = "192.168.7.50", last: str = "192.168.7.50") -> None:
        """Have ``router`` give addresses, beginning with the first."""
        self.spawn(
            "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--log-facility=-",
            "--port=0", "--interface=port", "--bind-interfaces", "--no-ping", "--dhcp-authoritative",
            "--dhcp-sequential-ip", f"--dhcp-range={first},{last},1h", "--dhcp-leasefile=/run/leases", where="router",
        )  # fmt: skip

    # -- details -------------------------------------------------------------------------------------------------

    def _start_machine(self, place: str) -> None:
        script = Path(__file__).with_suffix(".sh")
        command = [*self._privileged, "unshare", "--mount", "--net", "sh", str(script), place]
        process = subprocess.Popen(  # noqa: S603
            command, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True,
        )  # fmt: skip
        self._processes.append(process)
        assert process.stdout is not None
        with process.stdout as output:
            said = output.readline().strip()
            assert said.isdigit(), f"There is no machine of the tests' own (it takes root): {said}{output.read()}"
        self._entry = [*self._privileged, "nsenter", f"--target={said}", "--mount", "--net"]

    def _inside(self, command: Sequence[str], where: str) -> list[str]:
        address = f"DBUS_SYSTEM_BUS_ADDRESS={self.address}"
        there = ["ip", "netns", "exec", where] if where else []
        return [*self._entry, "env", f"PATH={self._environment['PATH']}", address, *there, *command]

    def _start(self, command: Sequence[str], output: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603
            command, env=self._environment, stdout=output, stderr=output, text=True
        )  # fmt: skip
        self._processes.append(process)
        return process

    def _stop(self, process: subprocess.Popen[str] | None) -> None:
        assert process is not None
        if process.poll() is None:
            self._end(process)
        process.wait(timeout=PATIENCE_S)
        self._processes.remove(process)

    def _end(self, process: subprocess.Popen[str]) -> None:
        subprocess.run([*self._privileged, "kill", str(process.pid)], check=False)  # noqa: S603

    def _is_managed(self) -> bool:
        name = "org.freedesktop.NetworkManager"
        asked = ["dbus-send", "--system", "--print-reply=literal", f"--dest={name}", f"/{name.replace('.', '/')}"]
        asked += ["org.freedesktop.DBus.Properties.Get", f"string:{name}", "string:Startup"]
        done = subprocess.run(asked, env=self._environment, capture_output=True, text=True, check=False)  # noqa: S603
        return "boolean false" in done.stdout
