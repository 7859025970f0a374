"""What systemd is told of the service: how it starts, when it is started anew, and what it may touch."""

from __future__ import annotations

from pathlib import PurePosixPath

WATCHDOG_S = 60
"""Without a sign of life for so long the service is started anew (s)."""
SERIAL_DEVICES = ("char-ttyACM", "char-ttyUSB", "char-ttyAMA", "char-ttyS")
"""Kinds of serial device it may use, as systemd names them."""


def unit_file(
    user: str, program: PurePosixPath, options: PurePosixPath, *, recovery: tuple[PurePosixPath, PurePosixPath]
) -> str:
    """Write the unit.

    Args:
        user: that the service runs as.
        program: folder of the release that runs.
        options: file with the values a person may change.
        recovery: the file that is there while a version is tried, and the folder of the release that ran before it.

    """
    note, before = recovery
    return f"""# Written by `pilotwire install`. For changes of yours: sudo systemctl edit pilotwire
[Unit]
Description=Pilotwire, an EV charging station
Wants=network.target
After=network.target dbus.service NetworkManager.service time-sync.target
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
User={user}
Group={user}
EnvironmentFile={options}
# An upgrade that was interrupted, by a loss of power say, ends with the version before. By that version: it works.
ExecStartPre=-+/bin/sh -c 'test ! -e {note} || exec {before}/bin/pilotwire upgrade --recover'
# State that was brought back by root is the service's again.
ExecStartPre=+/bin/chown --recursive --no-dereference {user}:{user} ${{STATE_DIRECTORY}}
ExecStart={program}/bin/pilotwire run --headless --log json --log-level ${{PILOTWIRE_LOG_LEVEL}} \\
    --serial ${{PILOTWIRE_SERIAL}} --web ${{PILOTWIRE_WEB}} --data-dir ${{STATE_DIRECTORY}}
Restart=always
RestartSec=3
TimeoutStartSec=90
TimeoutStopSec=30
WatchdogSec={WATCHDOG_S}
StateDirectory=pilotwire
StateDirectoryMode=0700
UMask=0077
OOMScoreAdjust=-500

{_sandbox()}
[Install]
WantedBy=multi-user.target
"""


def _sandbox() -> str:
    devices = "".join(f"DeviceAllow={device} rw\n" for device in SERIAL_DEVICES)
    return f"""# What it may touch: its state, serial devices, readers of cards, the network.
DevicePolicy=closed
{devices}DeviceAllow=char-input r
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
"""
