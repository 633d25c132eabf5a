"""What is wrong with a field and what to send instead, in one sentence for each kind of error.

Pydantic says what it met ("Input should be a valid string"); a caller wants to know what to send.
That is read off the message's own JSON Schema, so it is true of every field without being written
beside it. No value is told: it may be a card number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import ValidationError

from ringfence.domain.errors import InvalidTransaction
from ringfence.domain.values import canonical_id

Schema = Mapping[str, Any]
Problems = tuple[tuple[str, str, str], ...]

NAME_SHOWN_MAX = 64
KNOWN_SHOWN_MAX = 16
A_TIME = "an RFC 3339 time with its offset such as 2026-03-04T12:00:00Z"

PATTERNS: Mapping[str, str] = {
    r"^[A-Z]{3}$": "three capital letters of ISO 4217 such as USD",
    r"^[A-Z]{2}$": "two capital letters of ISO 3166 such as DE",
    r"^[0-9a-f]{64}$": "a SHA-256 as 64 digits of 0-9 and a-f",
    r"^[0-9a-f]{32}$": "a version as 32 digits of 0-9 and a-f",
    r"^[a-z][a-z0-9_]{0,63}$": "1 to 64 of a-z, 0-9 and _, a letter first, such as high_velocity",
    r"^[^\x00-\x1f\x7f]*$": "text on one line",
}
"""What a text must look like, in words; a test holds it to the messages."""


class Wrong(NamedTuple):
    """One field that broke a rule."""

    name: str
    wanted: str
    limits: Mapping[str, Any]
    known: Sequence[str]
    """Fields of the object it stands in."""


def problems_of(error: ValidationError, schema: Schema) -> Problems:
    """(field, what to send instead, type of the rule) of each field, `schema` the message's own."""
    found = []
    for entry in error.errors(include_input=False, include_url=False):
        *around, last = entry["loc"] or ("",)
        path, place = [str(part) for part in entry["loc"]], _place(schema, entry["loc"])
        known = _place(schema, around).get("properties", {})
        wrong = Wrong(str(last), wanted(place, schema), entry.get("ctx", {}), tuple(known))
        says = SAYS.get(entry["type"], _must_be)(wrong)
        found.append((".".join(map(shown_name, path)), says, entry["type"]))
    return tuple(found)


def unknown(name: str, known: Sequence[str], what: str) -> str:
    """Of a name that is none of `known`: which was meant, or which there are."""
    close = get_close_matches(name, known, n=1)
    if close:
        return f"is not a {what}; did you mean `{close[0]}`?"
    if not known:
        return f"is not a {what}: none is taken here; leave it out"
    some = ", ".join(f"`{one}`" for one in known[:KNOWN_SHOWN_MAX])
    return f"is not a {what}; leave it out, or send one of {some}"


def unknown_names(names: Sequence[str], known: Sequence[str], what: str) -> InvalidTransaction:
    """The error of names that are none of `known`."""
    return InvalidTransaction(
        tuple((shown_name(name), unknown(name, known, what), "extra_forbidden") for name in names)
    )


def shown_name(name: str) -> str:
    """A caller's name for a field, as far as it may be repeated: neither a card number nor a page
    of text."""
    try:
        canonical_id(name)
    except ValueError:
        return "(a name that is not repeated)"
    return name if len(name) <= NAME_SHOWN_MAX else f"{name[:NAME_SHOWN_MAX]}…"


# ── What to say of each kind; whatever is not here "must be" what is wanted ──────────────────────


def _must_be(wrong: Wrong) -> str:
    return f"must be {wrong.wanted}"


def _own_words(wrong: Wrong) -> str:
    return str(wrong.limits["error"])


def _length(wrong: Wrong) -> str:
    return f"has {wrong.limits['actual_length']} entries; send {wrong.wanted}"


