"""diff-match-patch as it is installed: in C++, or in Python where there is no wheel of that."""

import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from diff_match_patch import diff_match_patch

try:
    import fast_diff_match_patch
except ImportError:  # no wheel for this platform
    fast_diff_match_patch = None

_DELETE, _EQUAL, _INSERT = (
    diff_match_patch.DIFF_DELETE,
    diff_match_patch.DIFF_EQUAL,
    diff_match_patch.DIFF_INSERT,
)
_OPS = {"-": _DELETE, "=": _EQUAL, "+": _INSERT}


class Block(NamedTuple):
    """The `size` parts from `i` in the one sequence equal those from `j` in the other."""

    i: int
    j: int
    size: int


def matching_blocks(left: str, right: str, seconds: float) -> list[Block]:
    """List what two strings have in common, exactly or, for `seconds` above 0, as far as those go."""
    match = match_in_python if fast_diff_match_patch is None else match_in_cpp
    return list(_blocks(match(left, right, seconds)))


def match_in_cpp(left: str, right: str, seconds: float) -> Iterator[tuple[int, str]]:
    """Compare with the fast library."""
    runs = fast_diff_match_patch.diff(
        left, right, timelimit=seconds, checklines=False, cleanup="No", counts_only=False
    )
    return ((_OPS[op], text) for op, text in runs)


def match_in_python(left: str, right: str, seconds: float) -> Iterator[tuple[int, str]]:
    """Compare with the plain library, some 25 times as slow."""
    engine = diff_match_patch()
    engine.Diff_Timeout = seconds
    deadline = time.time() + seconds if seconds else float("inf")
    return iter(engine.diff_main(left, right, checklines=False, deadline=deadline))


def _blocks(runs: Iterable[tuple[int, str]]) -> Iterator[Block]:
    i = j = 0
    for op, text in runs:
        size = len(text)
        if op == _EQUAL:
            yield Block(i, j, size)
        i += size if op != _INSERT else 0
        j += size if op != _DELETE else 0
