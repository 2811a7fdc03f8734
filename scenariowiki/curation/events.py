"""What happens in curation; payloads hold what points need to replay it (PM1-PM4)."""

from dataclasses import dataclass

from scenariowiki.kernel.events import Event
from scenariowiki.scenarios.events import PageEvent


@dataclass(frozen=True, kw_only=True)
class QueueItemDecided(Event):
    """A verdict was applied; the pay is the same for every verdict (P8), none where `is_paid` is false."""

    item_id: int
    kind: str
    verdict: str
    deciders: tuple[int, ...]
    pair: tuple[int, int] | None = None
    is_paid: bool = True
    override: bool = False


@dataclass(frozen=True, kw_only=True)
class QueueDecisionWithdrawn(Event):
    """The decider took it back within the minute: as if it had not happened (Q9)."""

    item_id: int
    kind: str
    deciders: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PairJudged(Event):
    """Two of a kind are now known to be distinct or related; the detector keeps quiet about them (Q5)."""

    kind: str
    lo: int
    hi: int
    verdict: str


@dataclass(frozen=True, kw_only=True)
class ScenarioMerged(PageEvent):
    """`scenario_id` is the winner. `late` and `warned` say what PM1 asks about the loser."""

    op_id: int
    loser_id: int
    item_id: int
    revision_id: int
    deciders: tuple[int, ...]
    loser_author_id: int
    winner_author_id: int
    same_author: bool
    late: bool
    warned: bool
    self_proposed: bool = False
    override: bool = False


@dataclass(frozen=True, kw_only=True)
class ScenarioUnmerged(PageEvent):
    """`scenario_id` is the former winner; `withdrawn` within a minute by the one who had merged.

    `swapped` when the same two are merged the other way round in the same transaction (M8).
    """

    op_id: int
    loser_id: int
    item_id: int | None
    revision_id: int | None
    deciders: tuple[int, ...]
    loser_author_id: int
    winner_author_id: int
    withdrawn: bool = False
    swapped: bool = False
    override: bool = False


@dataclass(frozen=True, kw_only=True)
class SolutionMerged(PageEvent):
    """`scenario_id` is the canonical scenario of both solutions."""

    op_id: int
    solution_id: int
    loser_id: int
    item_id: int
    revision_id: int
    deciders: tuple[int, ...]
    loser_author_id: int
    winner_author_id: int
    same_author: bool
    late: bool
    self_proposed: bool = False
    override: bool = False


@dataclass(frozen=True, kw_only=True)
class SolutionUnmerged(PageEvent):
    op_id: int
    solution_id: int
    loser_id: int
    item_id: int | None
    revision_id: int | None
    deciders: tuple[int, ...]
    loser_author_id: int
    winner_author_id: int
    withdrawn: bool = False
    cascade: bool = False
    swapped: bool = False
    override: bool = False


@dataclass(frozen=True, kw_only=True)
class MergeObjected(PageEvent):
    """The loser's author wants the merge undone (M34)."""

    op_id: int
    item_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class PairProposed(Event):
    """Somebody, not the detector, thinks that two are one."""

    kind: str
    lo: int
    hi: int
    item_id: int


@dataclass(frozen=True, kw_only=True)
class ObjectRehomed(PageEvent):
    """One solution, comment or outcome, written after a merge, belongs to its other side now (U7).

    `scenario_id` and `loser_id` are the pages it is read on now and was read on before, `from_id` and `to_id`
    the sides of the merge.
    """

    loser_id: int
    op_id: int
    part: str
    object_id: int
    from_id: int
    to_id: int
