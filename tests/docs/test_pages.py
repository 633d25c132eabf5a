"""Pages link to what exists, and name no machine and no registry."""

from __future__ import annotations

import itertools
import re
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from infra.layers import ROOT
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.decisions import POINTS_PER_SCORE

OURS = ("README.md", "STYLE.md", "CHANGELOG.md")
HOSTS = re.compile(
    r"pypi\.|pythonhosted|registry\.npmjs|npmjs\.(?:com|org)|artifactory|nexus|index-url|"
    r"\bproxy\.golang"
)
MACHINE_PATHS = re.compile(r"(?<![\w.}])/(?:work|home|root|Users|mnt|farm)/\w")


@cache
def pages() -> tuple[Path, ...]:
    """Every Markdown page of the repository that git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:  # No git here: an archive of the sources.
        return tuple(sorted({*map(ROOT.joinpath, OURS), *ROOT.glob("docs/**/*.md")}))
    return tuple(sorted(ROOT / name for name in listed.stdout.split() if (ROOT / name).exists()))


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def links(page: Path) -> tuple[str, ...]:
    """Targets of links and pictures, as a renderer sees them, and of `src` in raw HTML."""
    found: list[str] = []
    for token in MarkdownIt().enable("table").parse(text_of(page)):
        for part in token.children or []:
            target = part.attrGet("href") or part.attrGet("src")
            if target:
                found.append(str(target))
        if token.type == "html_block":
            found += re.findall(r'(?:src|srcset|href)="([^"]+)"', token.content)
    return tuple(found)


@cache
def anchors(page: Path) -> frozenset[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    tokens = MarkdownIt().parse(text_of(page))
    headings = [
        "".join(part.content for part in following.children or [])
        for token, following in itertools.pairwise(tokens)
        if token.type == "heading_open"
    ]
    return frozenset(
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings
    )


def key_names() -> list[str]:
    """What stands after the prefix in each key, up to the part that varies."""
    keys = Keys("n")
    varying = [keys.transaction("x"), keys.second(1), keys.model("x"), keys.rules("x")]
    fixed = [
        getattr(keys, name)
        for name, member in vars(Keys).items()
        if isinstance(member, property) and name != "prefix"
    ]
    names = [key.removeprefix(keys.prefix) for key in (*varying, *fixed)]
    return [name.split(":")[0] for name in names]


def alarms() -> list[str]:
    template = (ROOT / "template.yaml").read_text(encoding="utf-8")
    return re.findall(r"^  (\w+):\n    Type: AWS::CloudWatch::Alarm", template, re.MULTILINE)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    broken = [target for target in links(page) if not leads_somewhere(page, target)]

    assert broken == []


def leads_somewhere(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    path, _, anchor = target.partition("#")
    other = (page.parent / unquote(path)).resolve() if path else page
    if not other.exists():
        return False
    return not anchor or other.suffix != ".md" or anchor in anchors(other)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_machine_or_a_registry(page: Path) -> None:
    assert HOSTS.findall(text_of(page)) == []
    assert MACHINE_PATHS.findall(text_of(page)) == []


@pytest.mark.parametrize("name", OURS)
def test_the_pages_every_repository_has_are_there(name: str) -> None:
    assert ROOT / name in pages()


def test_the_readme_has_a_place_for_measured_numbers() -> None:
    readme = text_of(ROOT / "README.md")

    assert readme.count("<!-- bench:begin -->") == readme.count("<!-- bench:end -->") == 1
    assert readme.index("<!-- bench:begin -->") < readme.index("<!-- bench:end -->")


def test_every_decision_record_is_listed_and_whole() -> None:
    index = text_of(ROOT / "docs" / "adr" / "README.md")
    records = [page for page in pages() if re.match(r"\d{4}-", page.name)]

    assert records
    for record in records:
        assert f"({record.name})" in index
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text_of(record), record.name


@pytest.mark.parametrize("key", key_names())
def test_every_key_in_redis_is_in_the_architecture(key: str) -> None:
    assert f"`{key}" in text_of(ROOT / "docs" / "architecture.md")


@pytest.mark.parametrize("alarm", alarms())
def test_every_alarm_is_in_the_runbook(alarm: str) -> None:
    assert f"`{alarm}`" in text_of(ROOT / "docs" / "runbook.md")


def test_the_readmes_decision_adds_up() -> None:
    shown = text_of(ROOT / "README.md").split("<!-- decision:begin -->")[1]
    shown = shown.split("<!-- decision:end -->")[0]
    points = [int(number) for number in re.findall(r'"points": (-?\d+)', shown)]
    together = [int(number) for number in re.findall(r"([+-]\d+) points together", shown)]
    score = re.search(r'"score": ([0-9.]+)', shown)

    assert score
    assert sum(points) + sum(together) == round(float(score[1]) * POINTS_PER_SCORE)
