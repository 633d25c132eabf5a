"""Stands where CloudFront stands on AWS: one origin for the dashboard, the API and the feed.

Runs under the emulator's interpreter (`python -m infra.local.edge`), which has aiohttp. The paths
are those of the distribution in template.yaml.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web  # type: ignore[import-not-found]

from infra.local.edge_socket import relay_socket

BODY_LIMIT = 10 * 1024 * 1024
"""API Gateway's."""
HOP_BY_HOP = {
    *("connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host"),
    *("content-length", "content-encoding", "date", "server"),
}
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
KEPT_FROM_BUCKET = ("Content-Type", "Cache-Control", "ETag", "Last-Modified")


@dataclass(frozen=True)
class Origins:
    """What lies behind the edge."""

    rest: str
    websocket: str
    bucket: str
    policy: str


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("rest", "websocket", "bucket", "policy"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    policy = Path(arguments.policy).read_text(encoding="utf-8").strip()
    origins = Origins(arguments.rest, arguments.websocket, arguments.bucket, policy)
    # Accept-Encoding and redirects are the client's business, so aiohttp changes nothing.
    web.run_app(make_app(origins), host="127.0.0.1", port=arguments.port, print=None)


def make_app(origins: Origins) -> Any:
    """The edge before `origins`."""
    app = api_app(origins)
    app.router.add_get("/{path:.*}", _page)
    return app


def api_app(origins: Origins, below: str = "") -> Any:
    """The API and the feed alone, `below` a path such as `/desk`: pages are the caller's."""
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[_say_when_away])
    app["origins"] = origins
    app.cleanup_ctx.append(_open_session)
    app.router.add_get(f"{below}/ws", _socket)
    app.router.add_route("*", f"{below}/api/{{path:.*}}", _api)
    app.router.add_route("*", f"{below}/{{path:transaction.*}}", _api)
    return app


@web.middleware  # type: ignore[untyped-decorator]
async def _say_when_away(request: Any, handler: Any) -> Any:
    """Answer 503 when what lies behind is away or too slow."""
    try:
        return await handler(request)
    except (ClientError, TimeoutError, OSError):
        return problem(503, "Service unavailable", "The service did not answer in time.")


async def _open_session(app: Any) -> Any:
    app["session"] = ClientSession(timeout=ClientTimeout(total=30.0), auto_decompress=True)
    yield
    await app["session"].close()


async def _socket(request: Any) -> Any:
    target = request.app["origins"].websocket
    return await relay_socket(request, request.app["session"], target)


async def _api(request: Any) -> Any:
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        return problem(413, "Content too large", "The body exceeds 10 MB.")
    url = f"{request.app['origins'].rest}/{request.match_info['path']}"
    async with request.app["session"].request(
        request.method,
        url,
        params=request.query,
        data=body or None,
        headers=forwarded(request.headers),
        # A change without a body has no type; the client would invent one, which the API refuses.
        skip_auto_headers=("Content-Type",),
        allow_redirects=False,
    ) as answer:
        return await _answer(answer)


async def _answer(answer: Any) -> Any:
    # The emulator does not apply the template's GatewayResponses: an unknown path is a 404.
    if answer.headers.get("x-amzn-ErrorType") == "MissingAuthenticationTokenException":
        return problem(404, "Not found", "There is no such path.")
    return web.Response(
        status=answer.status, body=await answer.read(), headers=forwarded(answer.headers)
    )


async def _page(request: Any) -> Any:
    path = request.match_info["path"]
    status, page = 200, await _fetch(request, object_key(path))
    if page.status in (403, 404):
        status, page = 404, await _fetch(request, "404.html")
    if page.status == 304:
        return web.Response(status=304, headers=_page_headers(request, page))
    if page.status != 200:
        return web.Response(status=404, text="The dashboard is not uploaded: run `make run` again.")
    response = web.Response(status=status, body=page.body, headers=_page_headers(request, page))
    response.enable_compression()
    return response


@dataclass(frozen=True)
class _Object:
    status: int
    headers: Mapping[str, str]
    body: bytes


async def _fetch(request: Any, key: str) -> _Object:
    url = f"{request.app['origins'].bucket}/{key}"
    conditions = {
        name: request.headers[name] for name in ("If-None-Match",) if name in request.headers
    }
    async with request.app["session"].get(url, headers=conditions) as answer:
        return _Object(answer.status, answer.headers, await answer.read())


def _page_headers(request: Any, page: _Object) -> dict[str, str]:
    kept = {name: page.headers[name] for name in KEPT_FROM_BUCKET if name in page.headers}
    policy = {"Content-Security-Policy": request.app["origins"].policy}
    return kept | SECURITY_HEADERS | policy


def object_key(path: str) -> str:
    """The object behind a path, as the distribution's folder-index function rewrites it."""
    if path == "" or path.endswith("/"):
        return f"{path}index.html"
    return path if "." in path.rsplit("/", 1)[-1] else f"{path}/index.html"


def forwarded(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers that a proxy passes on."""
    return {name: value for name, value in headers.items() if name.lower() not in HOP_BY_HOP}


def problem(status: int, title: str, detail: str) -> Any:
    """An answer of the edge's own, as RFC 9457 problem details."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return web.json_response(body, status=status, content_type="application/problem+json")


if __name__ == "__main__":
    main()
