"""Alerts that no decision carries, raised in the MULTI that stores what they tell of."""

from __future__ import annotations

from datetime import datetime

from redis.client import Pipeline

from ringfence.adapters.redis_functions import function_name
from ringfence.adapters.redis_keys import ALERTS_CHANNEL, Keys
from ringfence.adapters.redis_state import ALERTS_KEPT
from ringfence.domain.alerts import RingAlert, ThreatAlert


def stage_alert(pipe: Pipeline, keys: Keys, alert: RingAlert | ThreatAlert, at: datetime) -> None:
    """Number, keep and publish it. Its caller has made sure that the functions are loaded."""
    text = alert.model_dump_json(exclude={"seq"})
    arguments = (text, ALERTS_CHANNEL, ALERTS_KEPT, int(at.timestamp()))
    pipe.execute_command("FCALL", function_name("raise_alert"), 1, keys.prefix, *arguments)
