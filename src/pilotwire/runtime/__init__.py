"""Clocks, the closed loop of controller and plant, and everything that runs, records or shows it."""
