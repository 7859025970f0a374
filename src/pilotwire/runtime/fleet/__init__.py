"""Many simulated stations towards one OCPP back end, in one process: ``pilotwire fleet``.

``habits`` and ``station`` are pure: households and their stations as values of time. ``wire`` is one WebSocket without
a task of its own, ``fleet`` the one place with a clock, ``counts`` what was counted, ``table`` what people see of it.
"""
