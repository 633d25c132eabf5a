"""`make deploy`: bring build/package and the dashboard to AWS (docs/deploy.md).

Parameters of template.yaml come from the environment, in capitals: REDIS_URL is RedisUrl.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from infra.artifacts import ensure_bucket, upload_package
from infra.dashboard import (
    base_config,
    content_policy,
    exported_files,
    exported_pages,
    upload_dashboard,
)
from infra.model import register_model
from infra.package import package_folder
from infra.stack import Deployment, DeploymentFailed, deploy
from infra.target import aws_target

STACK_NAME = "ringfence"
TIMEOUT_S = 1800.0
REQUIRED = ("REDIS_URL", "ID_HASH_KEY", "ACCESS_TOKEN")
NOT_CHOSEN = {"EndpointUrl", "ContentSecurityPolicy", "DashboardPages"}
"""Set by the deployment itself."""


class CannotDeploy(Exception):
    """Something is missing; the message names the cure."""


def main() -> int:
    """Deploy and print the addresses; 1 with one clear message when that is not possible."""
    try:
        outputs = deploy_to_aws(dict(os.environ))
    except (CannotDeploy, DeploymentFailed) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except NoCredentialsError:
        print("error: no AWS credentials: run `aws configure`, or set AWS_PROFILE", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"error: AWS refused: {error}", file=sys.stderr)
        return 1
    for name in ("DashboardUrl", "TransactionsQueueUrl", "DeadLetterQueueUrl"):
        print(f"{name:22} {outputs[name]}")
    return 0


def deploy_to_aws(environment: dict[str, str]) -> dict[str, str]:
    """Upload, deploy, publish the dashboard, register the model; return the stack's outputs."""
    folder = package_folder(aws_target())
    parameters = stack_parameters(environment, template_parameters(folder / "template.yaml"))
    if not exported_files():
        raise CannotDeploy("the dashboard is not exported: run `make dashboard`")
    session = boto3.Session()
    region = session.region_name
    if region is None:
        raise CannotDeploy("no region is chosen: set AWS_REGION, for example AWS_REGION=eu-west-1")
    key, bucket = _upload(session, folder, region)
    stack_name = environment.get("STACK_NAME") or STACK_NAME
    url = f"https://{bucket}.s3.{region}.amazonaws.com/{key}"
    print(f"deploying {stack_name} to {region}; the distribution takes some minutes the first time")
    wanted = Deployment(stack_name, url, parameters)
    outputs = deploy(session.client("cloudformation"), wanted, TIMEOUT_S, poll_s=5.0)
    _publish(session, outputs)
    _register(parameters)
    return outputs


def stack_parameters(environment: dict[str, str], known: list[str]) -> dict[str, str]:
    """The template's parameters that the environment names.

    Raises
    ------
    CannotDeploy
        Names every required variable that is absent.
    """
    missing = [name for name in REQUIRED if not environment.get(name)]
    if missing:
        raise CannotDeploy(f"set {', '.join(missing)} (docs/deploy.md says what they are)")
    chosen = {
        name: environment[variable_name(name)]
        for name in known
        if name not in NOT_CHOSEN and environment.get(variable_name(name))
    }
    policy = content_policy()
    chosen |= {"DashboardPages": ",".join(exported_pages())}
    return chosen | ({"ContentSecurityPolicy": policy} if policy else {})


def template_parameters(template: Path) -> list[str]:
    """The names of the parameters of a packaged template."""
    if not template.exists():
        raise CannotDeploy("there is no package: run `make package`")
    document: dict[str, Any] = yaml.safe_load(template.read_text(encoding="utf-8"))
    return sorted(document["Parameters"])


def variable_name(parameter: str) -> str:
    """RedisUrl is given as REDIS_URL."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", parameter).upper()


def _upload(session: boto3.Session, folder: Path, region: str) -> tuple[str, str]:
    account = session.client("sts").get_caller_identity()["Account"]
    bucket = f"ringfence-artifacts-{account}-{region}"
    storage = session.client("s3")
    ensure_bucket(storage, bucket, region)
    return upload_package(storage, folder, bucket), bucket


def _publish(session: boto3.Session, outputs: dict[str, str]) -> None:
    config = base_config() | {"environment": "production", "sign_in": "token"}
    count = upload_dashboard(session.client("s3"), outputs["DashboardBucketName"], config)
    print(f"{count} dashboard files uploaded")
    session.client("cloudfront").create_invalidation(
        DistributionId=outputs["DistributionId"],
        InvalidationBatch={
            "Paths": {"Quantity": 1, "Items": ["/*"]},
            "CallerReference": os.urandom(8).hex(),
        },
    )


def _register(parameters: dict[str, str]) -> None:
    """The registry may lie in a VPC that this machine does not reach: then say what to do."""
    reason = register_model(parameters["RedisUrl"], parameters.get("Namespace"))
    if reason is not None:
        print(
            f"no model is registered, rules decide alone: {reason}\n"
            "register it from where Redis is reached: REDIS_URL=… make model",
            file=sys.stderr,
        )


if __name__ == "__main__":
    sys.exit(main())
