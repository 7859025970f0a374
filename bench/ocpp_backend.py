"""The least of an OCPP back end: says yes to everything, on a free port that it prints. For benchmarks and tests."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from datetime import UTC, datetime
from itertools import count

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

_transactions = count(1)


def _answer(action: str, version: str, heartbeat_s: int) -> dict[str, object]:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    accepted = {"status": "Accepted"}
    match action:
        case "BootNotification":
            return {**accepted, "currentTime": now, "interval": heartbeat_s}
        case "Heartbeat":
            return {"currentTime": now}
        case "Authorize":
            return {"idTagInfo": accepted} if version == "ocpp1.6" else {"idTokenInfo": accepted}
        case "StartTransaction":
            return {"idTagInfo": accepted, "transactionId": next(_transactions)}
        case _:
            return {}


async def _run(heartbeat_s: int) -> None:
    async def serve_one(connection: ServerConnection) -> None:
        version = connection.subprotocol or ""
        # Stations may break off as they like.
        with contextlib.suppress(ConnectionClosed):
            async for message in connection:
                kind, message_id, *rest = json.loads(message)
                if kind == 2:
                    await connection.send(json.dumps([3, message_id, _answer(rest[0], version, heartbeat_s)]))

    protocols = ["ocpp1.6", "ocpp2.0.1"]
    async with serve(serve_one, "127.0.0.1", 0, subprotocols=protocols, compression=None) as server:  # type: ignore[arg-type]
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1])))
