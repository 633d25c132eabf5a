"""`python -m simulator`: the index of its commands."""

from __future__ import annotations

import sys

from simulator.cli import main

sys.exit(main(sys.argv[1:]))
