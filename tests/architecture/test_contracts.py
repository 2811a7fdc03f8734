"""The contracts of pyproject.toml name what is there."""

import tomllib
from importlib.metadata import packages_distributions
from typing import Any

import pytest

from tests.architecture import PACKAGE, ROOT

CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
    "importlinter"
]["contracts"]
# Exchange and search have rooms of their own.
NOT_CAPABILITIES = {
    "app",
    "wiring",
    "web",
    "api",
    "cli",
    "mail",
    "jobs",
    "runtime",
    "kernel",
    "text",
    "exchange",
    "search",
}
ROOMS = {"reactions", "documents", "commands", "queries", "policy", "models", "events", "rules"}


def contract(beginning: str) -> dict[str, Any]:
    """Find a contract by how its name begins."""
    return next(found for found in CONTRACTS if found["name"].startswith(beginning))


def rings() -> set[str]:
    """List the built parts that the rings contract places."""
    named = {part.strip() for layer in contract("Rings")["layers"] for part in layer.split("|")}
    return {part for part in named if not part.startswith("(")}


def built() -> set[str]:
    """List the modules and packages directly under the package."""
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    return modules | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


def test_the_rings_place_every_part_that_is_built() -> None:
    assert rings() == built()


def test_the_rooms_contract_covers_every_capability() -> None:
    covered = {container.removeprefix("scenariowiki.") for container in contract("Rooms")["containers"]}

    assert covered == built() - NOT_CAPABILITIES


def test_the_rooms_contract_knows_all_rooms_in_order() -> None:
    assert {layer.strip("()") for layer in contract("Rooms")["layers"]} == ROOMS


@pytest.mark.parametrize("capability", sorted(built() - NOT_CAPABILITIES))
def test_a_capability_has_no_room_of_another_name(capability: str) -> None:
    folder = PACKAGE / capability
    rooms = {path.stem for path in folder.glob("*.py")} | {
        path.parent.name for path in folder.glob("*/__init__.py")
    }

    assert rooms - {"__init__"} <= ROOMS


def test_one_whoosh_is_installed_and_it_is_the_pinned_one() -> None:
    assert packages_distributions()["whoosh"] == ["Whoosh-Reloaded"]
