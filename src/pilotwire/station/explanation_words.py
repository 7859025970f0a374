"""Every sentence that explanations are made of, in one place: English text by code.

A translation is another table with the same codes and places. Values are filled in as ``str.format`` does. What comes
from elsewhere as free text (``why``, ``waiting``, ``error``) is a clause: without a capital, without a full stop.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .arbitration import client_name
from .claims import Client
from .explanation_values import Sentence, Value

_PROPER_NAMES = frozenset({Client.MQTT, Client.OHM})

ENGLISH: Final[Mapping[str, str]] = {
    # -- the controller
    "controller.connecting": "Not charging yet: the controller is being looked for.",
    "controller.reading": "Not charging yet: the controller has answered and is asked for the rest.",
    "controller.unreachable": "The controller cannot be reached: {error}.",
    "controller.unreachable_unknown": "The controller cannot be reached.",
    "controller.lost": "The controller does not answer: {error}.",
    "controller.lost_unknown": "The controller does not answer.",
    "controller.on_its_own": "Until it answers again it offers no more than {fallback_a} A.",
    "controller.starting": "Not charging yet: the controller is starting and tests itself.",
    "controller.boot_locked": "Not charging yet: the controller is locked since its start until it is told what to do.",
    "controller.unknown_state": "The controller is in a state that is not known here (code {state_code}).",
    "controller.own_timer": "Paused by the controller: its own delay timer is on.",
    "controller.own_limit": "Paused by the controller: its own limit is reached.",
    "controller.auth_locked": "Paused by the controller: it is locked until somebody is authorised.",
    "controller.heartbeat_missed": "The controller has missed this station and offers less until it is reassured.",
    # -- faults: what happened, and what to do about it
    "fault.vent_required": "Stopped: the car asks for ventilation, and this station has none.",
    "fault.diode_check_failed": "Stopped: the check of the car's diode failed.",
    "fault.gfci_tripped": "Stopped: current has leaked to earth, {count} times in all.",
    "fault.no_ground": "Stopped: the protective earth is missing, {count} times in all.",
    "fault.stuck_contactor": "Stopped: the contactor does not open, so its output may be live.",
    "fault.gfci_self_test_failed": "Stopped: the residual-current protection has failed its self-test.",
    "fault.over_temperature": "Stopped: it is too hot inside, {temperature_c:.0f} °C.",
    "fault.over_temperature_unknown": "Stopped: it is too hot inside.",
    "fault.over_current": "Stopped: the car took more than the {offered_a} A it was offered.",
    "fault.contactor_did_not_close": "Stopped: the contactor did not close.",
    "fault.proximity_shorted": "Stopped: the proximity contact of the plug is shorted.",
    "fault.proximity_missing": "Stopped: no cable is recognised at the proximity contact.",
    "fault.eeprom_failure": "Stopped: the controller's memory has failed.",
    "advice.vent_required": "Unplug the car; if it asks again, have its charger checked.",
    "advice.diode_check_failed": "Plug the car in again; if it comes back, have cable and car checked.",
    "advice.gfci_tripped": "Look for damage and water at cable and plug; if it comes back, call an electrician.",
    "advice.no_ground": "Have an electrician check the earth connection before anything else.",
    "advice.stuck_contactor": "Switch the supply off at its breaker and have the station repaired.",
    "advice.gfci_self_test_failed": "Switch the supply off and on; if it comes back, have the station repaired.",
    "advice.over_temperature": "Let it cool, unplug the car, and find out what makes it hot: the sun, or a loose wire.",
    "advice.over_current": "Plug the car in again; if it comes back, have its charger checked.",
    "advice.contactor_did_not_close": "Switch the supply off and on; if it comes back, have the station repaired.",
    "advice.proximity_shorted": "Plug the cable in again; if it comes back, have it checked.",
    "advice.proximity_missing": "Plug the cable in as far as it goes; if it comes back, have it checked.",
    "advice.eeprom_failure": "Have the controller repaired: its settings cannot be relied on.",
    # -- the car
    "car.none": "Not charging: no car is plugged in.",
    "car.not_asking": "Not charging: the car does not ask for energy; it may be full or have a timer.",
    "car.full": "Not charging: the car is full.",
    "car.own_limit": "Not charging: the car has reached its own limit of {limit_pct} %.",
    "car.limit_below": "The car will stop at its own limit of {car_limit_pct} %, below the {limit_pct} % set here.",
    "car.state_of_charge": "The car is at {soc_pct} %.",
    # -- charging, by whose current it is
    "charging.maximum": "Charging at {current_a} A, the configured maximum.",
    "charging.minimum": "Charging at {current_a} A: the controller offers no less.",
    "charging.held": "Still charging at {current_a} A: {why}.",
    "charging.by_hand": "Charging at {current_a} A, as set by hand.",
    "charging.sun": "Charging at {current_a} A: the sun gives {available_a:.1f} A.",
    "charging.sun_held": "Charging at {current_a} A: {why}.",
    "charging.schedule": "Charging at {current_a} A by the schedule.",
    "charging.schedule_until": "Charging at {current_a} A by the schedule until {until}.",
    "charging.plan": "Charging at {current_a} A by the charging plan: {why}.",
    "charging.boost": "Charging at {current_a} A: boost.",
    "charging.boost_until": "Charging at {current_a} A: boost until {until}.",
    "charging.boost_energy": "Charging at {current_a} A: boost, {left_kwh:.1f} kWh to go.",
    "charging.house_limit": "Charging at {current_a} A: the house limit allows {allowed_a} A.",
    "charging.heat": "Charging at {current_a} A because it is hot inside, {temperature_c:.0f} °C.",
    "charging.limit": "Charging at {current_a} A {why}.",
    "charging.client": "Charging at {current_a} A: {who} wants it so.",
    "charging.client_because": "Charging at {current_a} A, as {who} wants: {why}.",
    "charging.offered_other": "Charging at {offered_a} A; the controller was told to offer {wanted_a} A.",
    "charging.takes_less": "Charging: the car takes {taken_a:.1f} A of the {offered_a} A offered.",
    "charging.takes_nothing": "Charging is on, but the car takes nothing of the {offered_a} A offered.",
    "offered.because": "{offered_a} A are offered: {why}.",
    "wanted.because": "{wanted_a} A are wanted: {why}.",
    "allowed.by": "Charging is allowed by {who}.",
    "allowed.by_because": "Charging is allowed by {who}: {why}.",
    "charging.ending": "Charging is about to end.",
    "charging.beginning": "Charging is about to begin.",
    # -- not charging, by who decided that
    "paused.default": "Not charging: this station charges only when it is asked to.",
    "paused.held": "Not charging yet: {why}.",
    "paused.by_hand": "Paused by hand.",
    "paused.by_hand_until_unplug": "Paused by hand until the car is unplugged.",
    "paused.limit": "Paused: {why}.",
    "paused.house_limit": "Paused: the house limit leaves {allowed_a:.1f} A, {needed_a:g} A are needed.",
    "paused.house_unknown": "Paused: nothing is known of the load of the house.",
    "paused.heat": "Paused: it is too hot inside, {temperature_c:.0f} °C; charging goes on below {resume_c} °C.",
    "paused.heat_unknown": "Paused: it was too hot inside, and no temperature is known now.",
    "paused.client": "Paused by {who}.",
    "paused.client_because": "Paused by {who}: {why}.",
    "divert.waiting_for_surplus": (
        "Waiting for the sun: {needed_a:g} A of surplus are needed, {now_a:.1f} A now on average of {average_s} s."
    ),
    "divert.waiting": "Waiting for the sun: {waiting}.",
    "schedule.waiting": "Waiting for the schedule: charging begins at {at}.",
    "schedule.waiting_for": "Waiting for the schedule: {waiting}.",
    "schedule.paused": "Paused by the schedule.",
    "plan.waiting": "Waiting by the charging plan: {waiting}.",
    "paused.not_commissioned": "Locked until somebody says what the station hangs on (supply, breaker, wiring, cable).",
    "rfid.waiting": "Waiting for a known RFID tag.",
    # -- what a source wants
    "source.charge": "Charge.",
    "source.charge_at": "Charge at {current_a} A.",
    "source.charge_at_most": "Charge at {max_a} A at most.",
    "source.charge_at_and_at_most": "Charge at {current_a} A, and at {max_a} A at most.",
    "source.current": "If charging, then at {current_a} A.",
    "source.maximum": "No more than {max_a} A.",
    "source.current_and_maximum": "If charging, then at {current_a} A, and no more than {max_a} A.",
    "source.pause": "Do not charge.",
    "source.nothing": "Nothing at present.",
    "source.default_charge": "Charge at up to {max_a} A unless somebody says otherwise.",
    "source.default_pause": "Do not charge unless somebody asks for it, and then at up to {max_a} A.",
    # -- what comes next; ``when`` is "at 14:30", or "in 25 min" while nobody knows the time
    "next.schedule_start": "By the schedule, charging begins {when}.",
    "next.schedule_stop": "By the schedule, charging ends {when}.",
    "next.plan_start": "By the charging plan, charging begins {when}.",
    "next.plan_stop": "By the charging plan, charging pauses {when}.",
    "next.plan_due": "The charging plan is due {when}.",
    "next.boost_end": "The boost ends {when} at the latest.",
    "next.lease_end": "What {who} wants ends {when} unless it is renewed.",
    "next.hold_end": "What is held back for the contactor's sake is free {when}.",
    "next.shortest_charge_end": "The shortest charge by the sun is over {when}.",
}
"""Text by code."""


def say(code: str, shown: Mapping[str, str] | None = None, **values: Value) -> Sentence:
    """Make a sentence.

    Args:
        code: which.
        shown: how values appear in the English text, where that is not as they are.
        values: what is in it.

    """
    return Sentence(code, values, ENGLISH[code].format(**{**values, **(shown or {})}))


def clause(text: str) -> str:
    """Somebody's free text so that it fits inside a sentence."""
    return " ".join(text.split()).rstrip(".!?:;, ")


def who(client: int) -> str:
    """A client as the one who does something ("the boost", "client 20")."""
    name = client_name(client)
    return name if client in _PROPER_NAMES or name.startswith("client ") else f"the {name}"
