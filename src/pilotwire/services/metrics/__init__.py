"""The station for Prometheus: what is told of it, under which names; nothing here measures or counts anything."""
