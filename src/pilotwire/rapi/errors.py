"""What can go wrong on the way to a controller, each as one exception with one sentence that says what to do.

Nothing here decides when to raise; the codec raises none of these.
"""

from __future__ import annotations


class RapiError(Exception):
    """Anything that kept a command from being carried out."""


class TransportError(RapiError):
    """The link itself failed: it could not be opened, or it went away."""


class RapiTimeoutError(RapiError):
    """The controller gave no answer in the time and tries allowed."""


class RapiRejectedError(RapiError):
    """The controller answered ``$NK``."""

    def __init__(self, message: str, data: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.data = data
        """The words after ``$NK``, if any (a few commands say what they did instead)."""


class RapiUnsupportedError(RapiError):
    """This controller's firmware cannot do what was asked; nothing was sent."""


class RapiFaultedError(RapiError):
    """The controller reports a fault in which this command would only hide the fault; nothing was sent."""


class RapiCommandError(RapiError, ValueError):
    """The text is not a command a controller could read; nothing was sent."""


class RapiReplyError(RapiError):
    """The controller answered something that does not fit the command."""
