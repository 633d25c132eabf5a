"""Create or update the CloudFormation stack, on AWS or in an emulator."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import StackTypeDef


class DeploymentFailed(Exception):
    """CloudFormation refused the stack; the message carries the reasons it gave."""


@dataclass(frozen=True)
class Deployment:
    """One stack as it should be: the template by address, its parameters by name."""

    stack_name: str
    template_url: str
    parameters: dict[str, str]


def deploy(
    client: CloudFormationClient, wanted: Deployment, timeout_s: float, poll_s: float = 0.1
) -> dict[str, str]:
    """Bring the stack to `wanted`; return its outputs. Changes nothing when it is there already."""
    if not _submit(client, wanted):
        return outputs(client, wanted.stack_name)
    deadline = time.monotonic() + timeout_s
    while (status := _stack(client, wanted.stack_name)["StackStatus"]).endswith("_IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise DeploymentFailed(f"{wanted.stack_name} is still {status} after {timeout_s:.0f} s")
        time.sleep(poll_s)
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        raise DeploymentFailed(f"{wanted.stack_name} is {status}:\n{_reasons(client, wanted)}")
    return outputs(client, wanted.stack_name)


def outputs(client: CloudFormationClient, stack_name: str) -> dict[str, str]:
    """The stack's outputs by name, and the ids of its APIs."""
    return {
        item["OutputKey"]: item["OutputValue"]
        for item in _stack(client, stack_name).get("Outputs", [])
    }


def _submit(client: CloudFormationClient, wanted: Deployment) -> bool:
    """Ask for the change; False when there is none."""
    status = _status(client, wanted.stack_name)
    if status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"):
        _delete(client, wanted.stack_name)
        status = None
    act = client.create_stack if status is None else client.update_stack
    try:
        act(
            StackName=wanted.stack_name,
            TemplateURL=wanted.template_url,
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value}
                for name, value in sorted(wanted.parameters.items())
            ],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return False
        raise DeploymentFailed(f"CloudFormation refused {wanted.stack_name}: {error}") from error
    return True


def _delete(client: CloudFormationClient, stack_name: str) -> None:
    """Remove a stack whose creation failed: it cannot be updated."""
    client.delete_stack(StackName=stack_name)
    client.get_waiter("stack_delete_complete").wait(
        StackName=stack_name, WaiterConfig={"Delay": 5, "MaxAttempts": 120}
    )


def _status(client: CloudFormationClient, stack_name: str) -> str | None:
    try:
        return _stack(client, stack_name)["StackStatus"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def _stack(client: CloudFormationClient, stack_name: str) -> StackTypeDef:
    return client.describe_stacks(StackName=stack_name)["Stacks"][0]


def _reasons(client: CloudFormationClient, wanted: Deployment) -> str:
    events = client.describe_stack_events(StackName=wanted.stack_name)["StackEvents"]
    failed = [event for event in events if event.get("ResourceStatus", "").endswith("_FAILED")]
    return "\n".join(
        f"  {event.get('LogicalResourceId')}: {event.get('ResourceStatusReason', 'no reason')}"
        for event in reversed(failed[:10])
    )
