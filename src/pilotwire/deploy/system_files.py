"""What the files say that make the system know the service: its user, device, network, logs and options.

The service itself is in ``unit_file``.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from pilotwire.runtime.serial_devices import Adapter

ACCOUNTS = PurePosixPath("/etc/sysusers.d/pilotwire.conf")
DEVICE_RULE = PurePosixPath("/etc/udev/rules.d/70-pilotwire.rules")
MODULES = PurePosixPath("/etc/modules-load.d/pilotwire.conf")
LOG_RETENTION = PurePosixPath("/etc/systemd/journald.conf.d/pilotwire.conf")
CAPTIVE_PORTAL = PurePosixPath("/etc/NetworkManager/dnsmasq-shared.d/pilotwire.conf")
NETWORK_RULE = PurePosixPath("/etc/polkit-1/rules.d/50-pilotwire.rules")
DEVICE = "/dev/openevse"
ACCESS_POINT = "192.168.4.1"
"""The station's own address in the network it opens for its set-up."""
GROUPS = ("dialout", "input", "netdev")
"""Serial devices, readers of cards, the network."""

_NOTE = "# Written by `pilotwire install`. Edit it and it is kept as a copy when Pilotwire brings another.\n"


def accounts(user: str, home: PurePosixPath) -> str:
    """Make the user and its groups, for systemd-sysusers."""
    members = "".join(f"m {user} {group}\n" for group in GROUPS)
    return f'{_NOTE}u {user} - "Pilotwire charging station" {home}\n{members}'


def options(web: str) -> str:
    """What a person may change of the service."""
    return (
        "# Options of the Pilotwire service. This file is yours: it is never overwritten.\n"
        "# After a change: sudo systemctl restart pilotwire\n\n"
        "# The controller: a serial device, with ?baud=115200 or another rate if need be.\n"
        f"PILOTWIRE_SERIAL={DEVICE}\n\n"
        "# Where the web app and the API are served: HOST:PORT, or :PORT for all addresses.\n"
        f"PILOTWIRE_WEB={web}\n\n"
        "# The least that is worth a line of the log: debug, info, warning or error.\n"
        "PILOTWIRE_LOG_LEVEL=info\n"
    )


def device_rule(adapter: Adapter | None) -> str:
    """Give the controller's serial device a name that stays, for udev; nothing without a device."""
    if adapter is None:
        return ""
    if not adapter.vendor:
        match = f'KERNEL=="{adapter.name}"'
    else:
        match = f'ATTRS{{idVendor}}=="{adapter.vendor}", ATTRS{{idProduct}}=="{adapter.product}"'
        if adapter.serial_number:
            match += f', ATTRS{{serial}}=="{adapter.serial_number}"'
    # Without the last word ModemManager would send it the commands of a modem.
    return (
        f'{_NOTE}SUBSYSTEM=="tty", {match}, SYMLINK+="{PurePosixPath(DEVICE).name}", GROUP="dialout", MODE="0660", '
        'ENV{ID_MM_DEVICE_IGNORE}="1"\n'
    )


def modules() -> str:
    """Have the kernel know USB adapters from the start, for systemd-modules-load.

    When the service starts, systemd looks up by number which devices it may use; of a kind that comes later it knows
    no number, and would refuse it.
    """
    return f"{_NOTE}cdc_acm\nusbserial\n"


def log_retention() -> str:
    """Keep a memory card from filling with logs, for journald."""
    return f"{_NOTE}[Journal]\nSystemMaxUse=200M\nMaxRetentionSec=3month\n"


def captive_portal() -> str:
    """Lead every name to the station in the network that it opens, for the dnsmasq of NetworkManager.

    What else is asked of a name (IPv6 addresses, HTTPS records) is answered at once, with nothing: a telephone that
    waits for a name server nobody reaches does not see the portal.
    """
    return f"{_NOTE}no-resolv\nlocal=/#/\naddress=/#/{ACCESS_POINT}\n"


def network_rule(user: str) -> str:
    """Let the service's user set up the network, for polkit."""
    return f"""// Written by `pilotwire install`. Edit it and it is kept as a copy when Pilotwire brings another.
polkit.addRule(function (action, subject) {{
    var allowed = [
        "org.freedesktop.NetworkManager.enable-disable-wifi",
        "org.freedesktop.NetworkManager.network-control",
        "org.freedesktop.NetworkManager.settings.modify.system",
        "org.freedesktop.NetworkManager.wifi.scan",
        "org.freedesktop.NetworkManager.wifi.share.open",
        "org.freedesktop.NetworkManager.wifi.share.protected",
    ];
    if (subject.user == "{user}" && allowed.indexOf(action.id) >= 0) {{
        return polkit.Result.YES;
    }}
}});
"""
