"""Measures of the program and its machine. Names that every program has are those every program has."""

from __future__ import annotations

from .measures import Counter, Counters, Gauge, Info, Measure, Summary

MEASURES: tuple[Measure, ...] = (
    Info(
        name="pilotwire_build",
        text="Version of this program, and of the gateway it is compatible with.",
        names=("version", "openevse_version"),
        read=lambda seen: {
            "version": seen.identity.pilotwire_version,
            "openevse_version": seen.identity.version,
        },
    ),
    Gauge(
        name="pilotwire_uptime_seconds",
        text="Time since the gateway started.",
        read=lambda seen: seen.status.moment.elapsed_ms / 1000,
    ),
    Gauge(
        name="pilotwire_clock_trusted",
        text="Whether the clock was set by something that knows.",
        read=lambda seen: seen.status.moment.trusted,
    ),
    Counters(
        name="pilotwire_http_answers",
        text="Answers of the web since the gateway started, by the class of their code.",
        label="code",
        read=lambda seen: seen.answers,
    ),
    Gauge(
        name="pilotwire_event_loop_lag_seconds",
        text="The longest that anything due had to wait, in the last minute.",
        read=lambda seen: seen.facts.loop_lag_s,
    ),
    Gauge(
        name="pilotwire_tasks",
        text="Tasks under way.",
        read=lambda seen: seen.facts.tasks,
    ),
    Summary(
        name="pilotwire_store_commit_seconds",
        text="Writing to the store since the gateway started, and how long it took.",
        read=lambda seen: (seen.facts.store.commits, seen.facts.store.writing_s),
    ),
    Counter(
        name="pilotwire_store_commits_failed",
        text="Of these, how many failed.",
        read=lambda seen: seen.facts.store.failures,
    ),
    Gauge(
        name="pilotwire_store_records_waiting",
        text="Records that are not written yet.",
        read=lambda seen: seen.facts.store.waiting,
    ),
    Gauge(
        name="pilotwire_store_size_bytes",
        text="Storage that is taken by the store.",
        read=lambda seen: seen.facts.storage_used_bytes,
    ),
    Gauge(
        name="pilotwire_storage_free_bytes",
        text="Storage that is left where the store is.",
        read=lambda seen: seen.facts.storage_free_bytes,
    ),
    Gauge(
        name="pilotwire_memory_free_bytes",
        text="Memory the operating system could still give.",
        read=lambda seen: seen.facts.memory_free_bytes,
    ),
    Gauge(
        name="process_resident_memory_bytes",
        text="Resident memory size in bytes.",
        read=lambda seen: seen.facts.memory_bytes,
    ),
    Gauge(
        name="process_open_fds",
        text="Number of open file descriptors.",
        read=lambda seen: seen.facts.open_files,
    ),
    Counter(
        name="process_cpu_seconds",
        text="Total user and system CPU time spent in seconds.",
        read=lambda seen: seen.facts.cpu_s,
    ),
)
"""In the order in which they are told."""
