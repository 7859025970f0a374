"""Pilotwire: an open EV charging station in Python."""

__version__ = "0.1.0"
