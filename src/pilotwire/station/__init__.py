"""The station: decides whether and how fast the car charges, accounts for energy and remembers what happened.

Pure: no input or output, no clock, no chance of its own. It hears of the controller through values of ``rapi``, of
everybody else through commands; it hands out events, records to keep and commands for the controller. Modules:
``claims`` and ``arbitration`` (who wants what, who wins), the sources of claims (``schedule``, ``divert``, ``shaper``,
``limit``, ``throttle``), ``controller_link`` (what to ask the controller when), ``settings``, ``energy_meter`` and
``session_log``; ``station`` puts them together.
"""
