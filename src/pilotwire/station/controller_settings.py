"""What a setting that was written means for the picture of the controller, and what is to be asked because of it.

Pure functions; the queue of settings is in ``controller_writes``.
"""

from __future__ import annotations

from pilotwire.rapi.client_values import CurrentSetting
from pilotwire.rapi.codes import VolatileFlag

from .asks import Answer, AskFailed, Failure, Question
from .controller_picture import Picture
from .evse import EvseChange
from .writes import (
    ReleaseBootLock,
    SetAmmeter,
    SetConfiguredMaximum,
    SetHardwareMaximum,
    SetServiceLevel,
    SetToggle,
    SetVoltage,
    Write,
)

_FOLLOW_UPS: dict[type[Write], tuple[Question, ...]] = {
    SetToggle: (Question.SETTINGS,),
    SetConfiguredMaximum: (Question.CAPACITY,),
    SetHardwareMaximum: (Question.CAPACITY,),
    SetServiceLevel: (Question.SETTINGS, Question.CAPACITY),
    SetAmmeter: (Question.AMMETER,),
    ReleaseBootLock: (Question.STATE,),
}


def follow_ups(write: Write) -> tuple[Question, ...]:
    """What a setting, carried out or not, may have changed."""
    return _FOLLOW_UPS.get(type(write), ())


def failure_of(write: Write, answer: Answer) -> AskFailed | None:
    """Whether the setting came to nothing, or to something else than was asked for."""
    match answer:
        case AskFailed(Failure.UNSUPPORTED) if isinstance(write, SetVoltage):
            return None  # the station reckons with it all the same
        case AskFailed():
            return answer
        case CurrentSetting(in_force_a, accepted=False):
            return AskFailed(Failure.REFUSED, f"the controller keeps to {in_force_a} A: its limits allow no other.")
        case False:
            return AskFailed(Failure.FAULTED, "the controller reports a fault: clear it first.")
    return None


def adopt_setting(picture: Picture, write: Write, answer: Answer) -> None:
    """Take over what a setting that was carried out has changed."""
    match write:
        case SetToggle(toggle, enabled):
            picture.adopt_toggle(toggle, enabled=enabled)
        case SetConfiguredMaximum() if isinstance(answer, CurrentSetting):
            picture.stated_maximum_a = answer.in_force_a
            picture.put(configured_maximum_a=answer.in_force_a, pilot_a=answer.in_force_a)
        case SetAmmeter(scale, offset_ma):
            picture.put(ammeter_scale=scale, ammeter_offset_ma=offset_ma)
        case SetVoltage(voltage_v):
            changed = picture.evse.voltage_v != voltage_v
            picture.put(voltage_v=voltage_v)
            if changed:
                picture.note(EvseChange.VOLTAGE_SET)
        case ReleaseBootLock():
            picture.put(flags=picture.evse.flags & ~VolatileFlag.BOOT_LOCK)
