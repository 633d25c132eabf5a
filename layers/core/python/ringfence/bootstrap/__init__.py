"""The composition root: settings to adapters to use cases. Every adapter is replaceable by keyword.

Nothing connects before first use. Drivers are imported inside functions, so that a function pays
only for what it uses.
"""

from __future__ import annotations

import os

from ringfence.adapters.redis_keys import Keys
from ringfence.bootstrap.adapters import Adapters, utc_now
from ringfence.bootstrap.services import Services
from ringfence.flow.ports import ModelRegistry
from ringfence.settings import Settings, read_settings

__all__ = ["Adapters", "Services", "build", "model_registry", "utc_now"]


def build(settings: Settings | None = None, **replaced: object) -> Services:
    """Services on the real adapters, from the environment unless told otherwise.

    Raises
    ------
    MissingSettings
    """
    settings = settings or read_settings(os.environ)
    return Services(settings, Adapters(settings, **replaced))


def model_registry(redis_url: str, namespace: str = "default") -> ModelRegistry:
    """The registry alone, for the tools that put models there."""
    from ringfence.adapters.redis_models import RedisModels
    from ringfence.adapters.redis_state import connect

    return RedisModels(connect(redis_url, timeout_s=5.0), Keys(namespace))
