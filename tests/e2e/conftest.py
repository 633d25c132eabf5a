"""The deployed system."""

from tests.running import run as run
