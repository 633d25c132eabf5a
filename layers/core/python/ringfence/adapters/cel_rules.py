"""Rules in CEL (github.com/google/cel-spec), compiled once per version.

The binding parses and runs but has no type checker, so types are checked by running: every part of
an expression runs on its own over samples, lest a short circuit or a branch not taken hide what
does not fit. Macros (`all`, `map`, …) are refused: features are no lists, and a nested loop would
have no bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from string import Formatter

import cel

from ringfence.adapters.cel_syntax import NotTaken, Part, parts_of
from ringfence.domain.errors import InvalidRule, InvalidRules
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.rules import TRANSACTION_WORDS, Rule, RuleSet

KNOWN_NAMES = frozenset((*FEATURE_NAMES, *TRANSACTION_WORDS))
RUN_ERRORS = (ValueError, TypeError, RuntimeError, ArithmeticError, LookupError)
"""What a program may raise while it runs."""

_TOO_DEEP = "cannot be read; is it nested too deeply?"
_POSITION = re.compile(r"<input>:\d+:(\d+): (.*)")
_FIRST = re.compile(r"\. |:?\n")
_MACRO = re.compile(r"all|exists(_one|One)?|map|filter|transform\w+")
_CONDITIONS = {"&&": 2, "||": 2, "!": 1, "?:": 1}
"""How many of an operator's parts, from the left, are true or false."""

_COMPARES = ("==", "!=", "in", "[")
"""CEL gives false for two kinds that are never equal: a rule that says so never fires."""


def _samples() -> tuple[dict[str, float | str], ...]:
    """Names with the same values, and with none the same, so that most divisions succeed."""
    rising = [float(number + 1) for number in range(len(FEATURE_NAMES))]
    numbers = ([0.0] * len(rising), [1.0] * len(rising), rising, rising[::-1])
    return tuple(
        {**dict(zip(FEATURE_NAMES, row, strict=True)), **dict.fromkeys(TRANSACTION_WORDS, word)}
        for row, word in zip(numbers, ("", "1", "a", "z"), strict=True)
    )


_SAMPLES = _samples()


def check_rules(rule_set: RuleSet) -> None:
    """Raises `InvalidRules`, which names every rule of the set that may not be saved."""
    _compile_all(rule_set, compile_rule)


def compile_rule(rule: Rule) -> cel.Program:
    """The rule's program, checked.

    Raises
    ------
    InvalidRule
        Empty, not CEL, reads a name that is no feature, has parts whose types do not fit, or is no
        boolean: with the column.
    """
    if not rule.when.strip():
        raise InvalidRule(rule.code, "is empty; write a condition such as user_count_1m > 10.0", 1)
    program = _parse(rule)
    try:
        whole = parts_of(rule.when)
        _check_boolean(rule, whole, _kind(rule, whole))
    except NotTaken as found:
        why = f"{found.text!r} is not taken in a rule"
        raise InvalidRule(rule.code, why, found.start + 1) from None
    except RecursionError:
        raise InvalidRule(rule.code, _TOO_DEEP, 1) from None
    _check_sentence(rule)
    return program


def _parse(rule: Rule) -> cel.Program:
    try:
        return cel.compile(rule.when)
    except ValueError as error:
        found = _POSITION.search(str(error))
        if found and "Recursion limit" not in found[2]:
            raise InvalidRule(rule.code, found[2], int(found[1])) from None
        raise InvalidRule(rule.code, _TOO_DEEP, 1) from None


def _kind(rule: Rule, part: Part) -> str:
    """What a part gives, once those within it fit: in words."""
    if part.kind == "name" and part.name not in KNOWN_NAMES:
        raise InvalidRule(rule.code, f"unknown name {part.name!r}", part.start + 1)
    if part.kind == "call" and _MACRO.fullmatch(part.name):
        place = rule.when.index(part.name, part.parts[0].end if part.parts else part.start)
        raise InvalidRule(rule.code, f"{part.name}() is not taken in a rule", place + 1)
    kinds = [_kind(rule, inner) for inner in part.parts]
    for inner, kind in zip(part.parts[: _CONDITIONS.get(part.kind, 0)], kinds, strict=False):
        _check_boolean(rule, inner, kind)
    if part.kind == "?:":
        _check_alike(rule, part.parts[1:], kinds[1:])
    elif part.kind in _COMPARES:
        _check_alike(rule, part.parts, [_compared(kind) for kind in kinds])
    if part.kind == "(":
        return kinds[0]
    return f"a list of {kinds[0]}" if part.kind == "[" and kinds else _run(rule, part)


