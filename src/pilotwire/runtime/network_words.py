"""What stands in the way of a network, in a sentence, and what to do about it."""

from __future__ import annotations

from typing import Final

from pilotwire.station.onboarding import Failure, Onboarding, Phase, Seen

_NO_ADAPTER = "There is no Wi-Fi adapter and no network cable: plug one of them in."
_BLOCKED = (
    "Wi-Fi is switched off: set its country with `sudo raspi-config nonint do_wifi_country GB` (or yours), elsewhere"
    " `sudo rfkill unblock wifi`; or plug a network cable in."
)
_NO_ADDRESSES = "The access point is open but gives nobody an address: `sudo apt install dnsmasq-base`."
_FAILURES: Final = {
    Failure.WRONG_PASSPHRASE: "The passphrase of {ssid} is wrong: give the right one.",
    Failure.NOT_FOUND: "{ssid} is not in reach: check its name and where the station stands.",
    Failure.NO_ADDRESS: "{ssid} was joined but gives no address: check the DHCP of its router.",
    Failure.DUPLICATE_ADDRESS: "In {ssid} another device has the same address: restart its router, or that device.",
    Failure.NOT_PERMITTED: "The station may not change the network: run it as the service of `pilotwire install`.",
    Failure.OTHER: "{ssid} could not be joined: check passphrase and reception.",
}


def failure_words(failure: Failure, ssid: str) -> str:
    """Why a network could not be joined."""
    return _FAILURES[failure].format(ssid=ssid)


def problem(onboarding: Onboarding, seen: Seen, ssid: str, *, gives_addresses: bool) -> str:
    """What stands in the way; empty if nothing does.

    Args:
        onboarding: what is being done.
        seen: the network as it is.
        ssid: the configured one.
        gives_addresses: whether there is what gives visitors of the access point addresses.

    """
    if onboarding.phase is Phase.NO_ADAPTER:
        return _NO_ADAPTER
    if onboarding.phase is Phase.BLOCKED:
        return _BLOCKED
    if seen.access_point and not gives_addresses:
        return _NO_ADDRESSES
    if onboarding.failure is not None:
        words = failure_words(onboarding.failure, ssid)
        return f"{words} Meanwhile the station is in {seen.joined}." if seen.joined else words
    return ""
