"""Turns a query's tree into steps that every engine can take: tokens to look up, no query language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from scenariowiki.search import tokens
from scenariowiki.search.grammar import And, Field, Node, Not, Or, Phrase, Query, Term
from scenariowiki.text.chinese import fold, word_texts

# A query has at most 200 characters; these hold for whoever builds trees by other means.
MAX_TEXT = 10_000
MAX_STEPS = 200
MAX_WORDS = 100
MAX_DEPTH = 50

MAX_SPELLINGS = 4
MAX_SYLLABLE = 6

_PINYIN = re.compile("[a-z]{2,}")
# What may be a syllable; whether it is one, the index knows.
_SYLLABLE = re.compile(
    "(?:[zcs]h?|[bpmfdtnlgkhjqxryw])"
    "(?:a(?:i|o|ng?)?|e(?:i|r|ng?)?|i(?:a|ao|e|u|ang?|ng?|ong)?|o(?:u|ng)?|u(?:a|ai|e|i|o|ang?|n)?|v(?:e|an|n)?)"
    "|a(?:i|o|ng?)?|e(?:i|r|ng?)?|ou?"
)


@dataclass(frozen=True, slots=True)
class Step:
    """A token that a match holds: a pair at `place` from the start of the passage, or anywhere if None."""

    token: str
    place: int | None

    @property
    def is_pair(self) -> bool:
        return self.place is not None


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that a match holds, ranked by `words`; or else a pinyin key starting with `pinyin`.

    Or all facts of one of `spellings`: the syllables of that pinyin inside a title or tag.
    """

    steps: tuple[Step, ...]
    words: tuple[str, ...]
    pinyin: str | None
    spellings: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A property that a match has, by its token."""

    token: str


@dataclass(frozen=True, slots=True)
class Every:
    """What all of the nodes match."""

    nodes: tuple["PlanNode", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What any of the nodes matches; without nodes, nothing."""

    nodes: tuple["PlanNode", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What the node does not match."""

    node: "PlanNode"


PlanNode = Passage | Fact | Every | Either | Without
NOTHING = Either(())


@dataclass(frozen=True, slots=True)
class Plan:
    """What to match; `root` None is everything, `names_state` lifts the default filter by state."""

    root: PlanNode | None
    names_state: bool

    @property
    def ranks(self) -> bool:
        """Tell whether any match is better than another."""
        return any(True for _ in passages(self.root))


def plan(query: Query) -> Plan:
    """Plan a query; text without anything to look up matches nothing, beside other text it is ignored."""
    if query.root is None:
        return Plan(None, names_state=False)
    root = _plan(query.root, MAX_DEPTH) or NOTHING
    return Plan(root, names_state=_names_state(query.root, MAX_DEPTH))


def passages(node: PlanNode | None) -> Iterator[Passage]:
    """Give every passage that adds to a match's score."""
    match node:
        case Passage():
            yield node
        case Every(nodes) | Either(nodes):
            for inner in nodes:
                yield from passages(inner)
        case _:
            return


def _plan(node: Node, depth: int) -> PlanNode | None:
    match node:
        case Term(text):
            return _passage(text, with_pinyin=True)
        case Phrase(text):
            return _passage(text, with_pinyin=False)
        case Field(name, value):
            return Fact(tokens.fact(name, fold(value)))
        case _:
            return _plan_inner(node, depth) if depth else None


def _plan_inner(node: Not | And | Or, depth: int) -> PlanNode | None:
    if isinstance(node, Not):
        planned = _plan(node.node, depth - 1)
        return Without(planned) if planned else None
    nodes = _plan_all(node.nodes, depth)
    if not nodes:
        return None
    return Every(nodes) if isinstance(node, And) else Either(nodes)


def _plan_all(nodes: tuple[Node, ...], depth: int) -> tuple[PlanNode, ...]:
    planned = (_plan(node, depth - 1) for node in nodes)
    return tuple(node for node in planned if node is not None)


def _passage(text: str, *, with_pinyin: bool) -> Passage | None:
    cut = _trim(_cut(text))
    if not cut:
        return None
    only = cut[0].text if len(cut) == 1 else ""
    pinyin = only[: tokens.MAX_KEY] if with_pinyin and _PINYIN.fullmatch(only) else None
    ranking = dict.fromkeys(word[: tokens.MAX_TOKEN] for word in word_texts(text[:MAX_TEXT]))
    steps = tuple(_steps(cut))
    if not steps:
        return None
    return Passage(steps, tuple(ranking)[:MAX_WORDS], pinyin, tuple(_spellings(pinyin)) if pinyin else ())


def _spellings(pinyin: str) -> Iterator[tuple[str, ...]]:
    """Give the facts of pinyin's syllables in pairs, for every way to cut it: xian may be xi an."""
    for cut in _cuts(pinyin):
        if pairs := tuple(tokens.spelled(f"{left} {right}") for left, right in pairwise(cut)):
            yield pairs


def _cuts(pinyin: str) -> list[tuple[str, ...]]:
    """Cut into syllables, from the end, so that no dead end is walked into twice."""
    cuts: dict[int, list[tuple[str, ...]]] = {len(pinyin): [()]}
    for start in reversed(range(len(pinyin))):
        cuts[start] = [
            (pinyin[start:end], *more)
            for end in range(min(start + MAX_SYLLABLE, len(pinyin)), start, -1)
            if _SYLLABLE.fullmatch(pinyin, start, end)
            for more in cuts[end]
        ][:MAX_SPELLINGS]
    return cuts[0]


class _Token(NamedTuple):
    text: str
    run: int


def _cut(text: str) -> list[_Token]:
    runs = enumerate(tokens.runs(text[:MAX_TEXT]))
    return [_Token(token, number) for number, run in runs for token in run][:MAX_STEPS]


def _trim(cut: list[_Token]) -> list[_Token]:
    """Leave out punctuation before and after."""
    places = [place for place, token in enumerate(cut) if not tokens.is_silent(token.text)]
    return cut[places[0] : places[-1] + 1] if places else []


def _steps(cut: list[_Token]) -> Iterator[Step]:
    covered = -1
    for place, token in enumerate(cut):
        following = cut[place + 1] if place + 1 < len(cut) else None
        if following and _are_paired(token, following):
            yield Step(tokens.pair(token.text, following.text), place)
            covered = place + 1
        elif covered < place and not tokens.is_silent(token.text):
            yield Step(token.text, None)


def _are_paired(token: _Token, following: _Token) -> bool:
    """Tell whether the index has the two as a pair."""
    silent = tokens.is_silent(token.text) or tokens.is_silent(following.text)
    return token.run == following.run and not silent


def _names_state(node: Node, depth: int) -> bool:
    match node:
        case Field("state", _):
            return True
        case And(nodes) | Or(nodes):
            return depth > 0 and any(_names_state(inner, depth - 1) for inner in nodes)
        case Not(inner):
            return depth > 0 and _names_state(inner, depth - 1)
        case _:
            return False
