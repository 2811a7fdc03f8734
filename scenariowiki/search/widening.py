"""Widens a query by words that mean the same: each term becomes any of its synonyms."""

from collections.abc import Mapping

from scenariowiki.search.grammar import And, Node, Not, Or, Query, Term
from scenariowiki.text.chinese import fold


def widen(query: Query, synonyms: Mapping[str, tuple[str, ...]]) -> Query:
    """Return the query with every term that has synonyms, by folded word, turned into a choice of them.

    Phrases stay as they were typed: quotes ask for these very words.
    """
    if query.root is None or not synonyms:
        return query
    return Query(_wide(query.root, synonyms), query.text)


def _wide(node: Node, synonyms: Mapping[str, tuple[str, ...]]) -> Node:
    match node:
        case Term(text):
            others = synonyms.get(fold(text), ())
            return Or((node, *(Term(other) for other in others))) if others else node
        case And(nodes):
            return And(tuple(_wide(one, synonyms) for one in nodes))
        case Or(nodes):
            return Or(tuple(_wide(one, synonyms) for one in nodes))
        case Not(inner):
            return Not(_wide(inner, synonyms))
        case _:
            return node
