"""Carrying records to the store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest

from pilotwire.runtime import store_keeper
from pilotwire.runtime.store_keeper import StoreKeeper
from pilotwire.station.energy import Registers
from pilotwire.station.limit_values import Limit, LimitType
from pilotwire.station.records import Record, RegistersRecord, Standing, StandingRecord
from pilotwire.store.errors import RefusedError, StoreError
from pilotwire.store.store import Store
from rapi.virtual_time import run_virtual


class Disk:
    """A store that may be full, or refuse a record for good."""

    def __init__(self) -> None:
        self.commits: list[list[Record]] = []
        self.full = False
        self.refused: Record | None = None
        self.closed = False

    def commit(self, records: Sequence[Record]) -> None:
        if self.full:
            raise StoreError("The disk is full.")
        if self.refused in records:
            raise RefusedError("That record goes backwards.")
        self.commits.append(list(records))

    def close(self) -> None:
        self.closed = True


class Inline(ThreadPoolExecutor):
    """Works where it is asked to: virtual time does not wait for threads."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN201
        future = super().submit(fn, *args, **kwargs)
        future.exception()
        return future


def measured(kwh: float) -> Record:
    return RegistersRecord(Registers(total_kwh=kwh))


def asked(value: int) -> Record:
    return StandingRecord(Standing(limit=Limit(LimitType.ENERGY, value)))


def keeper_of(disk: Disk, complaints: list[str]) -> StoreKeeper:
    return StoreKeeper(cast("Store", disk), 60.0, complaints.append, Inline(1))


def test_what_people_asked_for_is_written_at_once_and_takes_the_rest_along() -> None:
    disk, complaints = Disk(), list[str]()

    async def main() -> None:
        keeper = keeper_of(disk, complaints)
        keeper.put([measured(1)])
        await asyncio.sleep(59)
        assert disk.commits == []
        keeper.put([asked(5)])
        assert await keeper.flushed()
        assert disk.commits == [[measured(1), asked(5)]]
        keeper.put([measured(2)])
        await asyncio.sleep(61)
        assert disk.commits[1:] == [[measured(2)]]
        assert await keeper.close()

    run_virtual(main())
    assert disk.closed


def test_nothing_is_lost_while_the_disk_is_full() -> None:
    disk, complaints = Disk(), list[str]()

    async def main() -> None:
        keeper = keeper_of(disk, complaints)
        disk.full = True
        keeper.put([asked(1)])
        assert not await keeper.flushed()
        keeper.put([asked(2)])
        await asyncio.sleep(30)
        disk.full = False
        await asyncio.sleep(30)
        assert [record for commit in disk.commits for record in commit] == [asked(1), asked(2)]
        assert await keeper.close()

    run_virtual(main())
    assert complaints == ["The disk is full.", ""]


def test_a_record_that_is_refused_for_good_holds_up_nothing() -> None:
    disk, complaints = Disk(), list[str]()

    async def main() -> None:
        keeper = keeper_of(disk, complaints)
        disk.refused = measured(1)
        keeper.put([asked(1), measured(1), asked(2)])
        assert not await keeper.flushed()
        assert disk.commits == [[asked(1)], [asked(2)]]
        await keeper.close()

    run_virtual(main())
    assert complaints[0] == "That record goes backwards."


def test_measurements_go_first_when_too_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_keeper, "MAX_WAITING", 3)
    disk = Disk()

    async def main() -> None:
        keeper = keeper_of(disk, [])
        disk.full = True
        keeper.put([asked(1), measured(1), measured(2), asked(2)])
        await keeper.flushed()
        disk.full = False
        assert await keeper.flushed()

    run_virtual(main())
    assert disk.commits == [[asked(1), asked(2)]]
