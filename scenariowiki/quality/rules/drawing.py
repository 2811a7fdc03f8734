"""Drawing a fair sample: every scenario of a group has the same chance, and small groups come up too.

A group is what one team wrote under one top category. The order follows from the seed alone, whatever
order the candidates are given in, so a draw can be made again and checked.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Group = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A scenario that may be drawn; `group` is its top category and its team, 0 where it has none."""

    scenario_id: int
    group: Group
    category_id: int | None = None
    team_id: int | None = None


def in_order(candidates: Iterable[Candidate], *, seed: str, seen: Mapping[Group, int]) -> Iterator[Candidate]:
    """Give the candidates in the order in which they are drawn: the group seen least comes first."""
    groups: defaultdict[Group, list[Candidate]] = defaultdict(list)
    for one in candidates:
        groups[one.group].append(one)
    turns = [
        (seen.get(group, 0) + place, _lot(seed, "group", *group), one)
        for group, members in groups.items()
        for place, one in enumerate(sorted(members, key=lambda one: _lot(seed, one.scenario_id)))
    ]
    for _turn, _lot_of_group, one in sorted(turns, key=lambda turn: turn[:2]):
        yield one


def _lot(seed: str, *what: object) -> str:
    words = ":".join(str(one) for one in (seed, *what))
    return hashlib.sha256(words.encode()).hexdigest()
