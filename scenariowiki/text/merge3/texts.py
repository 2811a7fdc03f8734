"""Merging two edits of one text sentence by sentence; in doubt it is a conflict for a person (D3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from scenariowiki.text.alignment import Hunk, differing
from scenariowiki.text.numbers import has_numbers
from scenariowiki.text.sentences import split_sentences


@dataclass(frozen=True, kw_only=True)
class TextConflict:
    """A passage both sides changed; `base` stands at the offset `at` of the base text."""

    at: int
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, kw_only=True)
class TextMerge:
    """The merged text in pieces: what is settled, and the conflicts in their places."""

    pieces: tuple[str | TextConflict, ...]

    @property
    def conflicts(self) -> tuple[TextConflict, ...]:
        """List the passages somebody has to decide."""
        return tuple(piece for piece in self.pieces if isinstance(piece, TextConflict))

    @property
    def text(self) -> str | None:
        """Give the merged text, or None as long as there is a conflict."""
        return None if self.conflicts else self.draft()

    def draft(self) -> str:
        """Give a text to start editing from: in a conflict it has our version."""
        return "".join(piece.ours if isinstance(piece, TextConflict) else piece for piece in self.pieces)


def merge_text(base: str, ours: str, theirs: str) -> TextMerge:
    """Merge what both sides made of the base; sentences only one side touched are taken as it left them.

    Conflicts: a sentence both changed differently, two insertions in one place, and neighbouring sentences
    with numbers of which each side changed one: together they may promise something nobody wrote.
    """
    sentences = split_sentences(base)
    changes = _all_changes(sentences, split_sentences(ours), split_sentences(theirs))
    return TextMerge(pieces=tuple(_joined(_pieces(sentences, _grouped(changes, sentences)))))


class _Side(Enum):
    OURS = auto()
    THEIRS = auto()
    BOTH = auto()


@dataclass(frozen=True, kw_only=True)
class _Change:
    """Base sentences `start:end`, which read `old`, read `new` on this side."""

    start: int
    end: int
    old: str
    new: str
    side: _Side

    @cached_property
    def has_numbers(self) -> bool:
        return has_numbers(self.old) or has_numbers(self.new)


_Group = list[_Change]


def _all_changes(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[_Change]:
    one, other = _changes(base, ours), _changes(base, theirs)
    agreed = one.keys() & other.keys()
    sides = [(one.keys() - agreed, _Side.OURS), (other.keys() - agreed, _Side.THEIRS), (agreed, _Side.BOTH)]
    changes = [
        _Change(start=start, end=end, old="".join(base[start:end]), new=new, side=side)
        for keys, side in sides
        for start, end, new in keys
    ]
    return sorted(changes, key=lambda change: (change.start, change.end, change.side.value))


def _changes(base: Sequence[str], edited: Sequence[str]) -> dict[tuple[int, int, str], None]:
    single = (part for hunk in differing(base, edited) for part in _by_sentence(hunk))
    return {(hunk.i1, hunk.i2, "".join(edited[hunk.j1 : hunk.j2])): None for hunk in single}


def _by_sentence(hunk: Hunk) -> Iterator[Hunk]:
    size = hunk.i2 - hunk.i1
    if size != hunk.j2 - hunk.j1:
        yield hunk
        return
    for step in range(size):
        i, j = hunk.i1 + step, hunk.j1 + step
        yield Hunk(i, i + 1, j, j + 1)


def _grouped(changes: Sequence[_Change], base: Sequence[str]) -> list[_Group]:
    """Put changes that cannot be decided apart into one group."""
    groups: list[_Group] = []
    for change in changes:
        first = _first_clash(groups, change, base)
        together = [member for group in groups[first:] for member in group]
        groups[first:] = [[*together, change]]
    return groups


def _first_clash(groups: Sequence[_Group], change: _Change, base: Sequence[str]) -> int:
    found = len(groups)
    for place in reversed(range(len(groups))):
        end = max(member.end for member in groups[place])
        if not _only_space(base, end, change.start):
            break
        if any(_clash(member, change, base) for member in groups[place]):
            found = place
    return found


def _clash(first: _Change, second: _Change, base: Sequence[str]) -> bool:
    if first.side is second.side or _Side.BOTH in {first.side, second.side}:
        return False
    if first.start == second.start and (first.end == second.end or first.end > first.start):
        return True
    if first.start < second.start < first.end:
        return True
    return _only_space(base, first.end, second.start) and first.has_numbers and second.has_numbers


def _only_space(base: Sequence[str], start: int, end: int) -> bool:
    # Line breaks are one part however many there are, so a longer stretch holds a sentence.
    return end - start <= 2 and all(part.isspace() for part in base[start:end])


def _pieces(base: Sequence[str], groups: Sequence[_Group]) -> Iterator[str | TextConflict]:
    place = offset = 0
    for group in groups:
        start, end = group[0].start, max(change.end for change in group)
        before = "".join(base[place:start])
        offset += len(before)
        yield before
        passage = "".join(base[start:end])
        ours, theirs = (_applied(base, group, side) for side in (_Side.OURS, _Side.THEIRS))
        if _settled(group) or ours == theirs:
            yield ours if ours != passage else theirs
        else:
            yield TextConflict(at=offset, base=passage, ours=ours, theirs=theirs)
        place, offset = end, offset + len(passage)
    yield "".join(base[place:])


def _settled(group: _Group) -> bool:
    return len({change.side for change in group} - {_Side.BOTH}) < 2


def _applied(base: Sequence[str], group: _Group, side: _Side) -> str:
    place = group[0].start
    parts: list[str] = []
    for change in group:
        if change.side in {side, _Side.BOTH}:
            parts += [*base[place : change.start], change.new]
            place = change.end
    return "".join([*parts, *base[place : max(change.end for change in group)]])


def _joined(pieces: Iterator[str | TextConflict]) -> Iterator[str | TextConflict]:
    settled: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            settled.append(piece)
            continue
        if any(settled):
            yield "".join(settled)
        settled.clear()
        yield piece
    if any(settled):
        yield "".join(settled)
