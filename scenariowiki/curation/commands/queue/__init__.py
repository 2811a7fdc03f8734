"""Working the queue: items are claimed under a lease, decided once, confirmed, taken back or skipped."""

from scenariowiki.curation.commands.queue.bulk import Bulk, decide_bulk, look_over, prepare_bulk
from scenariowiki.curation.commands.queue.deciding import decide
from scenariowiki.curation.commands.queue.directly import merge_directly
from scenariowiki.curation.commands.queue.leasing import claim, read_item, release, renew, skip
from scenariowiki.curation.commands.queue.preparing import prepare_decision
from scenariowiki.curation.commands.queue.refusing import note_refusal
from scenariowiki.curation.commands.queue.values import Decided, PreparedDecision
from scenariowiki.curation.commands.queue.withdrawing import withdraw

__all__ = [
    "Bulk",
    "Decided",
    "PreparedDecision",
    "claim",
    "decide",
    "decide_bulk",
    "look_over",
    "merge_directly",
    "note_refusal",
    "prepare_bulk",
    "prepare_decision",
    "read_item",
    "release",
    "renew",
    "skip",
    "withdraw",
]
