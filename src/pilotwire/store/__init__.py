"""The store: everything that must survive a loss of power, in one SQLite file beside the station.

``store.Store`` writes (one station, one thread), ``reader.Reader`` reads (services, any thread). Values are the
station's; nothing here decides anything about charging, reads a clock or knows a protocol.
"""
