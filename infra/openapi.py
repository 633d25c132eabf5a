"""Write docs/openapi.json from the messages and the routes, or say that it is stale (`--check`).

The table in infra/routes says what a route takes and answers. It must name exactly the routes of
functions/app.py; titles and types of problems come from functions/chalicelib/problems.py. The same
input gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from infra.routes import ROUTES
from infra.routes.route import REF, Answer, Document, Route, ref
from ringfence import __version__
from ringfence.domain.problems import Problem

ROOT = Path(__file__).resolve().parent.parent
OPENAPI_PATH = ROOT / "docs" / "openapi.json"
JSON, PROBLEM_JSON = "application/json", "application/problem+json"


class RoutesDiffer(Exception):
    """The table and functions/app.py do not name the same routes."""


# ── The document ─────────────────────────────────────────────────────────────────────────────────


def openapi() -> Document:
    """The OpenAPI 3.1 document.

    Raises
    ------
    RoutesDiffer
        The table above names other routes than functions/app.py.
    """
    _check_routes()
    paths: Document = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ringfence",
            "version": __version__,
            "description": "Real-time payment-fraud detection. The words and the errors are "
            "explained in docs/reference.md.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [
            {"url": "/api", "description": "`/transaction*` also answers without this prefix."}
        ],
        "security": [{"accessToken": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "accessToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A person's token, or ACCESS_TOKEN; not asked for where that "
                    "is empty. `x-role` is the least role that may call a route.",
                }
            },
        },
    }


def _operation(route: Route) -> Document:
    responses = {str(status): _answer(answer) for status, answer in route.answers.items()}
    needed = needed_role(route)
    problems = {*route.problems} | ({403} if needed not in (None, "viewer") else set())
    responses |= {str(status): _problem(status) for status in sorted(problems)}
    operation: Document = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "description": route.description,
        "responses": responses,
    }
    if route.request:
        schema = route.request if isinstance(route.request, dict) else ref(route.request)
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    if route.parameters:
        operation["parameters"] = list(route.parameters)
    if needed is None:
        operation["security"] = []
    else:
        operation["x-role"] = needed
    return operation


def needed_role(route: Route) -> str | None:
    """The least role that may call it; None where nobody is asked."""
    _make_edge_importable()
    from chalicelib.permissions import NEEDS, OPEN

    name = (route.method, route.path)
    return None if name in OPEN else NEEDS[name]


def _operation_id(route: Route) -> str:
    words = route.path.replace("{", "by_").replace("}", "").strip("/").split("/")
    return "_".join([route.method.lower(), *words])


def _answer(answer: Answer) -> Document:
    if not answer.models:
        content = {media: {"schema": {"type": "string"}} for media in answer.files}
        return {"description": answer.description} | ({"content": content} if content else {})
    refs = [ref(model) for model in answer.models]
    schema = refs[0] if len(refs) == 1 else {"oneOf": refs}
    return {"description": answer.description, "content": {JSON: {"schema": schema}}}


def _problem(status: int) -> Document:
    response: Document = {
        "description": f"{_problem_titles().get(status, 'Too many requests')} (RFC 9457).",
        "content": {PROBLEM_JSON: {"schema": ref(Problem)}},
    }
    if status == 429:
        # The gateway answers this before any function runs; it sends no media type of problems.
        response["content"] = {JSON: response["content"][PROBLEM_JSON]}
    if status == 503:
        retry = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
        response["headers"] = {"Retry-After": retry}
    return response


def _schemas() -> Document:
    answered: set[type[BaseModel]] = {Problem}
    for route in ROUTES:
        answered.update(*(answer.models for answer in route.answers.values()))
    taken = {route.request for route in ROUTES if isinstance(route.request, type)}
    models: list[tuple[type[BaseModel], JsonSchemaMode]]
    models = [
        *((model, "validation") for model in sorted(taken, key=_name)),
        *((model, "serialization") for model in sorted(answered, key=_name)),
    ]
    _, schema = models_json_schema(models, ref_template=REF, schema_generator=_Messages)
    schemas: Document = schema["$defs"]
    return schemas


def _name(model: type[BaseModel]) -> str:
    return model.__name__


class _Messages(GenerateJsonSchema):
    """What we send always has every field, also those with a default."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        return self.mode == "serialization" or super().field_is_required(field, total)


# ── The edge, which the table must agree with ────────────────────────────────────────────────────


def declared_routes() -> set[tuple[str, str]]:
    """(method, path) of every route in functions/app.py; a browser's preflight is none of ours."""
    _make_edge_importable()
    from app import app

    declared = {(method, path) for path, methods in app.routes.items() for method in methods}
    return {(method, path) for method, path in declared if method != "OPTIONS"}


def _check_routes() -> None:
    ours, theirs = {(route.method, route.path) for route in ROUTES}, declared_routes()
    if ours != theirs:
        raise RoutesDiffer(
            f"only in infra/routes: {sorted(ours - theirs)}; "
            f"only in functions/app.py: {sorted(theirs - ours)}"
        )
    from chalicelib.permissions import NEEDS, OPEN

    asked = {*NEEDS, *OPEN}
    if asked != theirs:
        raise RoutesDiffer(
            f"only in chalicelib/permissions.py: {sorted(asked - theirs)}; "
            f"without a role there: {sorted(theirs - asked)}"
        )


def _problem_titles() -> dict[int, str]:
    _make_edge_importable()
    from chalicelib.problems import STATUS

    titles: dict[int, list[str]] = {}
    for _, status, title in STATUS:
        titles.setdefault(status, []).append(title)
    return {status: " or: ".join(names) for status, names in titles.items()}


def _make_edge_importable() -> None:
    """Functions are deployed as a folder, so their modules are top-level."""
    folder = str(ROOT / "functions")
    if folder not in sys.path:
        sys.path.append(folder)


# ── Write and check ──────────────────────────────────────────────────────────────────────────────


def render() -> str:
    """The document as it is committed."""
    return json.dumps(openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write() -> None:
    """Write docs/openapi.json."""
    OPENAPI_PATH.write_text(render(), encoding="utf-8")


def check() -> bool:
    """Whether docs/openapi.json is what `write` would write."""
    return OPENAPI_PATH.exists() and OPENAPI_PATH.read_text(encoding="utf-8") == render()


def main() -> int:
    """Write the document; with `--check` write nothing and return 1 when the file is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the file is stale")
    if not parser.parse_args().check:
        write()
    elif not check():
        print(f"{OPENAPI_PATH.name} is stale: run `make generate`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
