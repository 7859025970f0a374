"""OCPP 1.6J with the security extensions: one connector, all feature profiles."""
