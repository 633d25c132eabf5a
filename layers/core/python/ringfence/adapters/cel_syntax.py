"""The parts of a CEL expression, each with its place (github.com/google/cel-spec, grammar).

The binding parses and runs and shows no tree. This reads what the binding has parsed already, so it
need not say what is wrong with a text, only where the parts of a right one begin and end. Maps and
messages have no place in a rule.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>\s+|//.*)
    |(?P<text>(?:[rR][bB]?|[bB][rR]?)?(?:\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))
    |(?P<number>0[xX][0-9a-fA-F]+[uU]?|(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?[uU]?)
    |(?P<word>[A-Za-z_]\w*)
    |(?P<sign>\|\||&&|[<>=!]=|.)""",
    re.VERBOSE,
)
_LEVELS = {
    sign: level
    for level, signs in enumerate(("||", "&&", "< <= > >= == != in", "+ -", "* / %"), start=1)
    for sign in signs.split()
}
_CONSTANTS = ("true", "false", "null")
_CLOSING = {"(": ")", "[": "]"}


class Part(NamedTuple):
    """`kind` is an operator's sign (`?:` too), `name`, `constant`, `call`, or what opens a group
    (`(` or `[`); `parts` are its operands, arguments or members in order."""

    kind: str
    start: int
    end: int
    parts: tuple[Part, ...] = ()
    name: str = ""


class NotTaken(Exception):
    """Something that has no place in a rule, and where it stands, from 0."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start = text, start


def parts_of(text: str) -> Part:
    """The whole expression.

    Raises
    ------
    NotTaken
    """
    reader = _Reader(text)
    whole = reader.expression()
    reader.take("")
    return whole


class _Reader:
    """Reads from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        found = (one for one in _TOKEN.finditer(text) if one.lastgroup != "space")
        self._tokens = [(str(one.lastgroup), one[0], one.start()) for one in found]
        self._tokens.append(("end", "", len(text)))
        self._at = 0

    def take(self, wanted: str | None = None) -> tuple[str, str, int]:
        """The next token, which has to be `wanted`."""
        token = self._tokens[self._at]
        if wanted is not None and (token[1] != wanted or token[0] == "text"):
            raise NotTaken(token[1], token[2])
        self._at += 1
        return token

    def _sees(self, *signs: str) -> bool:
        kind, token, _ = self._tokens[self._at]
        return kind in ("sign", "word") and token in signs

    def expression(self) -> Part:
        condition = self._binary(1)
        if not self._sees("?"):
            return condition
        self.take("?")
        left = self.expression()
        self.take(":")
        right = self.expression()
        return Part("?:", condition.start, right.end, (condition, left, right))

    def _binary(self, lowest: int) -> Part:
        left = self._unary()
        while self._sees(*_LEVELS) and (level := _LEVELS[self._tokens[self._at][1]]) >= lowest:
            _, sign, _ = self.take()
            right = self._binary(level + 1)
            left = Part(sign, left.start, right.end, (left, right))
        return left

    def _unary(self) -> Part:
        if not self._sees("!", "-"):
            return self._member()
        _, sign, start = self.take()
        operand = self._unary()
        return Part(sign, start, operand.end, (operand,))

    def _member(self) -> Part:
        part = self._primary()
        while self._sees(".", "["):
            if self._sees("["):
                place = self._group("[")
                part = Part("call", part.start, place.end, (part, *place.parts), "[]")
                continue
            self.take(".")
            kind, name, start = self.take()
            if kind != "word":
                raise NotTaken(name, start)
            given = self._group("(") if self._sees("(") else Part("", 0, start + len(name))
            part = Part("call", part.start, given.end, (part, *given.parts), name)
        return part

    def _primary(self) -> Part:
        if self._sees(*_CLOSING):
            return self._group(self._tokens[self._at][1])
        kind, token, start = self.take()
        end = start + len(token)
        if kind in ("text", "number") or token in _CONSTANTS:
            return Part("constant", start, end, name=token)
        if kind != "word":
            raise NotTaken(token, start)
        if not self._sees("("):
            return Part("name", start, end, name=token)
        given = self._group("(")
        return Part("call", start, given.end, given.parts, token)

    def _group(self, opening: str) -> Part:
        """What stands between brackets."""
        start, closing = self.take(opening)[2], _CLOSING[opening]
        parts: list[Part] = []
        while not self._sees(closing):
            parts.append(self.expression())
            if not self._sees(closing):
                self.take(",")
        return Part(opening, start, self.take(closing)[2] + 1, tuple(parts))
