"""Comparing two texts: sentences first, then the tokens inside the sentences that changed (D2)."""

from collections.abc import Iterator, Sequence

from scenariowiki.text.alignment import EXACT_PARTS, Hunk, differing, differing_within
from scenariowiki.text.chinese import fold, is_han
from scenariowiki.text.diff.cleanup import readable
from scenariowiki.text.diff.runs import Budget, Op, Run, TextDiff
from scenariowiki.text.sentences import diff_tokens, split_sentences


def diff_text(before: str, after: str, *, budget: Budget | None = None) -> TextDiff:
    """Compare two texts within the budget, by default 200 ms from now.

    The equal and deleted runs joined are the text before, the equal and inserted ones the text after.
    """
    if before == after:
        return TextDiff(runs=_spelled((Op.EQUAL, after)))
    comparison = _Comparison(budget or Budget.start())
    runs = tuple(comparison.runs(split_sentences(before), split_sentences(after)))
    return TextDiff(
        runs=runs, script_only=_only_script_differs(before, after), sentence_level=comparison.exhausted
    )


def _only_script_differs(before: str, after: str) -> bool:
    return len(before) == len(after) and all(
        one == other or (is_han(one) and is_han(other) and fold(one) == fold(other))
        for one, other in zip(before, after, strict=True)
    )


def _spelled(*runs: tuple[Op, str]) -> tuple[Run, ...]:
    return tuple(Run(op, text) for op, text in runs if text)


class _Comparison:
    """One comparison under way, with the time it has left."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.exhausted = False

    def runs(self, before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
        equal: list[str] = []
        for op, text in self._parts(before, after):
            if op is Op.EQUAL:
                equal.append(text)
                continue
            yield from _spelled((Op.EQUAL, "".join(equal)))
            equal.clear()
            yield Run(op, text)
        yield from _spelled((Op.EQUAL, "".join(equal)))

    def _parts(self, before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Op, str]]:
        place = 0
        for hunk in differing(before, after):
            yield Op.EQUAL, "".join(before[place : hunk.i1])
            yield from self._group(before[hunk.i1 : hunk.i2], after[hunk.j1 : hunk.j2])
            place = hunk.i2
        yield Op.EQUAL, "".join(before[place:])

    def _group(self, before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Op, str]]:
        size = sum(map(len, before)) + sum(map(len, after))
        if size > EXACT_PARTS and len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                yield from self._tokens(one, other)
        else:
            yield from self._tokens("".join(before), "".join(after))

    def _tokens(self, before: str, after: str) -> Iterator[tuple[Op, str]]:
        if not before or not after or self._time_is_up():
            return iter(_spelled((Op.DELETE, before), (Op.INSERT, after)))
        ours, theirs = diff_tokens(before), diff_tokens(after)
        hunks = differing_within(ours, theirs, self.budget.left())
        if hunks is None:
            self.exhausted = True
            hunks = [Hunk(0, len(ours), 0, len(theirs))]
        elif len(ours) + len(theirs) > EXACT_PARTS:
            self._time_is_up()
        return _token_runs(readable(hunks, ours, theirs), ours, theirs)

    def _time_is_up(self) -> bool:
        self.exhausted = self.exhausted or not self.budget.left()
        return self.exhausted


def _token_runs(
    hunks: Sequence[Hunk], before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[Op, str]]:
    place = 0
    for hunk in hunks:
        yield Op.EQUAL, "".join(before[place : hunk.i1])
        yield from _spelled(
            (Op.DELETE, "".join(before[hunk.i1 : hunk.i2])), (Op.INSERT, "".join(after[hunk.j1 : hunk.j2]))
        )
        place = hunk.i2
    yield Op.EQUAL, "".join(before[place:])
