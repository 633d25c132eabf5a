"""Rules in CEL (github.com/google/cel-spec), compiled once per version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import cel

from ringfence.domain.errors import InvalidRule
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.rules import SHIPPED_RULES, TRANSACTION_WORDS, Rule, RuleSet

KNOWN_NAMES = frozenset((*FEATURE_NAMES, *TRANSACTION_WORDS))
_POSITION = re.compile(r"<input>:\d+:(\d+): (.*)")
_SAMPLES: tuple[dict[str, float | str], ...] = tuple(
    {**dict.fromkeys(FEATURE_NAMES, number), **dict.fromkeys(TRANSACTION_WORDS, word)}
    for number, word in ((0.0, ""), (1.0, "a"), (1e6, "z"))
)


def compile_rule(rule: Rule) -> cel.Program:
    """The rule's program, checked.

    Raises
    ------
    InvalidRule
        Empty, not CEL (with the column), reads a name that is no feature, or is not a boolean.
    """
    if not rule.when.strip():
        raise InvalidRule(rule.code, "is empty; write a condition such as user_count_1m > 10.0")
    program = _parse(rule)
    _check_names(rule, program)
    for sample in _SAMPLES:
        _check_boolean(rule, program, sample)
    _check_sentence(rule)
    return program


def _parse(rule: Rule) -> cel.Program:
    try:
        return cel.compile(rule.when)
    except ValueError as error:
        found = _POSITION.search(str(error))
        if found:
            raise InvalidRule(rule.code, found[2], int(found[1])) from None
        raise InvalidRule(rule.code, str(error)) from None


def _check_names(rule: Rule, program: cel.Program) -> None:
    for name in program.variables():
        if name not in KNOWN_NAMES:
            position = re.search(rf"\b{re.escape(name)}\b", rule.when)
            column = position.start() + 1 if position else None
            raise InvalidRule(rule.code, f"unknown name {name!r}", column)


def _check_boolean(rule: Rule, program: cel.Program, sample: Mapping[str, float | str]) -> None:
    try:
        result = program.execute(dict(sample))
    except (TypeError, RuntimeError) as error:
        raise InvalidRule(rule.code, str(error).split(". ")[0]) from None
    except (ValueError, ArithmeticError, OverflowError):
        return  # Division by a sample's zero: legal, and recorded on the decision if it happens.
    if not isinstance(result, bool):
        raise InvalidRule(rule.code, f"gives {type(result).__name__}, not true or false")


def _check_sentence(rule: Rule) -> None:
    for name in re.findall(r"{([^{}]*)}", rule.sentence):
        if name not in KNOWN_NAMES and name != "entities":
            raise InvalidRule(rule.code, f"its sentence names {name!r}, which is no feature")
    if rule.value is not None and rule.value not in FEATURE_NAMES:
        raise InvalidRule(rule.code, f"its value {rule.value!r} is no feature")


class CelRules:
    """`ports.CompiledRules`: one context for all rules, holding only the names they read."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self._programs = [(rule, compile_rule(rule)) for rule in rule_set.rules]
        self._names = sorted(
            {name for _, program in self._programs for name in program.variables()}
        )

    def fire(self, values: Mapping[str, float | str]) -> tuple[Sequence[Rule], Sequence[str]]:
        context = cel.Context()
        context.update({name: values[name] for name in self._names})
        fired: list[Rule] = []
        errors: list[str] = []
        for rule, program in self._programs:
            try:
                is_fired = program.execute(context)
            except (ValueError, TypeError, RuntimeError, ArithmeticError):
                errors.append(rule.code)
                continue
            if is_fired is True:
                fired.append(rule)
        return fired, errors


class ShippedRules:
    """`ports.Rules` that knows the shipped set only."""

    def __init__(self) -> None:
        self._compiled = CelRules(SHIPPED_RULES)

    def load(self, version: str | None) -> CelRules:
        return self._compiled
