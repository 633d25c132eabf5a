"""`ports.ArchiveStore` in an S3 bucket."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from ringfence.domain.errors import ArchiveUnavailable

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class S3Archive:
    """See `ports.ArchiveStore`. The bucket refuses bytes that do not arrive as they were sent."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, body: bytes) -> None:
        checksum = base64.b64encode(hashlib.sha256(body).digest()).decode()
        with _archive_errors():
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=body, ChecksumSHA256=checksum
            )

    def read(self, key: str) -> bytes | None:
        with _archive_errors():
            try:
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except self._client.exceptions.NoSuchKey:
                return None

    def keys(self, folder: str) -> Iterator[str]:
        with _archive_errors():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=folder):
                yield from (entry["Key"] for entry in page.get("Contents", ()))


@contextmanager
def _archive_errors() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, OSError) as error:
        raise ArchiveUnavailable(f"S3: {error}") from error
