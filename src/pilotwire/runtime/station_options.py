"""What a live station is to be, from the names a person gives: profile, car, supply, seed, speed, where it keeps data.

Names are checked here, so that whoever starts a station gets one sentence with the choices. Nothing is started.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pilotwire.controller import PROFILES, Profile
from pilotwire.plant import CATALOGUE, INSTALLATIONS, Cable, CarModel, Supply

from .clock import MAX_SPEED

DEFAULT_PROFILE = "eu"
DEFAULT_CAR = "nissan-leaf-40"
NO_CAR = "none"
_EUROPEAN_MV = 230_000


class OptionError(ValueError):
    """Something that cannot be started; the message lists the choices."""


class StationOptions(msgspec.Struct, frozen=True, kw_only=True):
    """A station that can be started."""

    profile: Profile
    car: CarModel | None
    supply: Supply
    data_dir: Path
    seed: int = 0
    speed: float = 1.0
    """Simulated seconds per real second, 1-1000."""
    plugged: bool = False
    """Start with the car plugged in."""
    skip_boot: bool = True
    """Let the controller boot in virtual time before anybody can talk to it."""

    @property
    def cable(self) -> Cable:
        """A socket takes a detachable cable; every other build has one fixed to it that bears what it can offer."""
        return Cable() if self.profile.pp_auto_ampacity else Cable(rating_a=self.profile.max_l2_a, tethered=True)

    @property
    def settings_path(self) -> Path:
        """The settings file: one for each profile, as each is a board of its own."""
        return self.data_dir / f"controller-{self.profile.name}.toml"


def station_options(
    *,
    profile: str = DEFAULT_PROFILE,
    car: str = DEFAULT_CAR,
    supply: str | None = None,
    data_dir: Path | None = None,
    seed: int = 0,
    speed: float = 1.0,
    plugged: bool = False,
    skip_boot: bool = True,
) -> StationOptions:
    """Check the names and fill in what was left out.

    Raises:
        OptionError: a name is unknown, the speed is out of range, or a car is to be plugged in that is not there.

    """
    chosen_profile = PROFILES[_known("profile", profile, PROFILES)]
    chosen_car = None if car == NO_CAR else CATALOGUE[_known("car", car, (*CATALOGUE, NO_CAR))]
    if plugged and chosen_car is None:
        raise OptionError("--plugged needs a car: leave out --car none.")
    if not 1.0 <= speed <= MAX_SPEED:
        raise OptionError(f"--speed must be from 1 to {MAX_SPEED:g}, not {speed:g}.")
    return StationOptions(
        profile=chosen_profile,
        car=chosen_car,
        supply=INSTALLATIONS[_known("supply", supply or _usual_supply(chosen_profile), INSTALLATIONS)],
        data_dir=(data_dir or default_data_dir()).expanduser(),
        seed=seed,
        speed=speed,
        plugged=plugged,
        skip_boot=skip_boot,
    )


def default_data_dir() -> Path:
    """Where state belongs by the XDG base directory specification: $XDG_STATE_HOME, else ~/.local/state."""
    state_home = os.environ.get("XDG_STATE_HOME", "")
    # The specification tells programs to ignore a relative path.
    base = Path(state_home) if Path(state_home).is_absolute() else Path("~/.local/state").expanduser()
    return base / "pilotwire"


def _known(what: str, name: str, choices: Iterable[str]) -> str:
    known = list(choices)
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise OptionError(f"There is no {what} called {name!r}.{hint} Choose one of: {', '.join(known)}.")


def _usual_supply(profile: Profile) -> str:
    if profile.three_phase:
        return "eu-3"
    return "eu-1" if profile.voltage_l2_mv == _EUROPEAN_MV else "us-l2"
