"""Which interpreter and processor a package is built for."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from typing import Literal

Architecture = Literal["x86_64", "arm64"]

AWS_PYTHON = "3.13"
"""onnxruntime's wheels need glibc 2.28; Lambda's images have it from Python 3.12 on."""


@dataclass(frozen=True)
class Target:
    """A Lambda runtime; `is_local` when wheels for this very interpreter are wanted."""

    python: str
    architecture: Architecture
    is_local: bool

    @property
    def runtime(self) -> str:
        """The name Lambda gives it."""
        return f"python{self.python}"

    @property
    def is_interpreter(self) -> bool:
        """Whether this very interpreter can import, prove and compile what is built."""
        return self.is_local or (sys.platform == "linux" and self == _this_machine(is_local=False))

    @property
    def platform(self) -> str:
        """The platform tag of the wheels."""
        machine = "aarch64" if self.architecture == "arm64" else "x86_64"
        return f"{machine}-manylinux_2_28"


def aws_target(python: str = AWS_PYTHON, architecture: Architecture = "x86_64") -> Target:
    """What is deployed to AWS."""
    return Target(python, architecture, is_local=False)


def local_target() -> Target:
    """This interpreter on this machine: the emulator runs functions under it."""
    return _this_machine(is_local=True)


def _this_machine(is_local: bool) -> Target:
    is_arm = platform.machine().lower() in ("arm64", "aarch64")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Target(python, "arm64" if is_arm else "x86_64", is_local)
