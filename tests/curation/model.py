"""Merging and un-merging in a hundred plain lines: what the real thing is held against."""

from collections import Counter
from dataclasses import dataclass, field

Kind = str
SCENARIO, SOLUTION = "scenario", "solution"


class Refused(Exception):
    """The rules do not allow it; the argument is the code."""


@dataclass
class Page:
    title: str
    tags: frozenset[str]
    state: str = "published"
    into: int | None = None
    before: str = ""


@dataclass
class Way:
    home: int
    state: str
    into: int | None = None
    before: str = ""
    outcomes: Counter[tuple[int, str]] = field(default_factory=Counter)


@dataclass
class Merge:
    kind: Kind
    loser: int
    winner: int
    merged: tuple[str, frozenset[str]] = ("", frozenset())
    parent: tuple[str, frozenset[str]] = ("", frozenset())


@dataclass
class Model:
    """Pages and solutions by id; `merges` are the active ones by the id of their op."""

    pages: dict[int, Page] = field(default_factory=dict)
    ways: dict[int, Way] = field(default_factory=dict)
    merges: dict[int, Merge] = field(default_factory=dict)
    comments: dict[int, int] = field(default_factory=dict)
    watches: dict[tuple[int, int], str] = field(default_factory=dict)

    def canonical(self, kind: Kind, id_: int) -> int:
        rows: dict[int, Page] | dict[int, Way] = self.pages if kind == SCENARIO else self.ways
        while (into := rows[id_].into) is not None:
            id_ = into
        return id_

    def group(self, page: int) -> set[int]:
        return {id_ for id_ in self.pages if self.canonical(SCENARIO, id_) == page}

    def shown(self, page: int) -> set[int]:
        group = self.group(page)
        return {id_ for id_, way in self.ways.items() if way.home in group and way.into is None}

    def counted(self, way: int) -> int:
        """Count outcomes once each: what was reported on two members of a group is one (M18)."""
        most: Counter[tuple[int, str]] = Counter()
        for id_, row in self.ways.items():
            if self.canonical(SOLUTION, id_) == way:
                most |= row.outcomes
        return most.total()

    def watching(self, person: int, page: int) -> str | None:
        if (person, page) in self.watches:
            return self.watches[person, page]
        return max((self.watches.get((person, one), "") for one in self.group(page)), default="") or None

    def check(self, kind: Kind, winner: int, loser: int) -> tuple[int, int]:
        """Return the canonical pair, or raise what M3, M6 and M27 say."""
        winner, loser = self.canonical(kind, winner), self.canonical(kind, loser)
        if winner == loser:
            raise Refused("already_same")
        rows: dict[int, Page] | dict[int, Way] = self.pages if kind == SCENARIO else self.ways
        states = rows[winner].state, rows[loser].state
        if states[0] != "published" and states != ("submitted", "submitted"):
            raise Refused("bad_state")
        if kind == SOLUTION and self._page_of(winner) != self._page_of(loser):
            raise Refused("other_scenario")
        return winner, loser

    def merge(self, op: int, kind: Kind, winner: int, loser: int, *, take_title: bool = False) -> None:
        row: Page | Way = self.pages[loser] if kind == SCENARIO else self.ways[loser]
        done = Merge(kind=kind, loser=loser, winner=winner)
        if kind == SCENARIO:
            page, other = self.pages[winner], self.pages[loser]
            done.parent = (page.title, page.tags)
            page.title = other.title if take_title else page.title
            page.tags |= other.tags
            done.merged = (page.title, page.tags)
        row.before, row.state, row.into = row.state, "merged", winner
        self.merges[op] = done

    def undo(self, op: int) -> set[int]:
        """Take an op away, and solution merges it would leave across two pages (U6); return all of them."""
        undone = {op}
        one = self.merges.pop(op)
        row: Page | Way = self.pages[one.loser] if one.kind == SCENARIO else self.ways[one.loser]
        row.state, row.into = row.before, None
        if one.kind == SCENARIO:
            self._give_text_back(one)
            for other, merge in list(self.merges.items()):
                if merge.kind == SOLUTION and self._page_of(merge.loser) != self._page_of(merge.winner):
                    undone |= self.undo(other)
        return undone

    def _give_text_back(self, one: Merge) -> None:
        """Three ways from the merged text (U5); where both sides changed it, the present text stays."""
        page = self.pages[one.winner]
        if page.title == one.merged[0]:
            page.title = one.parent[0]
        merged, parent = one.merged[1], one.parent[1]
        page.tags = (page.tags - (merged - parent)) | (parent - merged)

    def _page_of(self, way: int) -> int:
        return self.canonical(SCENARIO, self.ways[way].home)
