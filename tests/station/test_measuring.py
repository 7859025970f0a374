"""Whatever happens to the line, a charge is measured."""

from __future__ import annotations

from controller_model import ModelController
from station_rig import StationRig

from pilotwire.rapi.codes import EvseState


def charged_wh_in_a_minute(rig: StationRig) -> float:
    before_wh = rig.status.registers.session_wh
    rig.run(60_000)
    return rig.status.registers.session_wh - before_wh


def test_a_charge_goes_on_being_measured_after_the_line_was_lost() -> None:
    rig = StationRig()
    rig.plug_in()
    usual_wh = charged_wh_in_a_minute(rig)
    rig.disconnect()
    rig.run(10_000)
    rig.connect()
    rig.run(5_000)
    assert abs(charged_wh_in_a_minute(rig) - usual_wh) < 0.1 * usual_wh


def test_a_charge_that_began_while_the_controller_was_being_found_is_measured() -> None:
    rig = StationRig(controller=ModelController(car=True), connected=False)
    rig.station.link.link_opening("memory:", rig.now)
    rig.controller.wants = True
    rig.controller.classify()
    assert rig.controller.state is EvseState.CHARGING
    rig.run(100)
    rig.connect()
    rig.run(5_000)
    assert charged_wh_in_a_minute(rig) > 10