def _check_boolean(rule: Rule, part: Part, kind: str) -> None:
    if kind != _KINDS[bool]:
        raise InvalidRule(rule.code, f"gives {kind}, not true or false", part.start + 1)


def _check_alike(rule: Rule, parts: Sequence[Part], kinds: Sequence[str]) -> None:
    for part, kind in zip(parts, kinds, strict=True):
        if kind != kinds[0]:
            why = f"gives {kind} where {kinds[0]} stands before it"
            raise InvalidRule(rule.code, why, part.start + 1)


def _compared(kind: str) -> str:
    """Numbers are equal by what they are worth; what is in a list is compared with its members."""
    member = kind.removeprefix("a list of ")
    return _KINDS[float] if member == _KINDS[int] else member


_KINDS: dict[type, str] = {
    bool: "true or false",
    float: "a number",
    int: "a whole number",
    str: "text",
    list: "a list",
    type(None): "null",
}


def _run(rule: Rule, part: Part) -> str:
    """What the part gives on the first sample that it does not fail on (as 0.0 / 0.0 > 1.0 does):
    any other gives the same kind, as its own parts do."""
    program, why = cel.compile(rule.when[part.start : part.end]), ""
    names = program.variables()
    for sample in _SAMPLES:
        try:
            result = program.execute({name: sample[name] for name in names})
        except RUN_ERRORS as error:
            why = _FIRST.split(str(error), maxsplit=1)[0]
        else:
            return _KINDS.get(type(result), type(result).__name__)
    raise InvalidRule(rule.code, why, part.start + 1)


def _check_sentence(rule: Rule) -> None:
    """A sentence is filled while a decision is made: what could fail then is refused now."""
    try:
        parts = [part[1:] for part in Formatter().parse(rule.sentence) if part[1] is not None]
    except ValueError as error:
        raise InvalidRule(rule.code, f"its sentence: {error}", field="sentence") from None
    for name, spec, conversion in parts:
        if spec or conversion or (name not in KNOWN_NAMES and name != "entities"):
            why = f"its sentence names {name!r}, which is no feature"
            raise InvalidRule(rule.code, why, field="sentence")
    if rule.value is not None and rule.value not in FEATURE_NAMES:
        raise InvalidRule(rule.code, f"its value {rule.value!r} is no feature", field="value")


class CelRules:
    """`ports.CompiledRules`: one context for all rules, holding only the `names` they read.

    What was saved goes on deciding, and being replayed, whatever a later release asks of what is
    saved from then on; what fails while it runs is recorded.

    Raises
    ------
    InvalidRules
        Names every rule that cannot run.
    """

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self.version = rule_set.version
        self._programs = _compile_all(rule_set, _runnable)
        self.names = tuple(
            sorted({name for _, program in self._programs for name in program.variables()})
        )

    def fire(self, values: Mapping[str, float | str]) -> tuple[Sequence[Rule], Sequence[str]]:
        context = cel.Context()
        context.update({name: values[name] for name in self.names})
        fired: list[Rule] = []
        errors: list[str] = []
        for rule, program in self._programs:
            try:
                is_fired = program.execute(context)
            except RUN_ERRORS:
                errors.append(rule.code)
                continue
            if is_fired is True:
                fired.append(rule)
            elif is_fired is not False:
                errors.append(rule.code)
        return fired, errors


def _runnable(rule: Rule) -> cel.Program:
    """The program of a rule that this release can run and tell."""
    program = _parse(rule)
    unknown = sorted(set(program.variables()) - KNOWN_NAMES)
    if unknown:
        raise InvalidRule(rule.code, f"unknown name {unknown[0]!r}")
    _check_sentence(rule)
    return program


def _compile_all(
    rule_set: RuleSet, compiled: Callable[[Rule], cel.Program]
) -> list[tuple[Rule, cel.Program]]:
    programs: list[tuple[Rule, cel.Program]] = []
    problems: list[tuple[str, str, str]] = []
    for place, rule in enumerate(rule_set.rules):
        try:
            programs.append((rule, compiled(rule)))
        except InvalidRule as error:
            problems.append((f"rules.{place}.{error.field}", str(error), "InvalidRule"))
    if problems:
        raise InvalidRules(tuple(problems))
    return programs
