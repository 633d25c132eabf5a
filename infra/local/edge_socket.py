"""Pass WebSocket messages both ways between a browser and the WebSocket API."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import WSMsgType, WSServerHandshakeError, web  # type: ignore[import-not-found]

PASSED_ON = ("Authorization", "Origin", "User-Agent")


async def relay_socket(request: Any, session: Any, target: str) -> Any:
    """Connect to `target` first, so that its refusal is the browser's; then pass messages on."""
    offered = request.headers.get("Sec-WebSocket-Protocol", "")
    protocols = [word.strip() for word in offered.split(",") if word.strip()]
    headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    url = f"{target}?{request.query_string}" if request.query_string else target
    try:
        upstream = await session.ws_connect(
            url, protocols=protocols, headers=headers, max_msg_size=0
        )
    except WSServerHandshakeError as refusal:
        return web.Response(status=refusal.status)
    async with upstream:
        accepted = [upstream.protocol] if upstream.protocol else []
        browser = web.WebSocketResponse(protocols=accepted, max_msg_size=0)
        await browser.prepare(request)
        await _pass_both_ways(browser, upstream)
        return browser


async def _pass_both_ways(browser: Any, upstream: Any) -> None:
    """Until either side closes."""
    ways = {
        asyncio.create_task(_pass(browser, upstream)),
        asyncio.create_task(_pass(upstream, browser)),
    }
    _, pending = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for way in pending:
        way.cancel()
    for side in (browser, upstream):
        if not side.closed:
            await side.close()


async def _pass(source: Any, sink: Any) -> None:
    async for message in source:
        if message.type == WSMsgType.TEXT:
            await sink.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await sink.send_bytes(message.data)
