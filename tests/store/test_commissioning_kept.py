"""What an installation is made of outlives the program, and only the latest answers count."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from pilotwire.station.commissioning import Answers, Commissioned
from pilotwire.station.commissioning_warnings import Earthing, Region
from pilotwire.station.records import CommissioningRecord
from pilotwire.store.store import FILE_NAME, Store

ANSWERS = Answers(region=Region.EUROPE, supply="schuko", cross_section_mm2=2.5, earthing=Earthing.TT)
FIRST = Commissioned(at=datetime(2026, 7, 6, 12, tzinfo=UTC), answers=ANSWERS, current_a=13, wiring_locked=True)


def test_commissioning_is_kept(tmp_path: Path) -> None:
    store = Store.open(tmp_path / FILE_NAME)
    assert store.load().commissioned is None
    later = msgspec.structs.replace(FIRST, current_a=10)
    store.commit([CommissioningRecord(FIRST), CommissioningRecord(later)])
    store.close()
    store = Store.open(tmp_path / FILE_NAME)
    assert store.load().commissioned == later
    store.close()
