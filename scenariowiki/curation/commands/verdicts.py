"""What is known about pairs, remembered until a side becomes another text (Q5, U9)."""

from collections.abc import Mapping, Sequence
from typing import Any

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.events import PairJudged
from scenariowiki.curation.models import PairVerdict
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.merging import get_entity


def verdict_before(uow: UnitOfWork, kind: MergeKind, ids: tuple[int, int]) -> dict[str, Any] | None:
    """Return what is known of a pair, for `forget` to bring back."""
    lo, hi = sorted(ids)
    row = uow.session.get(PairVerdict, (kind.value, lo, hi))
    if row is None:
        return None
    return {name: getattr(row, name) for name in ("verdict", "rev_lo", "rev_hi", "deciders")}


def forget(uow: UnitOfWork, kind: MergeKind, ids: tuple[int, int], before: Mapping[str, Any] | None) -> None:
    """Take a verdict back as if it had not been given: what was known before is known again (Q9)."""
    lo, hi = sorted(ids)
    row = uow.session.get(PairVerdict, (kind.value, lo, hi))
    if row is None:
        return
    if before is None:
        uow.session.delete(row)
    else:
        for name, value in before.items():
            setattr(row, name, value)
    uow.session.flush()


def judge(  # noqa: PLR0913 - a verdict's circumstances
    uow: UnitOfWork,
    actor: Actor,
    kind: MergeKind,
    ids: tuple[int, int],
    verdict: Verdict,
    deciders: Sequence[int],
    *,
    unmerged: bool = False,
) -> PairVerdict:
    """Remember a verdict with the texts it was about; records PairJudged where it is not a merge."""
    lo, hi = sorted(ids)
    heads = [get_entity(uow.session, kind, id_).head_rev_id or 0 for id_ in (lo, hi)]
    row = uow.session.get(PairVerdict, (kind.value, lo, hi))
    if row is None:
        row = PairVerdict(kind=kind.value, lo=lo, hi=hi, unmerged=0)
        uow.session.add(row)
    row.verdict = verdict
    row.rev_lo, row.rev_hi = heads
    row.deciders = list(deciders)
    row.decided_at = uow.now
    row.unmerged += int(unmerged)
    if verdict is not Verdict.DUPLICATE:
        uow.record(PairJudged(kind=kind, lo=lo, hi=hi, verdict=verdict), by=actor)
    uow.session.flush()
    return row
