"""Awards as the reactions look for them: by what they are for, and whether they still count."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries.subjects import noted_awards
from scenariowiki.points.models import Award, Transfer
from scenariowiki.points.rules.ledger import OPEN_AWARDS, AwardState, Code
from scenariowiki.points.rules.periods import Period, start_of
from scenariowiki.points.rules.reasons import Reason

LIVE = (*sorted(OPEN_AWARDS), AwardState.POSTED)
REUSE = "P3"
# What pays once for each situation and solution.
ONCE = ("P1", "P2")


def of_scenario(session: Session, rule: str, scenario_id: int) -> Sequence[Award]:
    """List the live awards by a rule for a situation itself, oldest first."""
    return session.scalars(
        _live(rule).where(Award.scenario_id == scenario_id, Award.solution_id.is_(None))
    ).all()


def of_solutions(session: Session, rule: str, solution_ids: Collection[int]) -> Sequence[Award]:
    """List the live awards by a rule for some solutions, oldest first."""
    return session.scalars(_live(rule).where(Award.solution_id.in_(solution_ids))).all()


def on_page(session: Session, rules: Collection[str], scenario_id: int) -> Sequence[Award]:
    """List the live awards by some rules for a situation and the solutions addressed to it."""
    chosen = select(Award).where(
        Award.rule.in_(rules), Award.scenario_id == scenario_id, Award.state.in_(LIVE)
    )
    return session.scalars(chosen.order_by(Award.id)).all()


def any_for(session: Session, rules: Collection[str], ids: Collection[int], *, of_page: bool) -> bool:
    """Tell whether rules have paid for any of some solutions, or `of_page` for any of some situations."""
    column = Award.scenario_id if of_page else Award.solution_id
    chosen = select(Award.id).where(Award.rule.in_(rules), column.in_(ids), Award.state.in_(LIVE))
    return session.scalar(chosen.limit(1)) is not None


def was_given(session: Session, rule: str, scenario_id: int, solution_id: int | None = None) -> bool:
    """Tell whether a rule has paid for a situation or a solution, and that still stands."""
    found = (
        of_scenario(session, rule, scenario_id)
        if solution_id is None
        else of_solutions(session, rule, (solution_id,))
    )
    return bool(found)


def was_given_again(session: Session, award: Award) -> bool:
    """Tell whether what paid once, and was taken back, has been earned once more since."""
    return award.id in given_again(session, (award.id,))


def given_again(session: Session, award_ids: Collection[int]) -> set[int]:
    """List which of some awards paid for what pays once and has been paid for once more since.

    Situations and solutions are looked for apart: each has an index of its own.
    """
    rows = session.execute(_PAID_ONCE, {"ids": list(award_ids)}).all() if award_ids else ()
    solutions = {row.solution_id for row in rows if row.solution_id is not None}
    pages = {row.scenario_id for row in rows if row.solution_id is None and row.scenario_id is not None}
    live = select(*_PAID_FOR).where(Award.rule.in_(ONCE), Award.state.in_(LIVE))
    again: dict[tuple[str, int | None, int | None], set[int]] = defaultdict(set)
    for row in session.execute(live.where(Award.solution_id.in_(solutions))) if solutions else ():
        again[row.rule, None, row.solution_id].add(row.id)
    of_pages = live.where(Award.scenario_id.in_(pages), Award.solution_id.is_(None))
    for row in session.execute(of_pages) if pages else ():
        again[row.rule, row.scenario_id, None].add(row.id)
    return {
        row.id
        for row in rows
        if again[row.rule, None if row.solution_id else row.scenario_id, row.solution_id] - {row.id}
    }


def latest_is_void(session: Session, rule: str, solution_id: int, since: dt.datetime) -> bool:
    """Tell whether what a rule gave last for a solution was voided since a moment."""
    chosen = select(Award.state, Award.resolved_at).where(
        Award.rule == rule, Award.solution_id == solution_id
    )
    row = session.execute(chosen.order_by(Award.id.desc()).limit(1)).first()
    return (
        row is not None
        and row.state == AwardState.VOIDED
        and row.resolved_at is not None
        and row.resolved_at >= since
    )


def of_item(session: Session, item_id: int, account_ids: Collection[int]) -> Sequence[Award]:
    """List the live awards for a decision of the queue."""
    chosen = _live("P8").where(Award.account_id.in_(account_ids))
    return session.scalars(chosen.where(Award.facts["item"].as_integer() == item_id)).all()


def taken_by(session: Session, award_id: int) -> set[int]:
    """List who took an award back."""
    codes = (Code.REVERSAL, Code.CLAW_BACK)
    chosen = select(Transfer.actor_id).where(Transfer.award_id == award_id, Transfer.code.in_(codes))
    return set(session.scalars(chosen))


def of_item_any(session: Session, item_id: int) -> Sequence[Award]:
    """List the live awards for a decision of the queue, whoever decided."""
    return session.scalars(_live("P8").where(Award.facts["item"].as_integer() == item_id)).all()


def of_pair(session: Session, pair: str, scenario_ids: Collection[int]) -> bool:
    """Tell whether a decision about a pair was paid, and that still stands (PM4)."""
    chosen = _live("P8").where(Award.scenario_id.in_(scenario_ids))
    return session.scalar(chosen.where(Award.facts["pair"].as_string() == pair).limit(1)) is not None


def taken_by_merge(session: Session, op_id: int) -> list[Award]:
    """List what a merge took and has not been given back: undoing it does (PM3)."""
    found = (session.get(Award, id_) for id_ in noted_awards(session, op_id))
    return [award for award in found if award is not None and award.reason == Reason.MERGED]


def divided_by(session: Session, rules: Collection[str], op_id: int) -> list[Award]:
    """List the live awards that were divided by a text that a merge had made."""
    chosen = select(Award).where(Award.rule.in_(rules), Award.state.in_(LIVE)).order_by(Award.id)
    op = session.get_one(MergeOp, op_id)
    since = chosen.where(Award.created_at >= op.applied_at)
    return [award for award in session.scalars(since) if op_id in award.facts.get("ops", ())]


def taken_for(
    session: Session, reasons: Collection[str], scenario_id: int, solution_id: int | None = None
) -> Sequence[Award]:
    """List what was taken for some reasons on a page, or for one solution, and not given again."""
    taken = (AwardState.REVERSED, AwardState.VOIDED)
    chosen = select(Award).where(
        Award.scenario_id == scenario_id, Award.state.in_(taken), Award.reason.in_(reasons)
    )
    if solution_id is not None:
        chosen = chosen.where(Award.solution_id == solution_id)
    return session.scalars(chosen.order_by(Award.id)).all()


def is_due(session: Session, until: dt.datetime) -> bool:
    """Tell whether anything that is pending ripens by a moment."""
    pending = select(Award.id).where(Award.state == AwardState.PENDING, Award.due_at <= until)
    return session.scalar(pending.limit(1)) is not None


def of_sop(session: Session, rule: str, sop_id: int) -> Sequence[Award]:
    """List the live awards by a rule for an SOP, oldest first."""
    return session.scalars(_live(rule).where(Award.facts["sop"].as_integer() == sop_id)).all()


def in_week(session: Session, rule: str, account_id: int, *, caused_by: int, day: dt.date) -> Sequence[Award]:
    """List what one person caused for another by a rule in the week of a day."""
    monday = start_of(Period.WEEK, day)
    chosen = _live(rule).where(Award.account_id == account_id, Award.caused_by == caused_by)
    return session.scalars(
        chosen.where(Award.cap_day >= monday, Award.cap_day < monday + dt.timedelta(days=7))
    ).all()


def of_event(session: Session, event_id: uuid.UUID, rule: str) -> Sequence[Award]:
    """List the live awards of an event by one rule."""
    return session.scalars(_live(rule).where(Award.event_id == event_id)).all()


def acts_towards(
    session: Session, actor_id: int, account_id: int, *, after: dt.datetime, until: dt.datetime
) -> set[uuid.UUID]:
    """List the events by which one person caused awards of another one in a span of time."""
    return set(
        session.scalars(
            select(Award.event_id)
            .where(
                Award.account_id == account_id,
                Award.caused_by == actor_id,
                Award.occurred_at > after,
                Award.occurred_at <= until,
                Award.state != AwardState.VOIDED,
            )
            .distinct()
        )
    )


def uses_of(session: Session, account_id: int, *, after: dt.datetime, until: dt.datetime) -> int:
    """Count the uses by others that earned somebody something in a span of time."""
    count = select(func.count()).where(
        Award.account_id == account_id,
        Award.rule == REUSE,
        Award.occurred_at > after,
        Award.occurred_at <= until,
        Award.state != AwardState.VOIDED,
    )
    return session.scalar(count) or 0


_PAID_FOR = (Award.id, Award.rule, Award.scenario_id, Award.solution_id)
_PAID_ONCE = select(*_PAID_FOR).where(Award.id.in_(bindparam("ids", expanding=True)), Award.rule.in_(ONCE))


def _live(rule: str) -> Select[Award]:
    return select(Award).where(Award.rule == rule, Award.state.in_(LIVE)).order_by(Award.id)
