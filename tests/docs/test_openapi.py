"""The OpenAPI document is valid, is what is committed, and says what the edge answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from infra.openapi import OPENAPI_PATH, check, openapi
from infra.routes import ROUTES
from ringfence.bootstrap import Services
from ringfence.domain.decisions import Decision
from tests.builders import a_request, services

Document = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Document:
    committed: Document = json.loads(OPENAPI_PATH.read_text(encoding="utf-8"))
    return committed


@pytest.fixture
def made() -> Services:
    return services()


def errors_of(document: Document, name: str, instance: object) -> list[str]:
    """What is wrong with an instance of one of the document's schemas."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return [error.message for error in OAS31Validator(schema).iter_errors(instance)]


def test_the_committed_document_is_up_to_date() -> None:
    assert check(), "docs/openapi.json is stale: run `make generate`"


def test_the_document_is_valid(document: Document) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_document_is_made_anew_each_time() -> None:
    openapi()["paths"].clear()

    assert len(openapi()["paths"]) == len({route.path for route in ROUTES})


def test_the_users_own_sample_is_a_transaction_request(document: Document) -> None:
    sample = {
        "user_id": "user-1",
        "card_id": "card-1",
        "device_id": "device-1",
        "amount": 10.00,
        "merchant": "Gas Station",
    }

    assert errors_of(document, "TransactionRequest", sample) == []


@pytest.mark.parametrize(
    "change", [{"amount": 0}, {"amount": -1}, {"currency": "usd"}, {"colour": "red"}, {"ip": 4}]
)
def test_a_wrong_request_is_wrong_by_the_document_too(
    document: Document, change: dict[str, object]
) -> None:
    sample = a_request().model_dump(mode="json", exclude_none=True)

    assert errors_of(document, "TransactionRequest", sample) == []
    assert errors_of(document, "TransactionRequest", {**sample, **change}) != []


def test_a_decision_is_what_the_document_says(document: Document, made: Services) -> None:
    decision: Decision = made.score_now(a_request())

    assert errors_of(document, "Decision", json.loads(decision.model_dump_json())) == []


def test_every_field_of_what_is_sent_is_required_and_none_is_added(document: Document) -> None:
    sent = {route.request.__name__ for route in ROUTES if isinstance(route.request, type)}
    sent |= {"Rule-Input"}

    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema and name not in sent:
            assert set(schema["required"]) == set(schema["properties"]), name
            assert schema["additionalProperties"] is False, name


def test_only_health_is_open(document: Document) -> None:
    is_open = {
        path
        for path, operations in document["paths"].items()
        for operation in operations.values()
        if operation.get("security") == []
    }

    assert is_open == {"/health"}
