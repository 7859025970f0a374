"""``pilotwire ports``: serial devices and who answers there. Like ``cli``, it decides nothing."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter


def ports(*, json: Annotated[bool, Parameter(negative="")] = False) -> int:
    """List serial devices, and which of them has a controller.

    Every device is asked for its version, which does no other device any harm; a
    running station has its own device for itself. Exit code 1 if no controller
    answers.

    Examples:
        pilotwire ports
        pilotwire run --serial auto

    Parameters
    ----------
    json
        As JSON, for programs.
    """
    import asyncio  # noqa: PLC0415 -- see the docstring of cli

    from pilotwire.runtime.serial_search import ports_command  # noqa: PLC0415 -- likewise

    return asyncio.run(ports_command(as_json=json))
