"""Finding what two sequences of strings have in common, in bounded time whatever the sequences are."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scenariowiki.text.matching import Block, matching_blocks

# Two sequences of together this many parts are compared exactly; the worst case then takes some 10 ms.
EXACT_PARTS = 2500

# diff-match-patch compares characters, so every part becomes one: itself, or a code point nobody writes.
_FIRST_CODE = 0xF0000
_CODES = 0xFFFD
_FIRST_UNSAFE = "\ud800"


class Hunk(NamedTuple):
    """Parts `i1:i2` of the one sequence stand where parts `j1:j2` of the other do; the rest is equal.

    A tuple and not a dataclass, because a long text makes thousands.
    """

    i1: int
    i2: int
    j1: int
    j2: int


def differing(before: Sequence[str], after: Sequence[str]) -> list[Hunk]:
    """List the hunks in which the sequences differ, in order; the same input always gives the same hunks."""
    head, tail = _common_ends(before, after)
    middle = Hunk(head, len(before) - tail, head, len(after) - tail)
    blocks = _blocks(before[head : middle.i2], after[head : middle.j2])
    return _between((Block(head + i, head + j, size) for i, j, size in blocks), middle)


def differing_within(before: Sequence[str], after: Sequence[str], seconds: float) -> list[Hunk] | None:
    """List the hunks like `differing`, but split them only as far as the time goes.

    Small sequences are compared exactly without looking at the clock. None if too many distinct parts exist.
    """
    if set(before).isdisjoint(after):
        return [Hunk(0, len(before), 0, len(after))]
    ids: dict[str, str] = {}
    left, right = _encode(before, ids), _encode(after, ids)
    if len(ids) > _CODES:
        return None
    limit = 0.0 if len(before) + len(after) <= EXACT_PARTS else max(seconds, 0.001)
    return _between(matching_blocks(left, right, limit), Hunk(0, len(before), 0, len(after)))


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pick the most pairs whose second numbers rise, given that the first ones do."""
    lowest: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for place, (_, value) in enumerate(pairs):
        length = bisect_left(lowest, value)
        lowest[length : length + 1] = [value]
        ends[length : length + 1] = [place]
        previous.append(ends[length - 1] if length else -1)
    picked = []
    place = ends[-1] if ends else -1
    while place >= 0:
        picked.append(pairs[place])
        place = previous[place]
    return picked[::-1]


def _common_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    limit = min(len(before), len(after))
    head = 0
    while head < limit and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < limit - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return head, tail


def _between(blocks: Iterable[Block], span: Hunk) -> list[Hunk]:
    hunks = []
    i, j = span.i1, span.j1
    for block in [*blocks, Block(span.i2, span.j2, 0)]:
        if (i, j) != (block.i, block.j):
            hunks.append(Hunk(i, block.i, j, block.j))
        i, j = block.i + block.size, block.j + block.size
    return hunks


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    # Parts found on one side only are in no common subsequence; without them most bad cases are small.
    common = {part: code for code, part in enumerate(set(before) & set(after))}
    ours = [i for i, part in enumerate(before) if part in common]
    theirs = [j for j, part in enumerate(after) if part in common]
    left, right = [common[before[i]] for i in ours], [common[after[j]] for j in theirs]
    for i, j, size in _bounded_blocks(left, right):
        for step in range(size):
            yield Block(ours[i + step], theirs[j + step], 1)


def _bounded_blocks(left: list[int], right: list[int]) -> Iterator[Block]:
    i = j = 0
    for stop, other in _anchors(left, right):
        yield from _gap_blocks(left, right, Hunk(i, stop, j, other))
        yield Block(stop, other, 1)
        i, j = stop + 1, other + 1
    yield from _gap_blocks(left, right, Hunk(i, len(left), j, len(right)))


def _anchors(left: list[int], right: list[int]) -> list[tuple[int, int]]:
    if len(left) + len(right) <= EXACT_PARTS:
        return []
    places = _found_once(right)
    return rising([(i, places[code]) for code, i in _found_once(left).items() if code in places])


def _found_once(codes: list[int]) -> dict[int, int]:
    counts = Counter(codes)
    return {code: place for place, code in enumerate(codes) if counts[code] == 1}


def _gap_blocks(left: list[int], right: list[int], gap: Hunk) -> Iterator[Block]:
    ours, theirs = left[gap.i1 : gap.i2], right[gap.j1 : gap.j2]
    # A gap too large for an exact answer goes window by window: some matches are missed, none is wrong.
    window = EXACT_PARTS // 2 if len(ours) + len(theirs) > EXACT_PARTS else EXACT_PARTS
    for start in range(0, min(len(ours), len(theirs)), window):
        ids: dict[int, str] = {}
        one, other = (
            "".join(
                [ids.setdefault(code, chr(_FIRST_CODE + len(ids))) for code in side[start : start + window]]
            )
            for side in (ours, theirs)
        )
        for i, j, size in matching_blocks(one, other, 0.0):
            yield Block(gap.i1 + start + i, gap.j1 + start + j, size)


def _encode(parts: Sequence[str], ids: dict[str, str]) -> str:
    return "".join(
        [
            part
            if len(part) == 1 and part < _FIRST_UNSAFE
            else ids.setdefault(part, chr(_FIRST_CODE + min(len(ids), _CODES)))
            for part in parts
        ]
    )
