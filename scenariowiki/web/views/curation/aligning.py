"""Two texts beside each other, sentence by sentence, with what differs marked on both sides alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from scenariowiki.text import chinese, diff
from scenariowiki.text.alignment import differing
from scenariowiki.text.diff import Op
from scenariowiki.text.sentences import diff_tokens, split_sentences

# More sentences in one changed stretch are shown as one passage.
STRETCH = 24
ALIKE = 0.2
Marked = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What stands in one line of both columns; the runs are (op, text) with op "=" or "!"."""

    winner: Marked
    loser: Marked


def align_texts(winner: str, loser: str) -> list[Pair]:
    """Align the sentences of two texts; unchanged neighbours stay together."""
    return list(_aligned(_sentences(winner), _sentences(loser), joined=True))


def align_lists(winner: Sequence[str], loser: Sequence[str]) -> list[Pair]:
    """Align the items of two lists, one line each."""
    return list(_aligned(winner, loser, joined=False))


def side(other: str, own: str) -> Marked:
    """Mark in a text what the other one does not have; the same word in the other script is no difference."""
    theirs, mine = chinese.fold(other), chinese.fold(own)
    if len(mine) != len(own):
        theirs, mine = other, own
    marked: Marked = []
    place = 0
    for run in diff.diff_text(theirs, mine).runs:
        if run.op is not Op.DELETE:
            text = own[place : place + len(run.text)]
            marked.append(("=" if run.op is Op.EQUAL else "!", text))
            place += len(text)
    return marked


def _sentences(text: str) -> list[str]:
    """Split a text; what holds no word, such as marks of emphasis, stays with the sentence before."""
    found: list[str] = []
    for piece in split_sentences(text):
        if any(char.isalnum() for char in piece):
            found.append(piece)
        elif piece.strip() and found:
            found[-1] += piece
    return found


def _aligned(winner: Sequence[str], loser: Sequence[str], *, joined: bool) -> Iterator[Pair]:
    place = 0
    for hunk in differing(winner, loser):
        yield from _equal(winner[place : hunk.i1], joined=joined)
        stretch = winner[hunk.i1 : hunk.i2], loser[hunk.j1 : hunk.j2]
        for mine, theirs in _matched(*stretch, joined=joined):
            yield Pair(winner=side(theirs, mine), loser=side(mine, theirs))
        place = hunk.i2
    yield from _equal(winner[place:], joined=joined)


def _equal(parts: Sequence[str], *, joined: bool) -> Iterator[Pair]:
    for text in ["".join(parts)] if joined and parts else parts:
        yield Pair(winner=[("=", text)], loser=[("=", text)])


def _matched(winner: Sequence[str], loser: Sequence[str], *, joined: bool) -> Iterator[tuple[str, str]]:
    """Put the likest sentences of a stretch beside each other, in order, and what lies between them."""
    i = j = 0
    for place, other in [*_likest(winner, loser), (len(winner), len(loser))]:
        between = winner[i:place], loser[j:other]
        if joined and any(between):
            yield "".join(between[0]), "".join(between[1])
        elif not joined:
            yield from zip_longest(*between, fillvalue="")
        if place < len(winner):
            yield winner[place], loser[other]
        i, j = place + 1, other + 1


def _likest(winner: Sequence[str], loser: Sequence[str]) -> list[tuple[int, int]]:
    """Choose the pairs that make the most of how alike sentences are, never crossing."""
    if len(winner) > STRETCH or len(loser) > STRETCH:
        return []
    best = _best(winner, loser)
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(winner) and j < len(loser):
        if best[i][j] > max(best[i + 1][j], best[i][j + 1]):
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _best(winner: Sequence[str], loser: Sequence[str]) -> list[list[float]]:
    """Sum up, from the end, how alike the best pairing is."""
    best = [[0.0] * (len(loser) + 1) for _ in range(len(winner) + 1)]
    pieces = [_pieces(text) for text in winner], [_pieces(text) for text in loser]
    for i in reversed(range(len(winner))):
        for j in reversed(range(len(loser))):
            likeness = _likeness(pieces[0][i], pieces[1][j])
            paired = best[i + 1][j + 1] + likeness if likeness >= ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return best


def _pieces(text: str) -> set[tuple[str, str]]:
    tokens = [token for token in diff_tokens(chinese.fold(text)) if token.strip()]
    return set(pairwise(tokens))


def _likeness(one: set[tuple[str, str]], other: set[tuple[str, str]]) -> float:
    return 2 * len(one & other) / (len(one) + len(other) or 1)
