"""Who wrote which characters of a text, carried from revision to revision (D4, M14)."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, groupby
from typing import NamedTuple, TypeVar

from scenariowiki.text.alignment import Hunk, differing, differing_within
from scenariowiki.text.sentences import diff_tokens, split_sentences

# Shorter matches inside a changed sentence are chance: every sentence has a 的.
_SHORTEST_MATCH = 2
# For one huge changed passage; everything else is compared without a clock, so always with the same result.
_SECONDS = 0.1
_MANY_SENTENCES = 50
_NOBODY = -1


class Run(NamedTuple):
    """So many characters that came in with this revision."""

    revision: int
    length: int


Runs = tuple[Run, ...]
Author = TypeVar("Author", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Attributed:
    """A text and the revisions its characters came in with."""

    text: str
    runs: Runs


def attribute(text: str, revision: int, parents: Sequence[Attributed] = ()) -> Runs:
    """Say which revision each character of this revision's text came in with.

    Equal sentences keep their runs, also when they moved; in changed ones matches of two characters do.
    A merge passes both parents: sentences that the first one has stay its own, whole sentences of the second
    come before parts of the first one's. If the whole text equals an earlier revision's, the caller takes
    that one's runs instead: reverts earn and steal nothing.
    """
    if not parents:
        return (Run(revision, len(text)),) if text else ()
    for parent in parents:
        if parent.text == text:
            return parent.runs
    writing = _Writing(text)
    sources = [_Source(parent) for parent in parents]
    hunks = writing.take_in_order(sources[0])
    for source in sources[1:]:
        writing.take_sentences(source)
    writing.take_parts(sources[0], hunks)
    for source in sources[1:]:
        writing.take_matches(source, source.unused_tokens(), writing.open_tokens())
    return _runs(revision if owner == _NOBODY else owner for owner in writing.owners)


def shares(runs: Iterable[Run], author_of: Callable[[int], Author]) -> dict[Author, int]:
    """Count the characters of each author."""
    counts: Counter[Author] = Counter()
    for run in runs:
        counts[author_of(run.revision)] += run.length
    return dict(counts)


def runs_to_json(runs: Iterable[Run]) -> list[list[int]]:
    """Write runs as `[[revision, length], ...]`."""
    return [list(run) for run in runs]


def runs_from_json(data: Iterable[Sequence[int]]) -> Runs:
    """Read what `runs_to_json` wrote."""
    return tuple(Run(revision, length) for revision, length in data)


def _runs(owners: Iterable[int]) -> Runs:
    return tuple(Run(owner, sum(1 for _ in same)) for owner, same in groupby(owners))


class _Token(NamedTuple):
    text: str
    start: int


class _Sentences:
    """A text cut into sentences, each with its offset."""

    def __init__(self, text: str) -> None:
        self.sentences = split_sentences(text)
        self.starts = [0, *accumulate(map(len, self.sentences))]

    def tokens(self, places: Iterable[int]) -> list[_Token]:
        return list(chain.from_iterable(self._tokens_at(place) for place in places))

    def _tokens_at(self, place: int) -> Iterator[_Token]:
        start = self.starts[place]
        for token in diff_tokens(self.sentences[place]):
            yield _Token(token, start)
            start += len(token)


class _Source(_Sentences):
    """A parent, with the sentences nobody took from it yet."""

    def __init__(self, parent: Attributed) -> None:
        super().__init__(parent.text)
        self.owners = list(chain.from_iterable([run.revision] * run.length for run in parent.runs))
        self.unused = set(range(len(self.sentences)))

    def unused_tokens(self) -> list[_Token]:
        return self.tokens(sorted(self.unused))

    def unused_places(self) -> dict[str, deque[int]]:
        places: dict[str, deque[int]] = defaultdict(deque)
        for place in sorted(self.unused):
            places[self.sentences[place]].append(place)
        return places


class _Writing(_Sentences):
    """The new text, whose characters find their owners in one source after the other."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.owners = [_NOBODY] * len(text)
        self.open = set(range(len(self.sentences)))

    def take_sentences(self, source: _Source) -> None:
        """Take over the sentences the source has too, wherever they stand there."""
        places = source.unused_places()
        for place in sorted(self.open):
            sentence = self.sentences[place]
            if len(sentence.strip()) >= _SHORTEST_MATCH and places.get(sentence):
                self._take(source, places[sentence].popleft(), place)

    def take_in_order(self, source: _Source) -> list[Hunk]:
        """Take over what stands in the same order in the source, then what moved; return what differs."""
        hunks = differing(source.sentences, self.sentences)
        for theirs, ours in _equal_places(hunks, len(source.sentences)):
            if ours in self.open:
                self._take(source, theirs, ours)
        self.take_sentences(source)
        return hunks

    def take_parts(self, source: _Source, hunks: Iterable[Hunk]) -> None:
        """Take over parts of the sentences that differ."""
        for hunk in chain.from_iterable(map(_comparable, hunks)):
            theirs_left = [place for place in range(hunk.i1, hunk.i2) if place in source.unused]
            ours_left = [place for place in range(hunk.j1, hunk.j2) if place in self.open]
            self.take_matches(source, source.tokens(theirs_left), self.tokens(ours_left))

    def take_matches(self, source: _Source, theirs: Sequence[_Token], ours: Sequence[_Token]) -> None:
        """Take over the stretches the two runs of tokens have in common, unless they are too short."""
        if not theirs or not ours:
            return
        hunks = differing_within([token.text for token in theirs], [token.text for token in ours], _SECONDS)
        if hunks is None:
            return
        pairs = [(theirs[i], ours[j]) for i, j in _equal_places(hunks, len(theirs))]
        for stretch in _stretches(pairs):
            if sum(len(token.text) for _, token in stretch) >= _SHORTEST_MATCH:
                for there, here in stretch:
                    self._copy(source, there.start, here.start, len(here.text))

    def open_tokens(self) -> list[_Token]:
        """List the tokens that have no owner yet."""
        return [token for token in self.tokens(sorted(self.open)) if self.owners[token.start] == _NOBODY]

    def _take(self, source: _Source, theirs: int, ours: int) -> None:
        self._copy(source, source.starts[theirs], self.starts[ours], len(self.sentences[ours]))
        self.open.discard(ours)
        source.unused.discard(theirs)

    def _copy(self, source: _Source, there: int, here: int, length: int) -> None:
        self.owners[here : here + length] = source.owners[there : there + length]


