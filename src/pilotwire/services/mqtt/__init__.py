"""MQTT as the OpenEVSE gateway speaks it, and Home Assistant's discovery.

Pure: ``arrangement`` (what the settings ask for), ``values`` and ``documents`` (what is published), ``commands`` and
``access`` (what is understood), ``discovery`` and ``entities`` (Home Assistant), ``dialect`` (all of that for one
connection), ``outbox``. At the edge: ``service`` keeps a connection, ``broker`` is one, ``check`` tries one out. Only
``broker`` and ``check`` import the MQTT library, and nothing here is imported while MQTT is switched off.
"""
