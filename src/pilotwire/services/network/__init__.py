"""The network of the machine the station runs on: looked at and changed through the manager of the operating system."""
