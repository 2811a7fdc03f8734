"""Every numbered rule of the design has a test that names it, so that breaking it turns something red."""

import re
from collections.abc import Collection
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
OWN = Path(__file__)

# Curation: how many rules each letter has, and those without a test of their own, with the reason.
CURATION = {"q": 10, "d": 4, "m": 34, "u": 12, "pm": 4}
WITHOUT = {
    "q6": "audits of a sample are for later, on evidence",
    "m17": "void",
}


@pytest.mark.parametrize(("letters", "count"), CURATION.items())
def test_every_rule_of_curation_has_a_test_naming_it(letters: str, count: int) -> None:
    asked = {f"{letters}{number}" for number in range(1, count + 1)} - set(WITHOUT)

    assert asked - named(asked) == set()


def test_rules_without_a_test_are_not_named_by_one() -> None:
    """Once there is one, the exception goes."""
    assert named(WITHOUT) == set()


def named(rules: Collection[str]) -> set[str]:
    """Return those of some rules that the name of a test speaks of."""
    names = [
        name
        for path in TESTS.rglob("test_*.py")
        if path != OWN
        for name in re.findall(r"^(?:    )?def (test_\w+)", path.read_text(), re.MULTILINE)
    ]
    words = {word for name in names for word in name.split("_")}
    return set(rules) & words
