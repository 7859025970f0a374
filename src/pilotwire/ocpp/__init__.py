"""OCPP as a charging station speaks it, 1.6J and 2.0.1: the protocol's decisions, without any I/O.

A session (``session.Session``: ``v16`` and ``v201`` each have one) is given what the back end says, what the station
looks like and the time; it yields what to say, what the back end permits, what is to be done and what is to be kept.
The WebSocket, files, certificates' keys and downloads are the business of ``services.ocpp``.
"""
