"""What a route takes and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

REF = "#/components/schemas/{model}"

Document = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A response that is no problem; with two models, either; with none, a file of one of the
    media types `files`, or no body."""

    description: str
    models: tuple[type[BaseModel], ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """What a route takes and answers; `problems` are statuses of problem details.

    `request` is the message it takes, or a schema where that is none of ours.
    """

    method: str
    path: str
    summary: str
    description: str
    answers: Mapping[int, Answer]
    problems: tuple[int, ...]
    request: type[BaseModel] | Document | None = None
    parameters: tuple[Document, ...] = ()


def ref(model: type[BaseModel]) -> Document:
    return {"$ref": REF.format(model=model.__name__)}


def whole(name: str, minimum: int, description: str, **limits: int) -> Document:
    schema = {"type": "integer", "minimum": minimum, **limits}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def text(name: str, description: str) -> Document:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string"}}


def word(name: str, description: str, words: Sequence[str]) -> Document:
    schema = {"type": "string", "enum": [*words]}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def paging(most: int, default: int, description: str) -> tuple[Document, ...]:
    """`limit` and the cursor that counts."""
    return (
        whole("limit", 1, description, maximum=most, default=default),
        whole("cursor", 0, "A page's `next_cursor`; null ends it.", default=0),
    )
