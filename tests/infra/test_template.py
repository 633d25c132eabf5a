"""The template that is deployed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.archive import unzipped_bytes
from infra.package import package
from infra.render import dump, render
from infra.target import aws_target
from ringfence.flow.redeliver import SOON_S
from ringfence.settings import Settings

Template = dict[str, Any]

FUNCTIONS = {
    *("APIHandler", "ScoreTransactions", "Relay", "Project"),
    *("DetectThreats", "DetectRings", "PruneGraph", "Archive", "Watchdog"),
    *("WebsocketConnect", "WebsocketMessage", "WebsocketDisconnect"),
}
CONTRACT = {
    *("REDIS_URL", "GRAPH_URL", "NAMESPACE", "QUEUE_URL", "DEAD_LETTER_QUEUE_URL", "ID_HASH_KEY"),
    *("GRAPH_REPLICA_URL", "ACCESS_TOKEN", "RELAY_FUNCTION_NAME", "PROJECT_FUNCTION_NAME"),
    *("WEBSOCKET_ENDPOINT", "MAX_AGE_S", "RINGS_EVERY_S", "ARCHIVE_BUCKET"),
    "GRAPH_RETENTION_S",
    *("CURRENCY", "CURRENCY_RATES", "ALLOWED_ORIGINS"),
}


def statements(role: Template) -> list[Template]:
    return [
        statement
        for policy in role["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def roles(template: Template) -> dict[str, Template]:
    return {
        name: item
        for name, item in template["Resources"].items()
        if item["Type"] == "AWS::IAM::Role"
    }


def test_every_trigger_of_the_index_is_a_function(functions: dict[str, Template]) -> None:
    assert set(functions) == FUNCTIONS


def test_every_function_has_a_role_of_its_own(functions: dict[str, Template]) -> None:
    own = {json.dumps(function["Role"]) for function in functions.values()}

    assert len(own) == len(functions)


def test_no_policy_grants_a_wildcard_action(template: Template) -> None:
    granted = [
        action
        for role in roles(template).values()
        for statement in statements(role)
        for action in statement["Action"]
    ]

    assert granted
    assert not [action for action in granted if "*" in action]


def test_no_policy_reaches_every_resource(template: Template) -> None:
    for role in roles(template).values():
        assert all(statement["Resource"] != "*" for statement in statements(role))


def test_a_poison_transaction_ends_in_the_dead_letter_queue(template: Template) -> None:
    redrive = template["Resources"]["TransactionsQueue"]["Properties"]["RedrivePolicy"]

    assert redrive["maxReceiveCount"] == 9
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}


def test_tries_outlast_an_outage_of_twelve_minutes(template: Template) -> None:
    queue = template["Resources"]["TransactionsQueue"]["Properties"]
    visibility_s = template["Parameters"]["VisibilityTimeoutSeconds"]["Default"]

    between = queue["RedrivePolicy"]["maxReceiveCount"] - 1
    waits_s = [*SOON_S, *[visibility_s] * (between - len(SOON_S))]

    assert sum(waits_s) >= 12 * 60
    assert waits_s == sorted(waits_s)


def test_a_transaction_stays_invisible_for_six_times_the_score_timeout(
    template: Template, functions: dict[str, Template]
) -> None:
    visibility_s = template["Parameters"]["VisibilityTimeoutSeconds"]["Default"]

    assert visibility_s >= 6 * functions["ScoreTransactions"]["Timeout"]


def test_only_what_failed_is_delivered_again(functions: dict[str, Template]) -> None:
    (source,) = functions["ScoreTransactions"]["Events"].values()

    assert source["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_queue_of_the_index_is_replaced_by_the_real_one(
    functions: dict[str, Template], rendered: str
) -> None:
    (source,) = functions["ScoreTransactions"]["Events"].values()

    assert source["Properties"]["Queue"] == {"Fn::GetAtt": ["TransactionsQueue", "Arn"]}
    assert "000000000000" not in rendered


def test_the_merge_leaves_no_mapping_with_two_intrinsics(template: Template) -> None:
    def walk(value: object) -> None:
        if isinstance(value, dict):
            intrinsics = [key for key in value if key == "Ref" or str(key).startswith("Fn::")]
            assert not intrinsics or len(value) == 1, value
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(template["Resources"])


def test_the_template_has_no_anchors(rendered: str) -> None:
    events = list(yaml.parse(rendered))

    assert not [event for event in events if getattr(event, "anchor", None)]


def test_the_websocket_stage_deploys_itself(template: Template) -> None:
    stage = template["Resources"]["WebsocketAPIStage"]["Properties"]

    assert "WebsocketAPIDeployment" not in template["Resources"]
    assert stage["AutoDeploy"] is True
    assert stage["StageName"] == "ws"


def test_every_function_has_both_layers(template: Template) -> None:
    layers = template["Globals"]["Function"]["Layers"]

    assert layers == [{"Ref": "RuntimeLayer"}, {"Ref": "CoreLayer"}]


def test_every_function_gets_the_settings(template: Template) -> None:
    assert set(template["Globals"]["Function"]["Environment"]["Variables"]) == CONTRACT


def test_every_function_writes_to_a_log_that_expires(
    template: Template, functions: dict[str, Template]
) -> None:
    logs = {
        item["Properties"]["LogGroupName"]["Fn::Sub"]: item["Properties"]["RetentionInDays"]
        for item in template["Resources"].values()
        if item["Type"] == "AWS::Logs::LogGroup"
    }

    for function in functions.values():
        assert logs[f"/aws/lambda/{function['FunctionName']['Fn::Sub']}"] == 30


@pytest.mark.parametrize("name", ["Relay", "Project"])
def test_who_holds_a_lease_is_never_repeated_by_lambda(
    functions: dict[str, Template], name: str
) -> None:
    assert functions[name]["Timeout"] == 900
    assert functions[name]["EventInvokeConfig"]["MaximumRetryAttempts"] == 0


def test_the_api_takes_so_many_requests_and_tells_the_rest_when_to_come_back(
    template: Template,
) -> None:
    api = template["Resources"]["RestAPI"]["Properties"]

    [limit] = api["MethodSettings"]
    assert (limit["HttpMethod"], limit["ResourcePath"]) == ("*", "/*")
    assert limit["ThrottlingRateLimit"] == {"Ref": "RequestsPerSecond"}
    for kind in ("THROTTLED", "DEFAULT_5XX"):
        headers = api["GatewayResponses"][kind]["ResponseParameters"]["Headers"]
        assert int(headers["Retry-After"].strip("'")) > 0


@pytest.mark.parametrize(
    ("event", "alarm"),
    [("model_refused", "ModelRefusedAlarm"), ("rules_refused", "RulesRefusedAlarm")],
)
def test_what_is_refused_rings_whichever_function_met_it(
    template: Template, event: str, alarm: str
) -> None:
    """The queue's worker, `POST /score` in the API function, what amends in the projector."""
    resources = template["Resources"]
    rung = resources[alarm]["Properties"]["MetricName"]

    filters = [
        one["Properties"]
        for one in resources.values()
        if one["Type"] == "AWS::Logs::MetricFilter" and event in one["Properties"]["FilterPattern"]
    ]

    heard = {one["LogGroupName"]["Ref"] for one in filters}
    assert heard == {"ScoreTransactionsLog", "APIHandlerLog", "ProjectLog"}
    for one in filters:
        [told] = one["MetricTransformations"]
        assert told["MetricName"] == rung