def _equal_places(hunks: Iterable[Hunk], length: int) -> Iterator[tuple[int, int]]:
    i = j = 0
    for hunk in chain(hunks, [Hunk(length, length, length, length)]):
        yield from zip(range(i, hunk.i1), range(j, j + hunk.i1 - i), strict=True)
        i, j = hunk.i2, hunk.j2


def _comparable(hunk: Hunk) -> Iterator[Hunk]:
    """Split a passage that is too long to compare as one, if both sides have as many sentences."""
    size = hunk.i2 - hunk.i1
    if size != hunk.j2 - hunk.j1 or size < _MANY_SENTENCES:
        yield hunk
        return
    for step in range(size):
        yield Hunk(hunk.i1 + step, hunk.i1 + step + 1, hunk.j1 + step, hunk.j1 + step + 1)


def _stretches(pairs: Sequence[tuple[_Token, _Token]]) -> Iterator[list[tuple[_Token, _Token]]]:
    stretch: list[tuple[_Token, _Token]] = []
    for there, here in pairs:
        if stretch and not (_follows(stretch[-1][0], there) and _follows(stretch[-1][1], here)):
            yield stretch
            stretch = []
        stretch.append((there, here))
    yield stretch


def _follows(first: _Token, second: _Token) -> bool:
    return first.start + len(first.text) == second.start
