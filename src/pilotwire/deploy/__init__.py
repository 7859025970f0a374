"""Pilotwire on a machine of its own: installed, upgraded, looked after. What is done is planned as values first.

``plan`` and ``judgement`` decide and touch nothing; ``apply``, ``release``, ``upgrade`` and ``doctor`` are the edges.
"""
