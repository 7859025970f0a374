"""What the gateway is compared with: the framework alone, answering ``/status`` with bytes it is given on stdin."""

from __future__ import annotations

import asyncio
import socket
import sys

import uvicorn
from litestar import Litestar, Response, get


def main() -> None:
    """Serve on a free port, which is printed."""
    body = sys.stdin.buffer.read()

    @get("/status", media_type="application/json")
    async def status() -> Response[bytes]:
        return Response(body, media_type="application/json")

    config = uvicorn.Config(
        Litestar([status], openapi_config=None, logging_config=None), access_log=False, log_config=None, lifespan="off"
    )
    # asyncio turns Nagle's algorithm off only for sockets that say they are TCP.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    print(listening.getsockname()[1], flush=True)
    asyncio.run(uvicorn.Server(config).serve([listening]))


if __name__ == "__main__":
    main()
