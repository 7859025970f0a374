"""Hypothesis profiles for the whole suite. Choose one with ``HYPOTHESIS_PROFILE``.

No profile has a deadline: how long an example takes says more about the machine than about the code.
"""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = ["browser_fixtures"]

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
