"""The OpenEVSE gateway's words: what its HTTP, WebSocket and MQTT interfaces have in common.

Documents and their parts as values; no input or output, and nothing is decided here.
"""
