"""A plain S3-compatible website before the deployed stack, at a root or below a path.

python -m tests.e2e.website --rest … --websocket … --bucket … --port … [--below /desk] [--policy …]

Run under the emulator's interpreter, which has aiohttp. It does what the website endpoint of a
bucket does and no more: a folder's index document, a redirect to a folder that lacks its slash, an
error document with status 404. There are no rewrite rules. The API and the feed stand beside the
pages, as any gateway puts them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from aiohttp import web  # type: ignore[import-not-found]

from infra.local.edge import KEPT_FROM_BUCKET, Origins, api_app

INDEX = "index.html"
ERROR = "404.html"


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("rest", "websocket", "bucket"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--below", default="")
    parser.add_argument("--policy", type=Path)
    arguments = parser.parse_args()
    policy = arguments.policy.read_text(encoding="utf-8").strip() if arguments.policy else ""
    origins = Origins(arguments.rest, arguments.websocket, arguments.bucket, policy)
    app = api_app(origins, arguments.below)
    app.router.add_get(f"{arguments.below}/{{path:.*}}", _object)
    web.run_app(app, host="127.0.0.1", port=arguments.port, print=None)


async def _object(request: Any) -> Any:
    path = request.match_info["path"]
    found = await _fetch(request, path + INDEX if path == "" or path.endswith("/") else path)
    if found is not None:
        return _answer(request, 200, found)
    if not path.endswith("/") and await _fetch(request, f"{path}/{INDEX}") is not None:
        raise web.HTTPFound(f"{request.path}/")
    error = await _fetch(request, ERROR)
    return web.Response(status=404) if error is None else _answer(request, 404, error)


async def _fetch(request: Any, key: str) -> tuple[dict[str, str], bytes] | None:
    url = f"{request.app['origins'].bucket}/{key}"
    async with request.app["session"].get(url) as answer:
        if answer.status != 200:
            return None
        kept = {name: answer.headers[name] for name in KEPT_FROM_BUCKET if name in answer.headers}
        return kept, await answer.read()


def _answer(request: Any, status: int, found: tuple[dict[str, str], bytes]) -> Any:
    headers, body = found
    policy = request.app["origins"].policy
    strict = {"Content-Security-Policy": policy} if policy else {}
    return web.Response(status=status, body=body, headers=headers | strict)


if __name__ == "__main__":
    main()
