"""Writes tokens and plans as PostgreSQL's tsvector and tsquery literals; its parsers never see a text."""

from collections.abc import Iterable, Iterator, Sequence

from scenariowiki.search.plan import Either, Every, Fact, Passage, PlanNode, Step, Without
from scenariowiki.search.tokens import Analysed

CHARACTER, PAIR, FACT, KEY = "cbfp"

_MAX_PLACE = 16383
_MAX_PLACES = 255
# Of 1 MiB that a tsvector may have; what is beyond is not found in documents of hundreds of thousands of
# characters.
_MAX_BYTES = 1_000_000
# More of the same word do not raise the rank.
_MAX_COUNT = 20
# No token starts with it.
_NOTHING = "'x'"


def token_vector(analysed: Analysed) -> str:
    """Write what a document is found by."""
    return _vector(_tokens(analysed))


def word_vector(analysed: Analysed) -> str:
    """Write what a document is ranked by."""
    return _vector((word, range(1, min(count, _MAX_COUNT) + 1)) for word, count in analysed.words.items())


def _vector(tokens: Iterable[tuple[str, Sequence[int]]]) -> str:
    lexemes: list[str] = []
    room = _MAX_BYTES
    for token, places in tokens:
        room -= len(token.encode()) + 2 * len(places) + 4
        if room < 0:
            break
        lexemes.append(f"{quote(token)}:{','.join(map(str, places))}" if places else quote(token))
    return " ".join(lexemes)


def query(node: PlanNode) -> str:
    """Write a plan's node."""
    match node:
        case Passage():
            found = _steps(node.steps)
            if not node.pinyin:
                return f"({found})"
            others = [f"{quote(KEY + node.pinyin)}:*", *map(spelled, node.spellings)]
            return f"({' | '.join([found, *others])})"
        case Fact(token):
            return quote(FACT + token)
        case Without(inner):
            return f"!({query(inner)})"
        case Every(nodes):
            return "(" + " & ".join(map(query, nodes)) + ")"
        case Either(nodes):
            return "(" + " | ".join(map(query, nodes)) + ")" if nodes else _NOTHING


def quote(token: str) -> str:
    """Quote a token for either literal."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def spelled(spelling: Sequence[str]) -> str:
    """Write the facts of one spelling, which all have to hold."""
    return f"({' & '.join(quote(FACT + fact) for fact in spelling)})"


def _tokens(analysed: Analysed) -> Iterator[tuple[str, Sequence[int]]]:
    yield from ((FACT + token, ()) for token in analysed.facts)
    yield from ((KEY + key, ()) for key in analysed.keys)
    yield from ((CHARACTER + token, ()) for token in analysed.characters)
    for pair, places in analysed.pairs.items():
        yield PAIR + pair, [place + 1 for place in places if place < _MAX_PLACE][:_MAX_PLACES]


def _steps(steps: Sequence[Step]) -> str:
    singles = [quote(CHARACTER + step.token) for step in steps if not step.is_pair]
    chain = _chain([step for step in steps if step.is_pair])
    return " & ".join([f"({chain})", *singles] if chain else singles)


def _chain(pairs: Sequence[Step]) -> str:
    written = ""
    last = 0
    for step in pairs:
        place = step.place or 0
        written += f" <{place - last}> " if written else ""
        written += quote(PAIR + step.token)
        last = place
    return written
