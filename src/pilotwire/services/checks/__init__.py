"""Trying a connection out, step by step, so that a person is told which step failed and what to do about it."""
