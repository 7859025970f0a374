"""How solar divert can be set, as people choose it: three profiles with a name. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from .settings import Settings


class Profile(msgspec.Struct, frozen=True):
    """How divert is set."""

    pv_ratio: float = 1.1
    """Share of the charging power that has to come from the sun; what exceeds 1 is kept in reserve with a grid feed."""
    attack_s: int = 20
    """Time constant of the average while the surplus rises (s)."""
    decay_s: int = 600
    """The same while it falls (s)."""
    min_charge_s: int = 600
    """Shortest charge (s)."""

    @property
    def settings(self) -> Mapping[str, float]:
        """The settings it stands for, by name."""
        return {
            "divert_PV_ratio": self.pv_ratio,
            "divert_attack_smoothing_time": self.attack_s,
            "divert_decay_smoothing_time": self.decay_s,
            "divert_min_charge_time": self.min_charge_s,
        }


PresetName = Literal["default", "noimport", "nowaste"]
_NAMES: tuple[PresetName, ...] = get_args(PresetName)

PROFILES: Mapping[str, Profile] = {
    "default": Profile(),
    "noimport": Profile(attack_s=300, decay_s=20),
    "nowaste": Profile(pv_ratio=0.5),
}
"""Those people choose from."""


def profile_of(settings: Settings) -> Profile:
    """What the settings amount to, whether it has a name or not."""
    return Profile(
        pv_ratio=settings.divert_pv_ratio,
        attack_s=settings.divert_attack_smoothing_time,
        decay_s=settings.divert_decay_smoothing_time,
        min_charge_s=settings.divert_min_charge_time,
    )


def preset_of(settings: Settings) -> PresetName | None:
    """Name of the profile the settings equal now; None where they equal none."""
    now = profile_of(settings)
    return next((name for name in _NAMES if PROFILES[name] == now), None)
