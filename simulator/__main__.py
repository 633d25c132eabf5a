"""`python -m simulator`: the index of its commands.

The package `ringfence` is found beside this one, so that the command works as typed from the
repository's root.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "layers" / "core" / "python"))

from simulator.cli import main

sys.exit(main(sys.argv[1:]))
