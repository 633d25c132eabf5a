"""Upload the exported dashboard, each file with the headers that a browser needs."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

ROOT = Path(__file__).resolve().parent.parent
EXPORT = ROOT / "dashboard_static" / "out"
CONFIG = "config.json"
POLICY = "csp.txt"
NOT_PUBLISHED = {POLICY, "csp.json", CONFIG}

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATED = "no-cache"
NEVER_STORED = "no-store"
# What mimetypes does not know everywhere.
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
}


def upload_dashboard(
    client: S3Client, bucket: str, config: dict[str, object], export: Path = EXPORT
) -> int:
    """Replace the bucket's content by the export and `config`; return the number of files."""
    files = exported_files(export)
    for path in files:
        name = path.relative_to(export).as_posix()
        _put(client, bucket, name, path.read_bytes())
    _put(client, bucket, CONFIG, json.dumps(config, indent=2).encode())
    return len(files)


def exported_files(export: Path = EXPORT) -> list[Path]:
    """What `npm run build` wrote and the bucket serves; empty when it has not run."""
    return sorted(
        path
        for path in export.rglob("*")
        if path.is_file() and path.relative_to(export).as_posix() not in NOT_PUBLISHED
    )


def exported_pages() -> list[str]:
    """Addresses of the exported pages, `/` first."""
    folders = (path.parent for path in exported_files() if path.name == "index.html")
    return sorted("/".join(("", *folder.relative_to(EXPORT).parts, "")) for folder in folders)


def base_config() -> dict[str, object]:
    """The configuration the dashboard was exported with; a deployment changes what it must."""
    path = EXPORT / CONFIG
    loaded: dict[str, object] = (
        json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    )
    return loaded


def content_policy() -> str | None:
    """The exported pages' own Content-Security-Policy, if they are there."""
    path = EXPORT / POLICY
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


def content_type(name: str) -> str:
    """The media type of a file by its extension."""
    suffix = Path(name).suffix
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def cache_control(name: str) -> str:
    """Hashed assets never change, pages are asked for again, the configuration is never kept."""
    if name == CONFIG:
        return NEVER_STORED
    return IMMUTABLE if name.startswith("_next/static/") else REVALIDATED


def _put(client: S3Client, bucket: str, name: str, body: bytes) -> None:
    client.put_object(
        Bucket=bucket,
        Key=name,
        Body=body,
        ContentType=content_type(name),
        CacheControl=cache_control(name),
    )
