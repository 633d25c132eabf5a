"""The ledger sums to the score, whatever the lines."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ringfence.domain.ledger import Line, settle
from ringfence.domain.model import sigmoid

margins = st.lists(st.floats(-20, 20, allow_nan=False), max_size=30)


def _line(margin: float, code: str = "a") -> Line:
    return Line(code, "model", "amount", "a sentence", margin)


@given(base=st.floats(-12, 12), lines=margins)
def test_points_always_sum_to_the_score(base: float, lines: list[float]) -> None:
    points, reasons = settle(base, [_line(margin) for margin in lines])

    assert sum(reason.points for reason in reasons) == points
    assert abs(points / 10_000 - sigmoid(base + sum(lines))) <= 0.5001 / 10_000


@given(base=st.floats(-8, 8), lines=st.lists(st.floats(0.2, 6), min_size=2, max_size=6))
def test_a_larger_margin_never_has_fewer_points(base: float, lines: list[float]) -> None:
    ordered = sorted(lines)

    _, reasons = settle(base, [_line(margin, f"{place}") for place, margin in enumerate(ordered)])

    by_place = {reason.code: reason.points for reason in reasons}
    points = [by_place[f"{place}"] for place in range(len(ordered))]
    assert all(low <= high + 1 for low, high in itertools.pairwise(points))


def test_lines_that_cancel_keep_their_signs() -> None:
    points, reasons = settle(0.0, [_line(2.0, "up"), _line(-2.0, "down")])

    assert points == 5_000
    assert {reason.code: reason.points for reason in reasons} == {
        "up": 5_000,
        "down": -5_000,
        "base_rate": 5_000,
    }


def test_rules_come_before_the_model_and_the_base_rate_last() -> None:
    rule = Line("high_velocity", "rule", "velocity", "fast", 1.0)

    _, reasons = settle(-4.0, [_line(5.0), rule])

    assert [reason.code for reason in reasons] == ["high_velocity", "a", "base_rate"]


def test_lists_come_first_as_given_and_move_nothing() -> None:
    listed = [Line(code, "list", "list", code, 0.0) for code in ("listed_block", "listed_allow")]

    for margin in (0.3, -0.4, 1e-12, 4.0):
        points, reasons = settle(-4.0, [*listed, _line(margin), _line(margin, "b")])

        assert [reason.code for reason in reasons[:2]] == ["listed_block", "listed_allow"]
        assert [reason.points for reason in reasons[:2]] == [0, 0]
        assert sum(reason.points for reason in reasons) == points
