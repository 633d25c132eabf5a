"""The template as it is deployed, packaged once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.layers import ROOT
from infra.package import package_functions
from infra.target import aws_target

Template = dict[str, Any]


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `make package` writes, made anew."""
    return package_functions(aws_target(), tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="session")
def template(rendered: str) -> Template:
    document: Template = yaml.safe_load(rendered)
    return document


@pytest.fixture(scope="session")
def functions(template: Template) -> dict[str, Template]:
    """Properties of every function by logical id."""
    return {
        name: item["Properties"]
        for name, item in template["Resources"].items()
        if item["Type"] == "AWS::Serverless::Function"
    }


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT
