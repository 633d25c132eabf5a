"""Turn what Chalice merged into the one template that is deployed.

CloudFormation takes no YAML aliases; Chalice's WebSocket deployment resource never redeploys a
changed route (a stage that deploys itself replaces it); the runtime must be the target's and not
the one that happened to run Chalice.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from infra.target import Target

Template = dict[str, Any]

FUNCTION = "AWS::Serverless::Function"
VPC_POLICY = "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"


def render_file(merged: Path, target: Target) -> str:
    """Render the merged template at `merged` as YAML without anchors, keys sorted."""
    document: Template = yaml.safe_load(merged.read_text(encoding="utf-8"))
    return dump(render(document, target))


def render(merged: Template, target: Target) -> Template:
    """Return the template that is deployed; `merged` is left as it is."""
    template = copy.deepcopy(merged)
    resources = template["Resources"]
    _let_stage_deploy_itself(resources)
    _set_runtime(resources, target)
    _reach_the_vpc(resources)
    return template


def dump(template: Template) -> str:
    """Write YAML without anchors and aliases."""
    return yaml.dump(template, Dumper=_Plain, sort_keys=True, allow_unicode=True, width=100)


def _let_stage_deploy_itself(resources: Template) -> None:
    resources.pop("WebsocketAPIDeployment")
    stage = resources["WebsocketAPIStage"]["Properties"]
    del stage["DeploymentId"]
    stage["AutoDeploy"] = True


def _set_runtime(resources: Template, target: Target) -> None:
    for function in _of_type(resources, FUNCTION):
        function["Runtime"] = target.runtime
        function["Architectures"] = [target.architecture]
    for layer in _of_type(resources, "AWS::Serverless::LayerVersion"):
        layer["CompatibleRuntimes"] = [target.runtime]
        layer["CompatibleArchitectures"] = [target.architecture]


def _reach_the_vpc(resources: Template) -> None:
    """Let every role attach a network interface, if the functions live in a VPC."""
    policies = {"Fn::If": ["InVpc", [{"Fn::Sub": VPC_POLICY}], {"Ref": "AWS::NoValue"}]}
    for role in _of_type(resources, "AWS::IAM::Role"):
        role["ManagedPolicyArns"] = policies


def _of_type(resources: Template, kind: str) -> Iterator[Template]:
    return (item["Properties"] for item in resources.values() if item["Type"] == kind)


class _Plain(yaml.SafeDumper):
    """Repeats a value instead of pointing at its first appearance."""

    def ignore_aliases(self, data: object) -> bool:
        return True
