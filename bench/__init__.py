"""Benchmarks: ``python -m bench`` prints a table and writes ``build/bench.json``; nothing but Pilotwire is needed.

A missed aim is a result, not a failure: the exit code is 0 unless a benchmark could not run.
"""
