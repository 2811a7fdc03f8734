"""Two texts beside each other, sentence by sentence, with what differs marked on both sides alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scenariowiki.text import chinese, diff
from scenariowiki.text.alignment import differing
from scenariowiki.text.diff import Op
from scenariowiki.text.sentences import split_sentences

# More sentences in one changed stretch are shown as one passage.
STRETCH = 24
ALIKE = 0.3
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
        for mine, theirs in _matched(winner[hunk.i1 : hunk.i2], loser[hunk.j1 : hunk.j2]):
            yield Pair(winner=side(theirs, mine), loser=side(mine, theirs))
        place = hunk.i2
    yield from _equal(winner[place:], joined=joined)


def _equal(parts: Sequence[str], *, joined: bool) -> Iterator[Pair]:
    for text in ["".join(parts)] if joined and parts else parts:
        yield Pair(winner=[("=", text)], loser=[("=", text)])


def _matched(winner: Sequence[str], loser: Sequence[str]) -> list[tuple[str, str]]:
    """Put the likest sentences of a stretch beside each other, in order; "" where one stands alone."""
    if len(winner) > STRETCH or len(loser) > STRETCH:
        return [("".join(winner), "".join(loser))]
    if len(winner) == len(loser) == 1:
        return [(winner[0], loser[0])]
    best = _best(winner, loser)
    found: list[tuple[str, str]] = []
    i = j = 0
    while i < len(winner) or j < len(loser):
        if i < len(winner) and j < len(loser) and best[i][j] > max(best[i + 1][j], best[i][j + 1]):
            found.append((winner[i], loser[j]))
            i, j = i + 1, j + 1
        elif j >= len(loser) or (i < len(winner) and best[i + 1][j] >= best[i][j + 1]):
            found.append((winner[i], ""))
            i += 1
        else:
            found.append(("", loser[j]))
            j += 1
    return found


def _best(winner: Sequence[str], loser: Sequence[str]) -> list[list[float]]:
    """Sum up, from the end, how alike the best pairing is."""
    best = [[0.0] * (len(loser) + 1) for _ in range(len(winner) + 1)]
    pieces = [_pieces(chinese.fold(text)) for text in winner], [_pieces(chinese.fold(text)) for text in loser]
    for i in reversed(range(len(winner))):
        for j in reversed(range(len(loser))):
            likeness = _likeness(pieces[0][i], pieces[1][j])
            paired = best[i + 1][j + 1] + likeness if likeness >= ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return best


def _pieces(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(max(len(text) - 1, 1))}


def _likeness(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
