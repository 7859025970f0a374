"""OCPP's edge: the WebSocket, what a session has to be told, and what it wants done.

``service`` connects and connects again; ``conversation`` drives the session and has what it says kept before it is
sent; ``view`` and ``claim`` translate between the station and the session; ``chores`` does what the back end asks of
the station itself. What the protocol decides is in ``pilotwire.ocpp``.
"""
