"""What is kept how long, so that neither the file nor the writing to it ever grows without end.

Nothing countable is lost: sessions become monthly totals, samples become hours and then days, energy by day stays.
Everything happens in small portions inside commits, and time is that of the samples: no clock is read.
"""

from __future__ import annotations

import sqlite3

from .rows import AS_SAMPLED, DAY_S, HOUR_S

LOG_ENTRIES = 10_000
LOG_PORTION = 200
"""So many more may gather before the oldest go, all at once."""
SESSIONS = 5_000
SESSION_PORTION = 50
"""Likewise."""
FULL_S = 30 * DAY_S
"""Age up to which samples stay as they were taken."""
FULL_SAMPLES = 50_000
"""And how many at most, whatever the clock did."""
HOURS_S = 2 * 365 * DAY_S
"""Age up to which samples stay by the hour; after that they are kept by the day."""
HOURS = 20_000
PORTION_S = 7 * DAY_S
"""At most so much time's samples become hours at once; for days it is twelve times that."""
LONGEST_SILENCE_S = 1000
"""A sample stands for the time to the next one up to this: the station leaves out those that would say the same."""


def trim_counted(connection: sqlite3.Connection) -> None:
    """Cut the log, and fold old sessions into monthly totals."""
    # One query each: SQLite looks both ends up in the index only when asked for one at a time.
    oldest, newest = connection.execute("SELECT (SELECT min(id) FROM log), (SELECT max(id) FROM log)").fetchone()
    if newest is not None and newest - oldest >= LOG_ENTRIES + LOG_PORTION:
        connection.execute("DELETE FROM log WHERE id <= ?", (newest - LOG_ENTRIES,))
    oldest, newest = connection.execute(
        "SELECT (SELECT min(number) FROM sessions), (SELECT max(number) FROM sessions)"
    ).fetchone()
    if newest is not None and newest - oldest >= SESSIONS + SESSION_PORTION:
        _fold_sessions(connection)


def condense_samples(connection: sqlite3.Connection, now_s: int) -> None:
    """Turn a portion of old samples into hours, and of old hours into days.

    Args:
        connection: in a transaction.
        now_s: time of the newest sample (seconds since 1970 UTC).

    """
    _fold_samples(
        connection, AS_SAMPLED, HOUR_S, _cutoff(connection, AS_SAMPLED, now_s - FULL_S, FULL_SAMPLES), PORTION_S
    )
    _fold_samples(connection, HOUR_S, DAY_S, _cutoff(connection, HOUR_S, now_s - HOURS_S, HOURS), 12 * PORTION_S)


def _cutoff(connection: sqlite3.Connection, bucket_s: int, by_age_s: int, most: int) -> int:
    surplus = connection.execute(
        "SELECT epoch_s FROM samples WHERE bucket_s = ? ORDER BY epoch_s DESC LIMIT 1 OFFSET ?", (bucket_s, most)
    ).fetchone()
    return by_age_s if surplus is None else max(by_age_s, int(surplus[0]) + 1)


def _fold_samples(connection: sqlite3.Connection, fine_s: int, coarse_s: int, cutoff_s: int, portion_s: int) -> None:
    (oldest_s,) = connection.execute("SELECT min(epoch_s) FROM samples WHERE bucket_s = ?", (fine_s,)).fetchone()
    if oldest_s is None:
        return
    until_s = min(cutoff_s, oldest_s + portion_s) // coarse_s * coarse_s
    if oldest_s >= until_s:
        return
    portion = {
        "fine_s": fine_s,
        "coarse_s": coarse_s,
        "oldest_s": oldest_s,
        "until_s": until_s,
        "local": int(coarse_s == DAY_S),
        "silence_s": LONGEST_SILENCE_S if fine_s == AS_SAMPLED else 0,
    }
    connection.execute(_CONDENSE, portion)
    connection.execute("DELETE FROM samples WHERE bucket_s = :fine_s AND epoch_s < :until_s", portion)


