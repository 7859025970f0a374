"""The tables, version by version. What has been released is never edited; ``migrations`` makes steps of it.

Times are microseconds (``_us``) or seconds (``_s``) since 1970 UTC. JSON stands where a value is nested and never
searched.
"""

from __future__ import annotations

VERSION_1 = (
    # One row per setting that differs from its default; values are JSON scalars.
    """
    CREATE TABLE settings (
        factory INTEGER NOT NULL CHECK (factory IN (0, 1)),
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (factory, name)
    ) STRICT, WITHOUT ROWID
    """,
    # Values replaced as a whole: registers, schedule, standing.
    """
    CREATE TABLE documents (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE sessions (
        number INTEGER NOT NULL PRIMARY KEY,
        started_us INTEGER NOT NULL,
        started_trusted INTEGER NOT NULL,
        ended_us INTEGER,
        energy_wh REAL NOT NULL,
        charging_s REAL NOT NULL,
        peak_w REAL NOT NULL,
        peak_a REAL NOT NULL,
        charges INTEGER NOT NULL,
        stops TEXT NOT NULL,
        who TEXT NOT NULL,
        resumed INTEGER NOT NULL
    ) STRICT
    """,
    # What is left of sessions too old to be kept one by one. Month of the start in UTC, empty if nobody knew the time.
    """
    CREATE TABLE session_months (
        month TEXT NOT NULL,
        who TEXT NOT NULL,
        sessions INTEGER NOT NULL,
        energy_wh REAL NOT NULL,
        charging_s REAL NOT NULL,
        charges INTEGER NOT NULL,
        PRIMARY KEY (month, who)
    ) STRICT, WITHOUT ROWID
    """,
    # block and line_bytes: see log_blocks.
    """
    CREATE TABLE log (
        id INTEGER NOT NULL PRIMARY KEY,
        block INTEGER NOT NULL,
        line_bytes INTEGER NOT NULL,
        at_us INTEGER NOT NULL,
        kind TEXT NOT NULL,
        target TEXT NOT NULL,
        state_code INTEGER NOT NULL,
        flags INTEGER NOT NULL,
        pilot_a INTEGER NOT NULL,
        session_wh REAL NOT NULL,
        session_elapsed_s REAL NOT NULL,
        temperature_dc INTEGER,
        temperature_max_dc INTEGER,
        divert_active INTEGER NOT NULL,
        shaper_active INTEGER NOT NULL,
        text TEXT NOT NULL
    ) STRICT
    """,
    # bucket_s: 0 as sampled, 3600 by the hour, 86400 by the local day. measured_s: for how long the values stand.
    """
    CREATE TABLE samples (
        bucket_s INTEGER NOT NULL,
        epoch_s INTEGER NOT NULL,
        current_a REAL NOT NULL,
        voltage_v REAL NOT NULL,
        power_w REAL NOT NULL,
        pilot_a INTEGER NOT NULL,
        state_code INTEGER NOT NULL,
        temperature_dc INTEGER,
        session_wh REAL NOT NULL,
        total_kwh REAL NOT NULL,
        solar_w INTEGER,
        grid_w INTEGER,
        live_power_w INTEGER,
        vehicle_soc_pct INTEGER,
        measured_s INTEGER NOT NULL CHECK (measured_s > 0),
        utc_offset_s INTEGER NOT NULL,
        PRIMARY KEY (bucket_s, epoch_s)
    ) STRICT, WITHOUT ROWID
    """,
    # By local date (ISO 8601), for ever.
    """
    CREATE TABLE energy_days (
        day TEXT NOT NULL PRIMARY KEY,
        energy_wh REAL NOT NULL DEFAULT 0.0,
        temperature_max_dc INTEGER,
        temperature_min_dc INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE certificates (
        position INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL,
        name TEXT NOT NULL,
        certificate TEXT NOT NULL,
        key TEXT,
        fingerprint TEXT NOT NULL
    ) STRICT
    """,
)

VERSION_2 = (
    "ALTER TABLE sessions ADD COLUMN cost REAL",
    "ALTER TABLE sessions ADD COLUMN currency TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sessions ADD COLUMN co2_g REAL",
    "ALTER TABLE sessions ADD COLUMN solar_wh REAL",
    "ALTER TABLE session_months RENAME TO session_months_1",
    # One row for each currency, because the sum of two currencies is nothing; empty where no price was known.
    """
    CREATE TABLE session_months (
        month TEXT NOT NULL,
        who TEXT NOT NULL,
        currency TEXT NOT NULL,
        sessions INTEGER NOT NULL,
        energy_wh REAL NOT NULL,
        charging_s REAL NOT NULL,
        charges INTEGER NOT NULL,
        cost REAL,
        co2_g REAL,
        solar_wh REAL,
        PRIMARY KEY (month, who, currency)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO session_months
    SELECT month, who, '', sessions, energy_wh, charging_s, charges, NULL, NULL, NULL FROM session_months_1
    """,
    "DROP TABLE session_months_1",
)

VERSION_3 = (
    # JSON of what was decided and why; empty for all other entries. Those that have it are in no block (-1).
    "ALTER TABLE log ADD COLUMN explanation TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX decisions ON log (at_us) WHERE explanation <> ''",
)

VERSION_4 = (
    # What protocols of charging back ends want to find again: JSON texts, apart by protocol.
    """
    CREATE TABLE back_end_documents (
        dialect TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (dialect, name)
    ) STRICT, WITHOUT ROWID
    """,
    # Messages that must be delivered once and in order.
    """
    CREATE TABLE back_end_queue (
        dialect TEXT NOT NULL,
        number INTEGER NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (dialect, number)
    ) STRICT, WITHOUT ROWID
    """,
    # The highest number ever given, because a number is never given twice.
    """
    CREATE TABLE back_end_numbers (
        dialect TEXT NOT NULL PRIMARY KEY,
        last INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)
