"""Services: each one translates between the station and one outside system, and decides nothing.

What they share is the host they are given (``host``) and OpenEVSE's words (``openevse``); they do not know each other.
"""
