"""Deploy the package into the emulator; every client comes from localstack-client."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from localstack_client.session import Session

from infra.artifacts import ensure_bucket, upload_package
from infra.dashboard import base_config, upload_dashboard
from infra.stack import Deployment, deploy

REGION = "us-east-1"
ARTIFACTS = "ringfence-artifacts"
STACK = "ringfence"
DEPLOY_TIMEOUT_S = 120.0

# localstack-client turns certificate checks off; over plain HTTP there is nothing to check.
warnings.filterwarnings("ignore", message="Unverified HTTPS request")


@dataclass(frozen=True)
class Deployed:
    """A stack in an emulator, by the addresses at which it is reached."""

    endpoint_url: str
    outputs: dict[str, str]

    @property
    def rest_url(self) -> str:
        """The REST API's stage, without the edge."""
        return f"{self.endpoint_url}/restapis/{self.outputs['RestAPIId']}/api/_user_request_"

    @property
    def websocket_url(self) -> str:
        """The WebSocket API's stage, without the edge."""
        host = urlparse(self.endpoint_url).netloc
        return f"ws://{host}/_aws/execute-api/{self.outputs['WebsocketAPIId']}/ws"

    @property
    def bucket_url(self) -> str:
        """The dashboard's bucket."""
        return f"{self.endpoint_url}/{self.outputs['DashboardBucketName']}"


def client(endpoint_url: str, service: str) -> Any:
    """A boto3 client for a service of the emulator at `endpoint_url`."""
    session = Session(localstack_host=urlparse(endpoint_url).netloc, region_name=REGION)
    return session.client(service)


def deploy_package(endpoint_url: str, package: Path, parameters: dict[str, str]) -> Deployed:
    """Create or update the stack from `package`."""
    storage = client(endpoint_url, "s3")
    ensure_bucket(storage, ARTIFACTS, REGION)
    key = upload_package(storage, package, ARTIFACTS)
    wanted = Deployment(STACK, f"{endpoint_url}/{ARTIFACTS}/{key}", parameters)
    formation = client(endpoint_url, "cloudformation")
    return Deployed(endpoint_url, deploy(formation, wanted, DEPLOY_TIMEOUT_S))


def publish_dashboard(deployed: Deployed) -> int:
    """Upload the exported dashboard; return the number of files."""
    config = base_config() | {"environment": "local"}
    bucket = deployed.outputs["DashboardBucketName"]
    return upload_dashboard(client(deployed.endpoint_url, "s3"), bucket, config)
