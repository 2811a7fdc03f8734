"""Leaving out the unchanged text that is far from any change."""

from collections.abc import Iterator, Sequence

from scenariowiki.text.diff.runs import Op, Run
from scenariowiki.text.sentences import split_sentences

# A text without sentence ends must not bring back its 200 kB as "two sentences".
_LONGEST_CONTEXT = 400
# Hiding less than this costs the reader more than it saves.
_SHORTEST_GAP = 60


def collapse(runs: Sequence[Run], context: int = 2) -> tuple[Run, ...]:
    """Put gaps for unchanged text, leaving this many sentences before and after each change.

    What is left of a changed sentence counts as one of them.
    A gap keeps the hidden text, so a page can tell its length or unfold it. Text without changes is one gap.
    """
    last = len(runs) - 1
    return tuple(
        part
        for place, run in enumerate(runs)
        for part in (
            _folded(run.text, context * (place > 0), context * (place < last)) if _equal(run) else [run]
        )
    )


def _equal(run: Run) -> bool:
    return run.op is Op.EQUAL


def _folded(text: str, leading: int, trailing: int) -> Iterator[Run]:
    head = _first_sentences(text[:_LONGEST_CONTEXT], leading)
    tail = _last_sentences(text[-_LONGEST_CONTEXT:], trailing)
    hidden = text[len(head) : len(text) - len(tail)]
    if len(head) + len(tail) + _SHORTEST_GAP > len(text):
        yield Run(Op.EQUAL, text)
        return
    yield from _if_any(Run(Op.EQUAL, head))
    yield Run(Op.GAP, hidden)
    yield from _if_any(Run(Op.EQUAL, tail))


def _if_any(run: Run) -> Iterator[Run]:
    if run.text:
        yield run


def _first_sentences(text: str, count: int) -> str:
    return "".join(_until(split_sentences(text), count))


def _last_sentences(text: str, count: int) -> str:
    return "".join(_until(split_sentences(text)[::-1], count)[::-1])


def _until(sentences: Sequence[str], count: int) -> list[str]:
    taken: list[str] = []
    for sentence in sentences:
        if count == 0:
            break
        taken.append(sentence)
        count -= not sentence.isspace()
    return taken
