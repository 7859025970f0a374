"""OCPP 2.0.1 (edition 2): one EVSE with one connector."""
