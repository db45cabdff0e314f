# SPDX-License-Identifier: Apache-2.0
"""Somebody who listens to a named query over a WebSocket, without a socket."""

import asyncio
from typing import Any, Final

import httpx

from counterfoil.api.epcis.repository import READ_HEADERS
from support.epcis_service import Running
from support.services import ALICE, HOST

PATH: Final = "/queries/shipped/events"


async def listening(service: Running, script: Any, asked: str = "") -> list[Any]:
    """A WebSocket of Alice's, asked with a query: ``script`` is given what is sent to her; then she leaves."""
    request = httpx.Request("GET", f"http://{HOST}{PATH}" + (f"?{asked}" if asked else ""))
    next(service.world.signing(ALICE, also=READ_HEADERS).auth_flow(request))
    come: asyncio.Queue[Any] = asyncio.Queue()
    sent: asyncio.Queue[Any] = asyncio.Queue()
    scope = {
        "type": "websocket",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": asked.encode(),
        "scheme": "ws",
        "headers": [(name.encode(), value.encode()) for name, value in request.headers.items()],
        "extensions": {"websocket.http.response": {}},
        "subprotocols": [],
    }
    await come.put({"type": "websocket.connect"})
    task = asyncio.ensure_future(service.application(scope, come.get, sent.put))
    told = await script(sent)
    await come.put({"type": "websocket.disconnect", "code": 1000})
    await task
    return told  # type: ignore[no-any-return]
