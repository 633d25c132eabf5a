"""The reference lacks nothing: each name in the code is in docs/reference.md."""

from __future__ import annotations

import dataclasses
import re
import typing
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from chalicelib.problems import PROBLEM_TYPE, STATUS
from infra.openapi import declared_routes
from ringfence.domain.alerts import Alert, Exposure, RingAlert, ThreatAlert
from ringfence.domain.decisions import Decision, Reason
from ringfence.domain.errors import RingfenceError
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.frames import ClientMessage, ServerMessage
from ringfence.domain.rules import Rule
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.transactions import BulkRow, TransactionRequest
from ringfence.settings import REQUIRED, Settings
from tests.docs.feature_table import FEATURES_PATH, render

ROOT = Path(__file__).parent.parent.parent
MAKEFILE = ROOT / "Makefile"
TARGET = re.compile(r"^([a-z0-9-]+):.*?## (.+)$", re.MULTILINE)


@cache
def reference() -> str:
    return (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


@cache
def table(heading: str) -> dict[str, str]:
    """Rows of the tables under a heading: what stands in the first cell, and the whole row."""
    section = re.search(
        rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,2}} |^### |\Z)",
        reference(),
        re.MULTILINE | re.DOTALL,
    )
    assert section, f"docs/reference.md has no section {heading!r}"
    rows = [line for line in section[2].splitlines() if line.startswith("| ")]
    return {row.split("|")[1].strip(): row for row in rows}


def names_in(heading: str) -> set[str]:
    return {name for cell in table(heading) for name in re.findall(r"`([^`]+)`", cell)}


def field_names(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


def variants(message: object) -> list[type[BaseModel]]:
    """The models of an annotated union."""
    return list(typing.get_args(typing.get_args(message)[0]))


def literal(model: type[BaseModel], field: str) -> str:
    """The one value a discriminator may have."""
    return str(typing.get_args(model.model_fields[field].annotation)[0])


# ── Settings and routes ──────────────────────────────────────────────────────────────────────────


def test_every_setting_and_no_other_is_in_the_reference() -> None:
    assert names_in("Settings") == {field.name.upper() for field in dataclasses.fields(Settings)}


@pytest.mark.parametrize("setting", dataclasses.fields(Settings), ids=lambda field: field.name)
def test_a_setting_is_given_with_its_default(setting: dataclasses.Field[object]) -> None:
    cells = table("Settings")[f"`{setting.name.upper()}`"].split("|")
    stated = cells[2].strip().strip("`")

    if setting.name.upper() in REQUIRED:
        assert stated == "required"
    elif setting.name == "graph_url":
        assert stated == "REDIS_URL"
    else:
        assert stated == (str(setting.default) or "empty")


def test_every_route_and_no_other_has_a_section() -> None:
    headings = set(re.findall(r"^### `([A-Z]+) (/[^`]*)`$", reference(), re.MULTILINE))

    assert headings == declared_routes()


@pytest.mark.parametrize(("error", "status", "title"), STATUS)
def test_a_problems_type_leads_to_its_section(
    error: type[RingfenceError], status: int, title: str
) -> None:
    heading = f"### {title}\n\n{status}"
    slug = title.lower().replace(" ", "-")

    assert heading in reference(), f"{error.__name__} is not explained"
    assert PROBLEM_TYPE.endswith("docs/reference.md#")
    assert re.fullmatch(r"[a-z0-9-]+", slug)


# ── Messages ─────────────────────────────────────────────────────────────────────────────────────


def test_every_field_of_a_transaction_is_in_the_reference() -> None:
    assert names_in("A transaction") == field_names(TransactionRequest)


def test_every_field_of_a_decision_is_in_the_reference() -> None:
    assert names_in("A decision") == field_names(Decision)


@pytest.mark.parametrize(
    "model",
    [Alert, BulkRow, Exposure, Reason, RingAlert, ThreatAlert],
    ids=lambda model: model.__name__,
)
def test_every_field_of_a_smaller_message_is_named(model: type[BaseModel]) -> None:
    # The ids of an alert are named in words.
    said = set(re.findall(r"`([a-z_]+)`", reference()))

    assert field_names(model) <= said


@pytest.mark.parametrize("message", variants(ClientMessage), ids=lambda model: model.__name__)
def test_every_client_message_is_in_the_reference(message: type[BaseModel]) -> None:
    rows = table("Client messages")
    row = rows[f'`{{"action": "{literal(message, "action")}"}}`']

    assert all(f"`{name}`" in row for name in field_names(message) - {"action"})


@pytest.mark.parametrize("message", variants(ServerMessage), ids=lambda model: model.__name__)
def test_every_server_message_is_in_the_reference(message: type[BaseModel]) -> None:
    row = table("Server messages")[f"`{literal(message, 'type')}`"]

    assert all(f"`{name}`" in row for name in field_names(message) - {"type"})


def test_the_reference_has_no_websocket_message_of_its_own() -> None:
    assert names_in("Server messages") == {"type"} | {
        literal(message, "type") for message in variants(ServerMessage)
    }


# ── Reason codes, features, commands ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rule", SHIPPED_RULES.rules, ids=lambda rule: rule.code)
def test_a_shipped_rule_is_in_the_reference_as_it_is(rule: Rule) -> None:
    row = table("Reason codes")[f"`{rule.code}`"]

    assert rule.when.replace("|", r"\|") in row
    assert f"| {rule.group} |" in row
    assert f"| {rule.outcome.value} | {rule.weight} |" in row


def test_the_lines_that_are_no_rules_are_in_the_reference() -> None:
    assert {"base_rate", "other_features"} <= names_in("Reason codes")


def test_the_page_of_features_is_up_to_date() -> None:
    stale = "docs/features.md is stale: run `python -m tests.docs.feature_table`"

    assert FEATURES_PATH.read_text(encoding="utf-8") == render(), stale


def test_the_reference_counts_the_features() -> None:
    assert f"The vector has {len(FEATURE_NAMES)} features" in reference()


def test_every_make_target_and_no_other_is_in_the_reference() -> None:
    if not MAKEFILE.exists():
        pytest.skip("there is no Makefile")
    targets = {name for name, _ in TARGET.findall(MAKEFILE.read_text(encoding="utf-8"))}

    listed = {name.removeprefix("make ") for name in names_in("Commands")}

    assert listed == targets
