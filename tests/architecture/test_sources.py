"""Sizes, names and places of the source files."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import PACKAGE, ROOT

MODULE_WALL = 300
FUNCTION_WALL = 40
# Whoosh's own writer commits segments, not the database.
MAY_COMMIT = {"kernel/unit_of_work.py", "search/embedded/writer.py"}
VAGUE = {"utils", "util", "helpers", "helper", "service", "services", "manager", "managers", "common", "misc"}
TODO = re.compile(r"#.*\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))")
# Spelt apart, so that this file does not find itself.
PACKAGE_HOSTS = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "deb" + r"\.debian\.org", "npm" + r"js\."))
)
TEXTS = {
    ".py",
    ".md",
    ".txt",
    ".in",
    ".toml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".po",
    ".sh",
    ".ini",
    ".mako",
    "",
}

SOURCES = sorted(PACKAGE.rglob("*.py"))


def name(path: Path) -> str:
    """Name a module as the messages do."""
    return path.relative_to(PACKAGE).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Walk every function of a module, methods and inner ones too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def tracked() -> list[Path]:
    """List what is under version control, or everything of ours outside a checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [ROOT / found for found in listed.stdout.split("\0") if found]


def test_every_module_opens_with_a_sentence() -> None:
    assert [name(path) for path in SOURCES if path.stat().st_size and not _opening(path)] == []


def _opening(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))


def test_no_module_is_longer_than_the_wall() -> None:
    long = {
        name(path): size for path in SOURCES if (size := len(path.read_text().splitlines())) > MODULE_WALL
    }

    assert long == {}


def test_no_function_is_longer_than_the_wall() -> None:
    long = {
        f"{name(path)}:{node.name}": size
        for path in SOURCES
        for node in functions(path)
        if (size := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_WALL
    }

    assert long == {}


def test_only_the_unit_of_work_commits() -> None:
    committing = {name(path) for path in SOURCES if re.search(r"\.commit\(", path.read_text())}

    assert committing - MAY_COMMIT == set()


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    vague = [name(path) for path in SOURCES if {path.stem, path.parent.name} & VAGUE]

    assert vague == []


def test_no_task_is_left_without_its_issue() -> None:
    left = [
        f"{name(path)}:{n}"
        for path in SOURCES
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if TODO.search(line)
    ]

    assert left == []


def test_no_file_names_a_host_of_packages() -> None:
    naming = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in TEXTS and path.is_file() and PACKAGE_HOSTS.search(path.read_text(errors="replace"))
    ]

    assert naming == []


@pytest.mark.parametrize("path", [ROOT / "config.py", *sorted((ROOT / "migrations").glob("*.py"))], ids=str)
def test_the_files_beside_the_package_keep_the_walls_too(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MODULE_WALL
    assert all((node.end_lineno or 0) - node.lineno < FUNCTION_WALL for node in functions(path))
