"""Every numbered rule of curation, points and leaderboards is guarded by a test that names it."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture import ROOT

# Q6, G4, G6, L20 and B8 are for later, M17 is void.
NUMBERED = (
    *(f"Q{number}" for number in range(1, 11) if number != 6),
    *(f"D{number}" for number in range(1, 5)),
    *(f"M{number}" for number in range(1, 35) if number != 17),
    *(f"U{number}" for number in range(1, 13)),
    *(f"PM{number}" for number in range(1, 5)),
    *(f"P{number}" for number in range(1, 13)),
    *(f"G{number}" for number in range(1, 12) if number not in (4, 6)),
    *(f"L{number}" for number in range(1, 20)),
    *(f"B{number}" for number in range(1, 11) if number != 8),
)
# The race table, row by row.
RACES = (
    "test_race_each_into_the_other_leaves_one_edge",
    "test_race_a_chain_made_at_once_ends_in_one_root",
    "test_race_merge_against_archiving_the_winner",
    "test_race_merge_against_the_undoing_of_the_same_pair",
    "test_race_two_curators_claim_one_item",
    "test_race_approval_against_merge_leaves_one_in_force_m25",
)
IN_NAME = re.compile(r"(?<![a-z0-9])(?:[qdmupglb]\d{1,2}|pm\d)(?![a-z0-9])")
IN_WORDS = re.compile(r"\b(?:[QDMUPGLB]\d{1,2}|PM\d)\b")


def guarded() -> Iterator[str]:
    """List the names of all tests, and the rules that they name."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node.name
                yield from (rule.upper() for rule in IN_NAME.findall(node.name.replace("_", " ")))
                yield from IN_WORDS.findall(ast.get_docstring(node) or "")


GUARDED = frozenset(guarded())


@pytest.mark.parametrize("rule", sorted({*NUMBERED, *RACES}))
def test_a_rule_has_a_test_that_names_it(rule: str) -> None:
    assert rule in GUARDED
