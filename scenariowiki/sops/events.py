"""What happens to SOPs and to the reviews that keep pages true; payloads hold what points need (P4, P5)."""

from dataclasses import dataclass

from scenariowiki.kernel.events import Event
from scenariowiki.scenarios.events import PageEvent


@dataclass(frozen=True, kw_only=True)
class SopEvent(PageEvent):
    """Something about an SOP; `scenario_id` is the canonical scenario it stands on at that moment."""

    sop_id: int


@dataclass(frozen=True, kw_only=True)
class SopVersionEvent(SopEvent):
    """Something about one version; `solution_id` and `source_rev_id` are what it was made from."""

    version_id: int
    solution_id: int
    source_rev_id: int


@dataclass(frozen=True, kw_only=True)
class SopProposed(SopEvent):
    """A curator thinks that a solution should be the standard."""

    solution_id: int


@dataclass(frozen=True, kw_only=True)
class SopVersionDrafted(SopVersionEvent):
    """The text of a version was written for the first time or anew."""

    number: int


@dataclass(frozen=True, kw_only=True)
class SopSubmitted(SopVersionEvent):
    """The checklist is ticked; `approver_ids` are asked in this order, none meaning any SOP owner."""

    author_id: int
    approver_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SopSentBack(SopVersionEvent):
    """An approver wants it changed first, or its author took it back."""

    author_id: int


@dataclass(frozen=True, kw_only=True)
class SopApproved(SopVersionEvent):
    """One approver agreed; `final`: nobody else is asked, it takes effect on its day."""

    author_id: int
    final: bool


@dataclass(frozen=True, kw_only=True)
class SopApproverLeft(SopVersionEvent):
    """Somebody who was asked by name can agree no more: the next one is asked, or any SOP owner.

    `was_next` tells whether it was their turn; else nobody is asked who was not asked before.
    """

    account_id: int
    was_next: bool = True


@dataclass(frozen=True, kw_only=True)
class SopBecameEffective(SopVersionEvent):
    """The standard from now on; `first` of its SOP, which is what P4 pays, once per SOP."""

    situation_author_id: int
    first: bool


@dataclass(frozen=True, kw_only=True)
class SopVersionSuperseded(SopVersionEvent):
    """The next version took its place."""

    by_version_id: int


@dataclass(frozen=True, kw_only=True)
class SopVersionRetired(SopVersionEvent):
    """No longer the standard; `wrong` if it should not have been: within 30 days P4 is reversed.

    `effective_at` is the ISO moment since which the SOP was in force, None where it never was.
    """

    wrong: bool
    effective_at: str | None
    successor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class SopRenewed(SopVersionEvent):
    """Looked at again and still right (P5); `review_due` is the ISO day of the next look."""

    review_due: str


@dataclass(frozen=True, kw_only=True)
class SopSuspended(SopEvent):
    """Not to be followed until somebody decided; `outcome_id` is the verified harm, if that is why."""

    version_id: int
    outcome_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class SopCleared(SopEvent):
    """May be followed again."""

    version_id: int


@dataclass(frozen=True, kw_only=True)
class SopReplacedByMerge(SopEvent):
    """The kept scenario of a merge has an SOP of that scope already: this one rests (M25)."""

    op_id: int


@dataclass(frozen=True, kw_only=True)
class SopRestored(SopEvent):
    """The merge was undone and its side has no SOP in force: this one is in force again (U8)."""

    op_id: int | None


@dataclass(frozen=True, kw_only=True)
class SopUndecided(SopEvent):
    """The merge was undone, and its side has an SOP in force by now: somebody has to decide (U8)."""

    op_id: int


@dataclass(frozen=True, kw_only=True)
class SopSettled(SopEvent):
    """Owner, readers, scope or review interval were changed."""

    owner_id: int


@dataclass(frozen=True, kw_only=True)
class SopAcknowledged(SopEvent):
    """Somebody read the version in force and will work by it."""

    version_id: int
    account_id: int


@dataclass(frozen=True, kw_only=True)
class SopReadingReminded(SopEvent):
    """Those who had not read it were reminded."""

    version_id: int
    account_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SopApproversSaved(Event):
    """Who approves the SOPs of a category, in order."""

    category_id: int
    approver_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PageReviewed(PageEvent):
    """Somebody looked at a scenario again and found it still right; `due` is the ISO day of the next look."""

    due: str


@dataclass(frozen=True, kw_only=True)
class ReviewWithdrawn(PageEvent):
    """What the queue had found of a page or an SOP was taken back within the minute, and P5 with it (Q9).

    `at` is the ISO moment of the decision that does not count any more.
    """

    at: str
    sop_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(PageEvent):
    """A review was opened by itself, and `reason` says why."""

    reason: str
    sop_id: int | None = None
