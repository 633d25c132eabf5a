"""Rules in CEL (github.com/google/cel-spec), compiled once per version.

Checking is by running: the binding parses and runs but has no type checker. So every operand of
`&&` and `||` is run on its own over samples, lest a short circuit hide what does not fit. Macros
(`all`, `map`, …) are refused: features are no lists, and a nested loop would have no bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from string import Formatter

import cel

from ringfence.domain.errors import InvalidRule, InvalidRules
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.rules import TRANSACTION_WORDS, Rule, RuleSet

KNOWN_NAMES = frozenset((*FEATURE_NAMES, *TRANSACTION_WORDS))
RUN_ERRORS = (ValueError, TypeError, RuntimeError, ArithmeticError)
"""What a program may raise while it runs."""

_POSITION = re.compile(r"<input>:\d+:(\d+): (.*)")
_STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_MACRO = re.compile(r"\.\s*(all|exists|exists_one|existsOne|map|filter|transform\w+)\s*\(")
_SAMPLES: tuple[dict[str, float | str], ...] = tuple(
    {**dict.fromkeys(FEATURE_NAMES, number), **dict.fromkeys(TRANSACTION_WORDS, word)}
    for number, word in ((0.0, ""), (1.0, "a"), (1e6, "z"))
)


def check_rules(rule_set: RuleSet) -> None:
    """Raises `InvalidRules`, which names every rule of the set that cannot run."""
    CelRules(rule_set)


def compile_rule(rule: Rule) -> cel.Program:
    """The rule's program, checked.

    Raises
    ------
    InvalidRule
        Empty, not CEL (with the column), reads a name that is no feature, or is not a boolean.
    """
    if not rule.when.strip():
        raise InvalidRule(rule.code, "is empty; write a condition such as user_count_1m > 10.0")
    bare = _STRING.sub(lambda found: '"' + "·" * (len(found[0]) - 2) + '"', rule.when)
    program = _parse(rule, rule.when)
    _check_macros(rule, bare)
    _check_names(rule, program, bare)
    for start, end in _operands(bare):
        try:
            operand = _parse(rule, rule.when[start:end])
        except InvalidRule:
            continue  # It was cut in the wrong place (a raw string): the whole is run below.
        _check_boolean(rule, operand, start)
    _check_boolean(rule, program, start=0)
    _check_sentence(rule)
    return program


def _parse(rule: Rule, text: str) -> cel.Program:
    try:
        return cel.compile(text)
    except ValueError as error:
        found = _POSITION.search(str(error))
        if found and "Recursion limit" not in found[2]:
            raise InvalidRule(rule.code, found[2], int(found[1])) from None
        raise InvalidRule(rule.code, "cannot be read; is it nested too deeply?") from None


def _check_macros(rule: Rule, bare: str) -> None:
    found = _MACRO.search(bare)
    if found:
        raise InvalidRule(rule.code, f"{found[1]}() is not taken in a rule", found.start(1) + 1)


def _check_names(rule: Rule, program: cel.Program, bare: str) -> None:
    for name in sorted(program.variables()):
        if name not in KNOWN_NAMES:
            position = re.search(rf"\b{re.escape(name)}\b", bare)
            column = position.start() + 1 if position else None
            raise InvalidRule(rule.code, f"unknown name {name!r}", column)


def _operands(bare: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where the operands of `&&` and `||` stand, inside parentheses too; none in a text with `?`,
    which binds more loosely than both."""
    end = len(bare) if end is None else end
    text = bare[start:end]
    start += len(text) - len(text.lstrip())
    end = start + len(text.strip())
    places = [] if "?" in bare else _splits(bare, start, end)
    if places:
        edges = [start, *(edge for place in places for edge in (place, place + 2)), end]
        for low, high in zip(edges[::2], edges[1::2], strict=True):
            yield from _operands(bare, low, high)
    elif bare.startswith("(", start) and _closes(bare, start) == end - 1:
        yield from _operands(bare, start + 1, end - 1)
    else:
        yield start, end


def _splits(bare: str, start: int, end: int) -> list[int]:
    depth, places = 0, []
    for place in range(start, end):
        depth += (bare[place] in "([{") - (bare[place] in ")]}")
        if depth == 0 and bare[place : place + 2] in ("&&", "||"):
            places.append(place)
    return places


def _closes(bare: str, start: int) -> int:
    depth = 0
    for place in range(start, len(bare)):
        depth += (bare[place] == "(") - (bare[place] == ")")
        if depth == 0:
            return place
    return -1


def _check_boolean(rule: Rule, program: cel.Program, start: int) -> None:
    """`start` is where this operand begins; at 0 the whole is meant."""
    column = start + 1 if start else None
    for sample in _SAMPLES:
        try:
            result = program.execute(dict(sample))
        except (TypeError, RuntimeError) as error:
            raise InvalidRule(rule.code, str(error).split(". ")[0], column) from None
        except (ValueError, ArithmeticError):
            continue  # Division by a sample's zero: legal, and recorded if it happens.
        if not isinstance(result, bool):
            name = type(result).__name__
            raise InvalidRule(rule.code, f"gives {name}, not true or false", column)


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

    Raises
    ------
    InvalidRules
        Names every rule that cannot run.
    """

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self.version = rule_set.version
        self._programs = _compile_all(rule_set)
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


def _compile_all(rule_set: RuleSet) -> list[tuple[Rule, cel.Program]]:
    programs: list[tuple[Rule, cel.Program]] = []
    problems: list[tuple[str, str, str]] = []
    for place, rule in enumerate(rule_set.rules):
        try:
            programs.append((rule, compile_rule(rule)))
        except InvalidRule as error:
            problems.append((f"rules.{place}.{error.field}", str(error), "InvalidRule"))
    if problems:
        raise InvalidRules(tuple(problems))
    return programs
