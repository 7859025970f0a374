"""``pilotwire commission``: what the station hangs on, said on the command line. Like ``cli``, it decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter


def commission(  # noqa: PLR0913 -- one parameter is one answer
    *,
    url: str = "http://localhost:8000",
    user: str = "openevseadmin",
    region: Literal["europe", "united-kingdom", "north-america"] | None = None,
    supply: str | None = None,
    breaker: int | None = None,
    conductor: int | None = None,
    cross_section: float | None = None,
    cable: int | None = None,
    protection: Literal["unknown", "none", "type-ac", "type-a", "type-a-6ma-dc", "type-b"] = "unknown",
    earthing: Literal["unknown", "tn-s", "tn-c-s", "tt"] = "unknown",
    current: int | None = None,
    lock_wiring: Annotated[bool, Parameter(negative="")] = False,
    yes: Annotated[bool, Parameter(negative="")] = False,
    report: Path | None = None,
    language: Literal["en", "de", "fr", "es", "nl", "it"] | None = None,
) -> int:
    """Tell a running station what it hangs on; it says what it may charge with, and why.

    A station with real hardware charges nobody before that. Without --supply the
    choices are listed. Nothing is set before you say yes. The password is asked
    for, or taken from $PILOTWIRE_PASSWORD. Exit code 1 if you do not say yes, 2
    if it cannot be done.

    Examples:
        pilotwire commission
        pilotwire commission --region united-kingdom --supply bs1363
        pilotwire commission --region europe --supply hardwired-eu-1ph --breaker 32 --cross-section 6 --cable 32
        pilotwire commission --report commissioning.html --language de

    Parameters
    ----------
    url
        Where the station's web is.
    user
        User name there.
    region
        Whose rules apply.
    supply
        How the station is connected: one of the names that are listed without it.
    breaker
        Rating of the breaker (A); needed when hard-wired.
    conductor
        What the conductors carry, as they are laid (A).
    cross_section
        Of a conductor of copper (mm2), in place of --conductor; not in North America.
    cable
        Rating of the charging cable (A).
    protection
        Residual-current protection in front of the station.
    earthing
        How the installation is earthed.
    current
        Maximum to set (A), if it is to be less than what is advised.
    lock_wiring
        Make it the maximum of the wiring too, which the controller never lets be raised again. Asked about separately.
    yes
        Do not ask, except for what cannot be undone.
    report
        File for the commissioning report, HTML to print. Without --supply nothing else is done.
    language
        Of the report; that of this terminal if it is left out.
    """
    from pilotwire.runtime.commission_command import Commission, commission_command  # noqa: PLC0415 -- see cli

    answers = {
        "region": region,
        "supply": supply,
        "breaker_a": breaker,
        "conductor_a": conductor,
        "cross_section_mm2": cross_section,
        "cable_a": cable,
        "protection": protection,
        "earthing": earthing,
    }
    return commission_command(
        Commission(
            url, user, answers, current_a=current, lock_wiring=lock_wiring, yes=yes, report=report, language=language
        )
    )