SAYS: Mapping[str, Callable[[Wrong], str]] = {
    "missing": lambda wrong: f"is missing; send {wrong.wanted}",
    "extra_forbidden": lambda wrong: unknown(wrong.name, wrong.known, "field"),
    "value_error": _own_words,
    "too_short": _length,
    "too_long": _length,
    "timezone_aware": lambda _: f"has no offset from UTC; send {A_TIME}",
    "string_unicode": lambda _: "has half a surrogate pair; send valid Unicode",
    "json_invalid": lambda wrong: f"is not JSON ({wrong.limits['error']})",
    "union_tag_not_found": lambda wrong: f"has no {wrong.limits['discriminator']}; send one",
    "union_tag_invalid": lambda wrong: (
        f"has an unknown {wrong.limits['discriminator']}; send {wrong.limits['expected_tags']}"
    ),
}


# ── What is wanted, read off a schema ────────────────────────────────────────────────────────────


def wanted(place: Schema, schema: Schema) -> str:
    """What a place of `schema` takes, as the object of a sentence."""
    place = _followed(place, schema)
    choices = [choice for choice in place.get("anyOf", ()) if choice.get("type") != "null"]
    if choices:
        or_null = "" if len(choices) == len(place["anyOf"]) or "default" in place else ", or null"
        examples = {name: place[name] for name in ("examples",) if name in place}
        return wanted({**choices[0], **examples}, schema) + or_null
    if "enum" in place or "const" in place:
        words = place.get("enum", [place.get("const")])
        return words[0] if len(words) == 1 else f"one of {', '.join(map(str, words))}"
    return _KINDS.get(place.get("type", ""), _a_text)(place)


def _a_text(place: Schema) -> str:
    if place.get("format") == "date-time":
        return A_TIME
    kind = PATTERNS.get(place.get("pattern", ""), "text")
    least, most = place.get("minLength", 0), place.get("maxLength")
    if most is None:
        return kind
    return (
        f"{kind} of {least} to {most} characters"
        if least
        else f"{kind} of at most {most} characters"
    )


def _a_number(place: Schema) -> str:
    whole = place.get("type") == "integer"
    # A decimal is a number or its text; it has an example, since money is what is sent wrong.
    least, above = place.get("minimum"), place.get("exclusiveMinimum")
    most = place.get("maximum")
    bounds = [f"above {_plain(above)}"] if above is not None else []
    bounds += [f"from {_plain(least)}"] if least is not None else []
    bounds += [f"{'to' if least is not None else 'and at most'} {_plain(most)}"] if most else []
    examples = [f"such as {example}" for example in place.get("examples", ())[:1]]
    return " ".join(["a whole number" if whole else "a number", *bounds, *examples])


def _a_list(place: Schema) -> str:
    least, most = place.get("minItems", 0), place.get("maxItems")
    return "a list" if most is None else f"a list of {least} to {most} entries"


def _plain(number: float) -> str:
    return f"{number:.10g}" if number < 1e10 else f"{number:.0f}"


_KINDS: Mapping[str, Callable[[Schema], str]] = {
    "number": _a_number,
    "integer": _a_number,
    "boolean": lambda _: "true or false",
    "array": _a_list,
    "object": lambda _: "a JSON object",
}


def _place(schema: Schema, loc: Sequence[str | int]) -> Schema:
    """The part of a schema that describes what stands at `loc`; empty for what it does not know."""
    place = _followed(schema, schema)
    for step in loc:
        place = _followed(_step(place, step), schema)
    return place


def _step(place: Schema, step: str | int) -> Schema:
    tagged = place.get("discriminator", {}).get("mapping", {})
    if step in tagged:
        return {"$ref": tagged[step]}
    fields: Mapping[str | int, Schema] = place.get("properties", {})
    entry: Schema = place.get("items", {}) if isinstance(step, int) else {}
    return fields.get(step, entry)


def _followed(place: Schema, schema: Schema) -> Schema:
    """Past references, and past the null that an optional object may be."""
    while "$ref" in place:
        place = schema["$defs"][place["$ref"].rpartition("/")[2]]
    objects = [choice for choice in place.get("anyOf", ()) if choice.get("type") != "null"]
    is_object = len(objects) == 1 and ("$ref" in objects[0] or objects[0].get("type") == "array")
    return _followed(objects[0], schema) if is_object else place
