"""Names that people would mix up: equal when folded, or off by so little that one of them is too many."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations
from typing import TypeVar

from scenariowiki.text import characters

SHORTEST = 3
SHORTEST_EXCHANGE = 5

Id = TypeVar("Id", bound=Hashable)


def equal_names(names: Mapping[Id, Iterable[str]]) -> list[tuple[Id, ...]]:
    """Group the things that share a name however it is written; each group and its members in given order."""
    by_key: dict[str, dict[Id, None]] = defaultdict(dict)
    for id_, some in names.items():
        for name in some:
            by_key[characters.skeleton(name)][id_] = None
    return list(dict.fromkeys(tuple(group) for group in by_key.values() if len(group) > 1))


def near_names(names: Mapping[Id, str]) -> list[tuple[Id, Id]]:
    """Pair the things whose names differ by one character, by the order of characters, or by spacing.

    Equal names are not near. In short names one other character is another word (退款, 退货), so an
    exchanged one counts in names of five and more only, an added one in names of three and more.
    """
    ids, texts = list(names), list(names.values())
    buckets: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for spelling in _spellings(_bare(text)):
            buckets[spelling].append(place)
    candidates = {pair for places in buckets.values() for pair in combinations(places, 2)}
    return [(ids[a], ids[b]) for a, b in sorted(candidates) if are_near(texts[a], texts[b])]


def are_near(one: str, other: str) -> bool:
    """Tell whether two names are nearly, but not quite, the same."""
    if characters.skeleton(one) == characters.skeleton(other):
        return False
    a, b = sorted((_bare(one), _bare(other)), key=len)
    if a == b:
        return True
    if len(a) < SHORTEST:
        return False
    if sorted(a) == sorted(b):
        return True
    if len(a) == len(b):
        return len(a) >= SHORTEST_EXCHANGE and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    return len(b) - len(a) == 1 and a in _without_one(b)


def _bare(name: str) -> str:
    """Give the skeleton without spaces, signs and brackets."""
    key = characters.skeleton(name)
    return "".join(char for char in key if char.isalnum()) or key


def _spellings(key: str) -> set[str]:
    """Give what near names have in common: all without one character, and the characters in order."""
    return {key, f"sorted:{''.join(sorted(key))}"} | (_without_one(key) if len(key) > SHORTEST else set())


def _without_one(key: str) -> set[str]:
    return {key[:place] + key[place + 1 :] for place in range(len(key))}
