"""What a merge would do to SOPs, as its preview tells and its second approver is asked (M25, M32)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Role
from scenariowiki.curation.rules.merging import Effect, MergeKind, MergePlan
from scenariowiki.sops.models import Sop
from scenariowiki.sops.queries import loading


def effects_of_merge(session: Session, plan: MergePlan) -> tuple[Effect, ...]:
    """List what becomes of the SOPs in force on either side; two of one scope need an SOP owner."""
    if plan.kind is not MergeKind.SCENARIO:
        return ()
    kept = loading.in_force(session, plan.winner_id)
    effects = [_stays(sop) for sop in kept]
    scopes = {sop.scope_key for sop in kept}
    for loser_id in plan.loser_ids:
        for sop in loading.in_force(session, loser_id):
            effects.append(_rests(sop, kept) if sop.scope_key in scopes else _stays(sop))
            scopes.add(sop.scope_key)
    return tuple(effects)


def _stays(sop: Sop) -> Effect:
    return Effect(code="effective_sop", facts={"title": sop.title}, needs_second=True)


def _rests(sop: Sop, kept: Sequence[Sop]) -> Effect:
    other = next((one.title for one in kept if one.scope_key == sop.scope_key), "")
    return Effect(
        code="sop_rests",
        facts={"title": sop.title, "kept": other},
        needs_second=True,
        second_role=Role.SOP_OWNER.value,
    )
