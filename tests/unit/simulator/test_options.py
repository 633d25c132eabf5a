"""Options: what they refuse, in words, and what help never says."""

from __future__ import annotations

import argparse

import pytest

from simulator.cli import main
from simulator.options import add_world, day, mix_of, positive_int, redis_url, shares
from simulator.stream import PRESETS


@pytest.mark.parametrize(
    ("convert", "text", "message"),
    [
        (shares, "slow_rings=0.1", "'slow_rings' is none of account_takeover, bust_out"),
        (shares, "slow_ring=many", "'many' is no number"),
        (shares, "slow_ring=-0.1", "0 or more"),
        (shares, "slow_ring=0.5,kiosk_hours=0.5", "together at most 0.9"),
        (positive_int, "1.5", "'1.5' is no whole number"),
        (positive_int, "0", "0 is not above 0"),
        (day, "2026-13-01", "no day such as"),
        (redis_url, "localhost:6379", "begins with redis://"),
    ],
)
def test_a_wrong_value_is_refused_in_words(convert: object, text: str, message: str) -> None:
    assert callable(convert)
    with pytest.raises(argparse.ArgumentTypeError, match=message):
        convert(text)


def test_a_mix_replaces_shares_of_the_preset_and_keeps_the_rest() -> None:
    parser = argparse.ArgumentParser()
    add_world(parser, "calm")

    mix = mix_of(parser.parse_args(["--mix", "slow_ring=0.02,kiosk_hours=0"]))

    assert mix.fraud == {**PRESETS["calm"].fraud, "slow_ring": 0.02}
    assert mix.genuine == {**PRESETS["calm"].genuine, "kiosk_hours": 0.0}


@pytest.mark.parametrize("name", ["send", "register", "labels", "dataset"])
def test_help_says_no_token_and_no_password(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCESS_TOKEN", "secret-token")
    monkeypatch.setenv("REDIS_URL", "redis://:secret-word@localhost")

    with pytest.raises(SystemExit):
        main([name, "--help"])

    assert "secret" not in capsys.readouterr().out
