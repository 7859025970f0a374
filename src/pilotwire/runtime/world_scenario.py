"""Scenarios with a whole world: cars, faults, supplies, as the bench records them. Reading and playing them.

A line is ``TIME_MS COMMAND ARGS`` as in the firmware recordings. A line ``# world supply=eu-1 cable=fixed …`` at the
top says that it is such a scenario; the commands are

| command | what it does |
|---|---|
| ``plug CAR`` | plugs a car of the catalogue in |
| ``unplug`` | |
| ``charge 0``, ``charge 1`` | tells the car not to charge, or to |
| ``soc PERCENT`` | puts its battery at that |
| ``cable AMPS`` | the next cable, where it is not fixed |
| ``supply NAME`` | changes the mains |
| ``ambient CELSIUS`` | |
| ``fault NAME 1``, ``fault NAME 0`` | switches a fault |
| ``press MS`` | presses the button for so long |
| ``power`` | cuts the controller's power and gives it back |
| ``tx COMMAND`` | sends a RAPI command |
| ``end`` | |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from pilotwire.controller import Controller, Profile, Settings
from pilotwire.plant import CATALOGUE, INSTALLATIONS, Ambient, Cable, Fault, Plant, PlantError
from pilotwire.rapi.server import RapiServer

from .closed_loop import ClosedLoop
from .station_log import offer_text, state_text

WORLD = "world"
_FIXED = "fixed"
LEAD_MS = 20_000
"""How much later everything happens in a replay than in the recording: the controller has to start first."""


class WorldError(ValueError):
    """Something in the scenario that cannot be; the message says what was expected."""


class World(msgspec.Struct, frozen=True, kw_only=True):
    """How it begins."""

    supply: str
    cable: str = _FIXED
    seed: int = 0
    ambient_c: float = 20.0
    settings: Settings | None = None


def world_of(text: str, settings: Settings | None) -> World:
    """Read ``supply=eu-1 cable=fixed seed=0 ambient=20``; raises ``WorldError``."""
    values = dict(part.partition("=")[::2] for part in text.split())
    supply = values.get("supply", "")
    if supply not in INSTALLATIONS:
        raise WorldError(f"the supply is one of {', '.join(INSTALLATIONS)}, not {supply!r}")
    cable, ambient = values.get("cable", _FIXED), values.get("ambient", "20")
    if cable != _FIXED and not _ARGUMENTS["cable"](cable):
        raise WorldError(f"the cable is fixed, or one of 13, 20, 32 and 63 A, not {cable!r}")
    if not _ARGUMENTS["ambient"](ambient):
        raise WorldError(f"the air is between -40 and 80 degrees, not {ambient!r}")
    try:
        seed = int(values.get("seed", "0"))
    except ValueError as error:
        raise WorldError(f"the seed is a whole number, not {values['seed']!r}") from error
    return World(supply=supply, cable=cable, seed=seed, ambient_c=float(ambient), settings=settings)


def settings_of(text: str) -> Settings:
    """Read the controller's settings; raises ``WorldError``."""
    try:
        return msgspec.json.decode(text, type=Settings)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise WorldError(f"these are no settings of a controller: {error}") from error


def check(command: str, args: str) -> None:
    """Refuse a command that cannot be; raises ``WorldError``."""
    fits = _ARGUMENTS.get(command)
    if fits is None:
        raise WorldError(f"unknown command {command!r}; expected one of {', '.join(_ARGUMENTS)}")
    if not fits(args):
        raise WorldError(f"{command} cannot be {args!r}")


