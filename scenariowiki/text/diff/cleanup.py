"""Making a token diff read as a person would mark it: no scattered crumbs, edits begin at boundaries."""

from collections.abc import Sequence

from scenariowiki.text.alignment import Hunk

# A clause stays put between two edits, and so does the mark that ends it.
_CLAUSE_ENDS = frozenset("，、,：:。；;！!？?…\n")
_PUNCTUATION = _CLAUSE_ENDS | frozenset(" .（）()“”\"'《》「」【】[]—-/")
# Less of the shorter side in common than this, and the two are different sentences.
_LEAST_IN_COMMON = 0.3
_CRUMB = 2


def readable(hunks: Sequence[Hunk], before: Sequence[str], after: Sequence[str]) -> list[Hunk]:
    """Clean up a token diff; what comes out is still a correct diff of the same tokens."""
    joined = _without_crumbs(hunks, before)
    if _unrelated(joined, before, after):
        return [Hunk(0, len(before), 0, len(after))]
    return _at_boundaries(joined, before, after)


def _without_crumbs(hunks: Sequence[Hunk], before: Sequence[str]) -> list[Hunk]:
    kept: list[Hunk] = []
    for following in hunks:
        hunk = following
        while kept and _crumb_between(kept[-1], hunk, before):
            first = kept.pop()
            hunk = Hunk(first.i1, hunk.i2, first.j1, hunk.j2)
        kept.append(hunk)
    return kept


def _crumb_between(left: Hunk, right: Hunk, before: Sequence[str]) -> bool:
    if right.i1 - left.i2 > 2 * _CRUMB:
        return False
    between = before[left.i2 : right.i1]
    if any(token in _CLAUSE_ENDS or "\n" in token for token in between):
        return False
    weight = sum(map(_weight, between))
    return weight <= _CRUMB and 2 * weight <= min(_size(left), _size(right))


def _size(hunk: Hunk) -> int:
    return max(hunk.i2 - hunk.i1, hunk.j2 - hunk.j1)


def _weight(token: str) -> int:
    if token.isspace():
        return 0
    return 1 if len(token) == 1 else _CRUMB


def _unrelated(hunks: Sequence[Hunk], before: Sequence[str], after: Sequence[str]) -> bool:
    shorter = min(len(before), len(after))
    equal = len(before) - sum(hunk.i2 - hunk.i1 for hunk in hunks)
    if 2 * equal > shorter:
        return False
    told = _telling(before) - sum(_telling(before[hunk.i1 : hunk.i2]) for hunk in hunks)
    return told < _LEAST_IN_COMMON * min(_telling(before), _telling(after))


def _telling(tokens: Sequence[str]) -> int:
    return sum(token not in _PUNCTUATION and not token.isspace() for token in tokens)


def _at_boundaries(hunks: Sequence[Hunk], before: Sequence[str], after: Sequence[str]) -> list[Hunk]:
    settled: list[Hunk] = []
    for place, hunk in enumerate(hunks):
        start = settled[-1].i2 if settled else 0
        stop = hunks[place + 1].i1 if place + 1 < len(hunks) else len(before)
        if hunk.i1 == hunk.i2:
            step = _best_step(after, hunk[2:], (hunk.i1 - start, stop - hunk.i2))
        elif hunk.j1 == hunk.j2:
            step = _best_step(before, hunk[:2], (hunk.i1 - start, stop - hunk.i2))
        else:
            step = 0
        settled.append(Hunk(*(bound + step for bound in hunk)))
    return settled


def _best_step(tokens: Sequence[str], edit: tuple[int, int], room: tuple[int, int]) -> int:
    # "数[与投诉数]" and "[数与投诉]数" are the same insertion; the one between boundaries reads best.
    start, stop = edit
    steps = [0]
    while -steps[-1] < room[0] and tokens[start + steps[-1] - 1] == tokens[stop + steps[-1] - 1]:
        steps.append(steps[-1] - 1)
    forward = 0
    while forward < room[1] and tokens[start + forward] == tokens[stop + forward]:
        forward += 1
        steps.append(forward)
    return max(steps, key=lambda step: _boundary(tokens, start + step) + _boundary(tokens, stop + step))


def _boundary(tokens: Sequence[str], place: int) -> int:
    if place in {0, len(tokens)} or tokens[place - 1] in _PUNCTUATION:
        return 2
    return int(tokens[place] in _PUNCTUATION)
