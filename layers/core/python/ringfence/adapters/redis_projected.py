"""What a projection wrote, read again: what another build wrote in another form is as if it were
not there, and the projection writes it anew. Never for what people did: that cannot be rebuilt."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

Projected = TypeVar("Projected", bound=BaseModel)


def read_projected(model: type[Projected], text: bytes | None) -> Projected | None:
    """The model; None where nothing stands there, or nothing this build can read."""
    if not text:
        return None
    try:
        return model.model_validate_json(text)
    except ValidationError:
        return None
