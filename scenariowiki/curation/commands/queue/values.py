"""A decision that was checked, and what became of it."""

from dataclasses import dataclass

from scenariowiki.curation.commands.merging import PreparedMerge
from scenariowiki.curation.commands.unmerging import PreparedUnmerge
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.scenarios.commands.pending import PreparedAcceptance


@dataclass(frozen=True, kw_only=True)
class PreparedDecision:
    """A decision ready to be applied; a replay has nothing prepared, its answer is there already (M9).

    `stored` is what a first curator decided and `given` confirms, where the item awaits a second one.
    """

    item_id: int
    given: Decision
    verdict: Verdict
    stored: Decision | None = None
    merge: PreparedMerge | None = None
    unmerge: PreparedUnmerge | None = None
    edit: PreparedAcceptance | None = None


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The item as it is now, with the merges that were applied; `needs_second` says why one is awaited."""

    item: QueueItem
    ops: tuple[MergeOp, ...] = ()
    needs_second: tuple[str, ...] = ()
    is_replay: bool = False
