"""Write what is generated from the messages, or say that it is stale (`--check`).

`dashboard_static/lib/api/schema.json` is the JSON Schema of every message, from which the dashboard
makes its TypeScript types (`npm run types`); `names.py`, `needs.py` and `openapi.py` write their
own. Same input, same bytes: keys are sorted and the models are found in the order of their names.
"""

from __future__ import annotations

import argparse
import inspect
import json
import sys
from pathlib import Path

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from infra import names, needs, openapi
from infra.routes import ROUTES
from ringfence.domain import alerts, decisions, frames, labels, problems, transactions, vitals
from ringfence.domain.values import Message

MODULES = (alerts, decisions, frames, labels, problems, transactions, vitals)
SCHEMA_PATH = Path(__file__).parent.parent / "dashboard_static" / "lib" / "api" / "schema.json"


def main() -> int:
    """Write the schema; with `--check` write nothing and return 1 when the file is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a generated file is stale")
    schema = render_schema()
    if parser.parse_args().check:
        are_fresh = [names.check(), needs.check(), openapi.check()]
        return _report_stale(schema) or int(not all(are_fresh))
    SCHEMA_PATH.parent.mkdir(parents=True, exist_ok=True)
    SCHEMA_PATH.write_text(schema, encoding="utf-8")
    names.write()
    needs.write()
    openapi.write()
    return 0


def render_schema() -> str:
    """Render one JSON Schema whose `$defs` hold every message, as the system sends it."""
    named: dict[str, TypeAdapter[object]] = {
        **{model.__name__: TypeAdapter(model) for model in _message_models()},
        "ClientMessage": TypeAdapter(frames.ClientMessage),
        "ServerMessage": TypeAdapter(frames.ServerMessage),
    }
    roots, schema = TypeAdapter.json_schemas(
        [(name, "serialization", adapter) for name, adapter in named.items()],
        title="Ringfence messages",
        schema_generator=_SentMessages,
    )
    for name in ("ClientMessage", "ServerMessage"):
        schema["$defs"][name] = roots[(name, "serialization")] | {"title": name}
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


class _SentMessages(GenerateJsonSchema):
    """A field with a default is required: whoever receives a message always finds it there."""

    def field_is_required(self, field: object, total: bool) -> bool:
        return True


def _message_models() -> list[type[BaseModel]]:
    """Every message of `MODULES`, and whatever else a route takes or answers."""
    members: dict[str, type[BaseModel]] = {
        name: member
        for module in MODULES
        for name, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Message) and member is not Message
    }
    for route in ROUTES:
        routed = [model for answer in route.answers.values() for model in answer.models]
        routed += [route.request] if isinstance(route.request, type) else []
        members |= {model.__name__: model for model in routed}
    return [member for _, member in sorted(members.items())]


def _report_stale(schema: str) -> int:
    current = SCHEMA_PATH.read_text(encoding="utf-8") if SCHEMA_PATH.exists() else ""
    if current == schema:
        return 0
    print(f"{SCHEMA_PATH.name} is stale: run `make generate`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
