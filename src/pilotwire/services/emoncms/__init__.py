"""Emoncms: posts what is measured to one or more servers of OpenEnergyMonitor, and keeps it while they are away."""
