"""Put a package where CloudFormation can read it: archives under their hash, then the template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from botocore.exceptions import ClientError

from infra.digest import digest_paths
from infra.render import Template, dump

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CODE_KEYS = ("CodeUri", "ContentUri")


def upload_package(client: S3Client, folder: Path, bucket: str) -> str:
    """Upload what the bucket does not hold yet; return the object key of the template.

    The keys carry content hashes: what has not changed keeps its address, so CloudFormation
    updates only the functions and layers that differ.
    """
    template: Template = yaml.safe_load((folder / "template.yaml").read_text(encoding="utf-8"))
    for properties in (item.get("Properties", {}) for item in template["Resources"].values()):
        _place(client, folder, bucket, properties)
    body = dump(template)
    key = f"template-{digest_paths([], body)[:32]}.yaml"
    client.put_object(Bucket=bucket, Key=key, Body=body.encode())
    return key


def ensure_bucket(client: S3Client, bucket: str, region: str) -> None:
    """Create the bucket for artifacts, private, if there is none."""
    try:
        client.head_bucket(Bucket=bucket)
    except ClientError:
        if region == "us-east-1":
            client.create_bucket(Bucket=bucket)
        else:
            client.create_bucket(
                Bucket=bucket,
                CreateBucketConfiguration={"LocationConstraint": region},  # type: ignore[typeddict-item]
            )


def _place(client: S3Client, folder: Path, bucket: str, properties: dict[str, Any]) -> None:
    for name in CODE_KEYS:
        if isinstance(properties.get(name), str):
            archive = folder / properties[name]
            key = f"{archive.stem}-{digest_paths([archive])[:32]}.zip"
            _upload_once(client, archive, bucket, key)
            properties[name] = {"Bucket": bucket, "Key": key}


def _upload_once(client: S3Client, archive: Path, bucket: str, key: str) -> None:
    try:
        client.head_object(Bucket=bucket, Key=key)
    except ClientError:
        client.upload_file(str(archive), bucket, key)