def test_an_empty_access_token_is_refused_on_aws(template: Template) -> None:
    rule = template["Rules"]["AccessTokenIsRequired"]

    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "EndpointUrl"}, ""]}
    assert template["Parameters"]["EndpointUrl"]["Default"] == ""


@pytest.mark.parametrize(
    "name", ["RedisUrl", "GraphUrl", "GraphReplicaUrl", "AccessToken", "IdHashKey"]
)
def test_secrets_are_never_shown(template: Template, name: str) -> None:
    assert template["Parameters"][name]["NoEcho"] is True


def test_only_the_distribution_reads_the_dashboard_bucket(template: Template) -> None:
    bucket = template["Resources"]["DashboardBucket"]["Properties"]
    policy = template["Resources"]["DashboardBucketPolicy"]["Properties"]["PolicyDocument"]

    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert [item["Principal"] for item in policy["Statement"]] == [
        {"Service": "cloudfront.amazonaws.com"}
    ]


def test_the_target_decides_the_runtime(functions: dict[str, Template]) -> None:
    assert {function["Runtime"] for function in functions.values()} == {"python3.13"}


def test_rendering_leaves_its_input_alone() -> None:
    resources = {
        "WebsocketAPIDeployment": {"Type": "AWS::ApiGatewayV2::Deployment", "Properties": {}},
        "WebsocketAPIStage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {"DeploymentId": "x"},
        },
    }
    merged = {"Resources": resources}
    before = dump(merged)

    render(merged, aws_target())

    assert dump(merged) == before


def test_make_package_writes_this_template_and_small_archives(rendered: str) -> None:
    folder = package(aws_target())

    assert (folder / "template.yaml").read_text(encoding="utf-8") == rendered
    assert sum(unzipped_bytes(archive) for archive in folder.glob("*.zip")) < 150_000_000


def test_the_linter_of_cloudformation_finds_nothing(rendered: str, tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(rendered, encoding="utf-8")
    program = "import sys; from cfnlint.runner.cli import main; sys.exit(main())"

    found = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )

    assert found.returncode == 0, re.sub(r"\n\n+", "\n", found.stdout + found.stderr)


def test_the_lag_of_the_archive_is_told_by_who_runs_when_the_archive_does_not(
    template: Template,
) -> None:
    told = template["Resources"]["ArchiveLagFilter"]["Properties"]
    alarm = template["Resources"]["ArchiveLagAlarm"]["Properties"]

    assert told["LogGroupName"] == {"Ref": "WatchdogLog"}
    [metric] = told["MetricTransformations"]
    assert metric["MetricValue"] == "$.archive_lag_s"
    assert alarm["MetricName"] == metric["MetricName"]
    retention_s = Settings("", "", "", "").decision_retention_s
    assert alarm["Threshold"] * 24 < retention_s, "days are left to mend it"
