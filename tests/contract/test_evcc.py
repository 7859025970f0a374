"""evcc (charger/openevse, August 2026): its requests as it sends them, its answers read as strictly as Go does it."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from contract_station import Stage, on_stage, on_station
from phase_switching import PhaseSwitch
from plain_client import Answered

from pilotwire.plant import Fault
from pilotwire.rapi.codes import EvseState
from pilotwire.station.claims import ChargeState, Wish

ACTIVE, DISABLED = ChargeState.ACTIVE, ChargeState.DISABLED
PASSWORD = "correct horse"  # noqa: S105 - of a test


class EvccError(Exception):
    """evcc reports an error to its user."""


WHOLE, NUMBER, TEXT, SWITCH = "int", "float64", "string", "bool"
STATUS = {
    "amp": NUMBER,
    "elapsed": NUMBER,
    "manual_override": WHOLE,
    "mode": TEXT,
    "pilot": WHOLE,
    "session_energy": NUMBER,
    "state": WHOLE,
    "status": TEXT,
    "total_energy": NUMBER,
    "vehicle": WHOLE,
    "voltage": NUMBER,
}
OVERRIDE = {"state": TEXT, "charge_current": WHOLE, "max_current": WHOLE, "auto_release": SWITCH}
RAPI = {"cmd": TEXT, "ret": TEXT}
ZERO: Mapping[str, object] = {WHOLE: 0, NUMBER: 0.0, TEXT: "", SWITCH: False}


def decoded(body: bytes, kinds: Mapping[str, str]) -> dict[str, Any]:
    """Decode JSON into a Go struct: other keys are skipped, missing ones and null are zero, a wrong type fails all."""
    document = json.loads(body) if body else {}
    assert isinstance(document, dict)
    values = {name: ZERO[kind] for name, kind in kinds.items()}
    for key, value in document.items():
        name = key.lower()
        if name not in kinds or value is None:
            continue
        kind, is_switch = kinds[name], isinstance(value, bool)
        fits = {
            WHOLE: isinstance(value, int) and not is_switch,
            NUMBER: isinstance(value, int | float) and not is_switch,
            TEXT: isinstance(value, str),
            SWITCH: is_switch,
        }
        if not fits[kind]:
            raise EvccError(f"cannot unmarshal {value!r} into Go struct field {key} of type {kind}")
        values[name] = value
    return values


class Evcc:
    """The charger as evcc drives it. Go reuses connections and asks for gzip."""

    def __init__(self, stage: Stage, user: str = "", password: str = "") -> None:
        headers = {"User-Agent": "evcc/0.300.0", "Accept": "application/json"}
        if user and password:
            headers["Authorization"] = f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
        self.client = stage.client({**headers, "Accept-Encoding": "gzip"})
        self.enabled = False
        self.current = 0
        self.switches_phases = False

    async def start(self) -> None:
        """What happens once, before anything else."""
        try:
            await self.rapi("$G7")
        except EvccError:
            return
        self.switches_phases = True
        await self.rapi("$S8 0")

    async def get(self, path: str, kinds: Mapping[str, str]) -> dict[str, Any]:
        return decoded(self._checked(await self.client.ask("GET", path)).body, kinds)

    async def rapi(self, command: str) -> None:
        answered = await self.get(f"/r?json=1&rapi={quote_plus(command)}", RAPI)
        if not answered["ret"].startswith("$OK"):
            raise EvccError(f"rapi command failed: {answered['ret']}")

    async def enable(self, *, enable: bool) -> None:
        self.enabled = enable
        await self._set_override()

    async def max_current(self, amps: int) -> None:
        self.current = amps
        await self._set_override()

    async def phases(self, count: int) -> None:
        await self.rapi(f"$S7 {int(count == 3)}")

    async def status(self) -> dict[str, Any]:
        return await self.get("/status", STATUS)

    async def charge_status(self) -> str:
        """A, B or C."""
        read = await self.status()
        if read["state"] in (2, 254, 255):
            return "B" if read["vehicle"] == 1 else "A"
        letters = {1: "A", 3: "C"}
        if read["state"] not in letters:
            raise EvccError(f"invalid status: {read['state']}")
        return letters[read["state"]]

    async def is_enabled(self) -> bool:
        return bool((await self.status())["status"] == "active")

    async def _set_override(self) -> None:
        try:
            data = await self.get("/override", OVERRIDE)
        except FileNotFoundError:
            data = decoded(b"", OVERRIDE)
        data |= {"state": "active" if self.enabled else "disabled", "max_current": self.current}
        sent = {name: value for name, value in data.items() if value}
        body = json.dumps(sent, separators=(",", ":")) + "\n"
        self._checked(await self.client.ask("POST", "/override", body, {"Content-Type": "application/json"}))

    @staticmethod
    def _checked(answered: Answered) -> Answered:
        if answered.status == 404:
            raise FileNotFoundError
        if not 200 <= answered.status < 300:
            raise EvccError(f"unexpected status: {answered.status}")
        return answered


def override_of(stage: Stage) -> Wish | None:
    claim = stage.status.override
    return None if claim is None else claim.wish


# -- starting ----------------------------------------------------------------------------------------------------


@on_station()
async def test_a_single_phase_station_is_not_asked_to_switch_phases(stage: Stage) -> None:
    evcc = Evcc(stage)
    await evcc.start()
    assert not evcc.switches_phases
    assert evcc.client.asked == ["GET /r?json=1&rapi=%24G7"]


def test_a_station_that_can_is_asked_to_switch_phases_and_does(tmp_path: Path) -> None:
    switch = PhaseSwitch()

    async def drive() -> None:
        async with on_stage(tmp_path, port=switch.port) as stage:
            evcc = Evcc(stage)
            await evcc.start()
            assert evcc.switches_phases
            assert not switch.by_itself
            for count in (1, 3, 1):
                await evcc.phases(count)
                assert switch.phases == count
            assert evcc.client.asked == [
                f"GET /r?json=1&rapi=%24{command}" for command in ("G7", "S8+0", "S7+0", "S7+1", "S7+0")
            ]

    asyncio.run(drive())


# -- reading -----------------------------------------------------------------------------------------------------


@on_station()
async def test_a_charge_is_followed_from_plug_to_unplug(stage: Stage) -> None:
    evcc = Evcc(stage)
    assert await evcc.charge_status() == "A"
    await evcc.enable(enable=False)
    await stage.until(lambda status: status.evse.paused)
    assert await evcc.charge_status() == "A"
    stage.world.toggle_plug()
    await stage.until(lambda status: status.evse.vehicle)
    assert await evcc.charge_status() == "B"
    await evcc.max_current(16)
    await evcc.enable(enable=True)
    await stage.until(lambda status: status.evse.charging)
    assert await evcc.charge_status() == "C"
    await stage.unplug()
    assert await evcc.charge_status() == "A"


@on_station()
async def test_power_and_energy_have_the_units_evcc_takes_them_for(stage: Stage) -> None:
    evcc = Evcc(stage)
    await stage.plug_in()
    await stage.until(lambda status: status.registers.session_wh > 5)
    read = await evcc.status()
    status = stage.status
    assert read["amp"] * read["voltage"] / 1e3 == pytest.approx(status.power_w, rel=0.05)
    assert 0 < read["session_energy"] / 1e3 == pytest.approx(read["total_energy"])
    assert 0 < read["elapsed"] <= status.registers.session_elapsed_s
    assert read["pilot"] == 32


@on_station()
async def test_a_fault_is_an_error(stage: Stage) -> None:
    evcc = Evcc(stage)
    stage.world.toggle_plug()
    await stage.until(lambda status: status.evse.charging)
    stage.world.toggle_fault(Fault.EARTH_LOST)
    await stage.until(lambda status: status.evse.state is EvseState.NO_GROUND)
    with pytest.raises(EvccError, match="invalid status: 7"):
        await evcc.charge_status()


# -- steering ----------------------------------------------------------------------------------------------------


@on_station()
async def test_whatever_was_set_is_true_in_the_very_next_answer(stage: Stage) -> None:
    evcc = Evcc(stage)
    for enable in [True, False] * 10:
        await evcc.enable(enable=enable)
        read = await evcc.status()
        assert (read["status"] == "active", read["manual_override"]) == (enable, 1)


@on_station()
async def test_the_current_is_a_ceiling_of_the_override(stage: Stage) -> None:
    evcc = Evcc(stage)
    await evcc.enable(enable=True)
    assert override_of(stage) == Wish(ACTIVE, auto_release=True)
    await stage.plug_in()
    for amps in (16, 6, 13):
        await evcc.max_current(amps)
        assert override_of(stage) == Wish(ACTIVE, max_current_a=amps, auto_release=True)
        assert stage.status.target.pilot_a == amps
        await stage.until(lambda status, amps=amps: status.evse.pilot_a == amps)  # type: ignore[misc]
        assert (await evcc.status())["pilot"] == amps


@on_station()
async def test_what_somebody_else_has_set_in_the_override_is_kept(stage: Stage) -> None:
    stage.host.run(lambda station, moment: station.override(Wish(DISABLED, 12, auto_release=False), moment))
    evcc = Evcc(stage)
    await evcc.max_current(10)
    await evcc.enable(enable=True)
    # Go leaves out false, and what is left out is true by default.
    assert override_of(stage) == Wish(ACTIVE, 12, 10, auto_release=True)


@on_station()
async def test_its_override_ends_with_the_visit_of_the_car(stage: Stage) -> None:
    evcc = Evcc(stage)
    await evcc.enable(enable=True)
    await stage.plug_in()
    await evcc.enable(enable=False)
    assert not await evcc.is_enabled()
    await stage.unplug()
    assert override_of(stage) is None
    assert await evcc.is_enabled()


@on_station()
async def test_a_control_loop_of_evcc_runs_on_one_connection(stage: Stage) -> None:
    evcc = Evcc(stage)
    await evcc.start()
    await evcc.charge_status()
    await evcc.enable(enable=True)
    await evcc.max_current(8)
    assert await evcc.is_enabled()
    assert evcc.client.asked == [
        "GET /r?json=1&rapi=%24G7",
        "GET /status",
        *["GET /override", "POST /override"] * 2,
        "GET /status",
    ]


# -- with a password ---------------------------------------------------------------------------------------------


@on_station()
async def test_the_password_is_asked_for_and_taken(stage: Stage) -> None:
    stage.change(www_username="ada", www_password=PASSWORD)
    for user, password in (("", ""), ("ada", ""), ("ada", "wrong")):
        with pytest.raises(EvccError, match="401"):
            await Evcc(stage, user, password).status()
    evcc = Evcc(stage, "ada", PASSWORD)
    await evcc.enable(enable=True)
    assert await evcc.is_enabled()