class WorldPlayer:
    """Plays one scenario in virtual time.

    Args:
        profile: of the controller.
        world: how it begins.

    """

    def __init__(self, profile: Profile, world: World) -> None:
        cable = Cable(rating_a=profile.max_l2_a, tethered=True)
        self._cable = cable if world.cable == _FIXED else Cable(rating_a=int(world.cable))
        self.plant = Plant(
            None,
            self._cable,
            INSTALLATIONS[world.supply],
            seed=world.seed,
            continuous_ground=profile.cgmi,
        )
        self.plant.set_ambient(0, Ambient(mean_c=world.ambient_c))
        self.loop = ClosedLoop(profile, self.plant, world.settings)
        self._server = RapiServer(self.loop.controller)
        self._session = self._server.open_session(lambda _: None)
        self._release_ms: int | None = None
        self._lines: list[str] = []
        self._seen: tuple[object, ...] = ()
        self.loop.on_event = self._look

    @property
    def controller(self) -> Controller:
        """The controller; another one after its power was cut."""
        return self.loop.controller

    def play(self, stimuli: Iterator[tuple[int, str, str]]) -> Iterator[str]:
        """Yield the trace, line by line."""
        for at_ms, command, args in stimuli:
            self._run_to(at_ms)
            self._lines.append(f"{at_ms}.0 > {command} {args}".rstrip())
            if command == "end":
                break
            self._do(command, args)
            yield from self._take()
        self._lines.append(f"{self.loop.now_ms}.0 end {self.plant.energies.grid_wh:.1f} Wh")
        yield from self._take()

    def _take(self) -> Iterator[str]:
        lines, self._lines = self._lines, []
        yield from lines

    def _run_to(self, at_ms: int) -> None:
        if self._release_ms is not None and self._release_ms <= at_ms:
            self.loop.run_to(self._release_ms)
            self.plant.release_button(self._release_ms)
            self._release_ms = None
            self.loop.touched()
        self.loop.run_to(max(at_ms, self.loop.now_ms))

    def _do(self, command: str, args: str) -> None:
        now_ms = self.loop.now_ms
        if command == "power":
            self.loop.power_cycle()
            self._server.power_cycled(self.loop.controller)
            return
        if command == "tx":
            self._session.receive(args.encode("latin-1") + b"\r")
        else:
            try:
                self._act(now_ms, command, args)
            except PlantError as error:
                self._lines.append(f"{now_ms}.0 ! {error}")
        self.loop.touched()

    def _act(self, now_ms: int, command: str, args: str) -> None:
        plant = self.plant
        match command:
            case "plug":
                model = CATALOGUE[args]
                plant.plug_in(now_ms, None if plant.status.car == model.name else model, cable=self._cable)
            case "unplug":
                plant.unplug(now_ms)
            case "charge":
                plant.request_charge(now_ms, wanted=args == "1")
            case "soc":
                plant.set_soc(now_ms, float(args))
            case "cable":
                self._cable = Cable(rating_a=int(args))
            case "supply":
                plant.set_supply(now_ms, INSTALLATIONS[args])
            case "ambient":
                plant.set_ambient(now_ms, Ambient(mean_c=float(args)))
            case "fault":
                name, active = args.split()
                plant.set_fault(now_ms, Fault(name), active=active == "1")
            case "press":
                plant.press_button(now_ms)
                self._release_ms = now_ms + int(args)

    def _look(self) -> None:
        controller = self.loop.controller
        self._server.pump()
        outputs = controller.outputs
        seen = (controller.state, outputs.contactor_closed, outputs.pilot)
        before, self._seen = self._seen, seen
        if not before or seen == before:
            return
        at = f"{self.loop.now_ms}.0"
        if seen[0] is not before[0]:
            self._lines.append(f"{at} state {state_text(controller.state)}")
        if seen[1] is not before[1]:
            self._lines.append(f"{at} contactor {'closed' if outputs.contactor_closed else 'open'}")
        if seen[2] != before[2]:
            self._lines.append(f"{at} pilot {offer_text(outputs.pilot)}")


def _number(args: str, lowest: float, highest: float) -> bool:
    try:
        return lowest <= float(args) <= highest
    except ValueError:
        return False


def _is_fault(args: str) -> bool:
    name, _, active = args.partition(" ")
    return name in {fault.value for fault in Fault} and active in ("0", "1")


_ARGUMENTS: Mapping[str, Callable[[str], bool]] = {
    "plug": CATALOGUE.__contains__,
    "unplug": lambda args: not args,
    "charge": ("0", "1").__contains__,
    "soc": lambda args: _number(args, 0, 100),
    "cable": ("13", "20", "32", "63").__contains__,
    "supply": INSTALLATIONS.__contains__,
    "ambient": lambda args: _number(args, -40, 80),
    "fault": _is_fault,
    "press": lambda args: args.isdigit() and 0 < int(args) <= 60_000,
    "power": lambda args: not args,
    "tx": lambda args: args.startswith("$"),
    "end": lambda args: not args,
}
