"""The journal of a merge: what rooms above curation did because of it, so that its undoing finds it again."""

from collections.abc import Sequence

from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries.subjects import AWARDS
from scenariowiki.kernel.unit_of_work import UnitOfWork


def note_awards(uow: UnitOfWork, op_id: int, award_ids: Sequence[int]) -> None:
    """Note the awards that a merge took back (PM1)."""
    op = uow.session.get(MergeOp, op_id)
    if op is not None and award_ids:
        op.journal = {**op.journal, AWARDS: [*op.journal.get(AWARDS, ()), *award_ids]}