# Means are weighted by the time each row stands for; what is not a mean is the bucket's last value. Days begin at local
# midnight. A bucket that exists already takes part. Columns are those of the table, in order.
_CONDENSE = """
INSERT OR REPLACE INTO samples
SELECT
    :coarse_s,
    bucket * :coarse_s - :local * min(offset_s),
    sum(current_a * weight_s) / sum(weight_s),
    sum(voltage_v * weight_s) / sum(weight_s),
    sum(power_w * weight_s) / sum(weight_s),
    max(pilot_a) FILTER (WHERE epoch_s = last_s),
    max(state_code) FILTER (WHERE epoch_s = last_s),
    round(1.0 * sum(temperature_dc * weight_s) / sum(weight_s) FILTER (WHERE temperature_dc IS NOT NULL)),
    max(session_wh) FILTER (WHERE epoch_s = last_s),
    max(total_kwh) FILTER (WHERE epoch_s = last_s),
    round(1.0 * sum(solar_w * weight_s) / sum(weight_s) FILTER (WHERE solar_w IS NOT NULL)),
    round(1.0 * sum(grid_w * weight_s) / sum(weight_s) FILTER (WHERE grid_w IS NOT NULL)),
    round(1.0 * sum(live_power_w * weight_s) / sum(weight_s) FILTER (WHERE live_power_w IS NOT NULL)),
    round(1.0 * sum(vehicle_soc_pct * weight_s) / sum(weight_s) FILTER (WHERE vehicle_soc_pct IS NOT NULL)),
    sum(weight_s),
    min(offset_s)
FROM (
    SELECT *,
        max(epoch_s) OVER (PARTITION BY bucket) AS last_s,
        first_value(utc_offset_s) OVER (PARTITION BY bucket ORDER BY epoch_s) AS offset_s
    FROM (
        SELECT *,
            (epoch_s + :local * utc_offset_s) / :coarse_s AS bucket,
            CASE WHEN gap_s BETWEEN measured_s AND :silence_s THEN gap_s ELSE measured_s END AS weight_s
        FROM (
            SELECT *, lead(epoch_s) OVER (ORDER BY epoch_s) - epoch_s AS gap_s
            FROM samples
            WHERE bucket_s = :fine_s AND epoch_s < :until_s + :silence_s
        )
        WHERE epoch_s < :until_s
        UNION ALL
        SELECT *, NULL, (epoch_s + :local * utc_offset_s) / :coarse_s, measured_s
        FROM samples
        WHERE bucket_s = :coarse_s AND epoch_s > :oldest_s - :coarse_s - :local * 3600 AND epoch_s < :until_s
    )
)
GROUP BY bucket
"""


def _fold_sessions(connection: sqlite3.Connection) -> None:
    row = connection.execute(
        "SELECT number FROM sessions ORDER BY number DESC LIMIT 1 OFFSET ?", (SESSIONS,)
    ).fetchone()
    if row is None:
        return
    connection.execute(
        "INSERT INTO session_months "
        "SELECT * FROM (SELECT CASE WHEN started_trusted THEN strftime('%Y-%m', started_us / 1000000, 'unixepoch') "
        "ELSE '' END AS month, who, currency, count(*), sum(energy_wh), sum(charging_s), sum(charges), sum(cost), "
        "sum(co2_g), sum(solar_wh) FROM sessions WHERE number <= ? GROUP BY month, who, currency) WHERE true "
        "ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions, "
        "energy_wh = energy_wh + excluded.energy_wh, charging_s = charging_s + excluded.charging_s, "
        "charges = charges + excluded.charges, "
        "cost = coalesce(cost + excluded.cost, cost, excluded.cost), "
        "co2_g = coalesce(co2_g + excluded.co2_g, co2_g, excluded.co2_g), "
        "solar_wh = coalesce(solar_wh + excluded.solar_wh, solar_wh, excluded.solar_wh)",
        row,
    )
    connection.execute("DELETE FROM sessions WHERE number <= ?", row)
