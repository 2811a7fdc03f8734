"""What one person keeps for themselves: texts not saved yet, and what happened where they watch."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.events import EventRow
from scenariowiki.scenarios.models import Scenario, ScenarioTag, Solution, Subscription, Tag, WorkingCopy
from scenariowiki.scenarios.queries import parts, taxonomy
from scenariowiki.scenarios.queries.access import visible_to

# What a watcher is told of; matters between an author and a curator are not among it.
TOLD = (
    *("ScenarioPublished", "ScenarioRestored", "ScenarioArchived", "ScenarioRevised"),
    *("SolutionAdded", "SolutionPublished", "SolutionRestored", "SolutionArchived", "SolutionRevised"),
    *("OutcomeReported", "OutcomeDisputed", "OutcomeRetracted", "CommentAdded"),
)
# A tag may be on half of the catalogue: only the newest events are looked through for it.
LOOKED_THROUGH = 1000
PER_SCENARIO = 6
_copies: Any = WorkingCopy.__table__.c
_HAS_COPY = select(_copies.id).where(
    _copies.account_id == bindparam("account"), _copies.target == bindparam("target")
)


def find_working_copy(session: Session, actor: Actor, target: str) -> WorkingCopy | None:
    """Return the actor's own copy of a target."""
    if session.connection().execute(_HAS_COPY, {"account": actor.id, "target": target}).first() is None:
        return None  # as for most who open a form; they are spared the ORM
    return session.scalar(
        select(WorkingCopy).where(WorkingCopy.account_id == actor.id, WorkingCopy.target == target)
    )


def newest_working_copy(session: Session, actor: Actor, prefix: str) -> WorkingCopy | None:
    """Return the actor's newest copy among targets that begin alike."""
    return session.scalar(
        select(WorkingCopy)
        .where(WorkingCopy.account_id == actor.id, WorkingCopy.target.startswith(prefix, autoescape=True))
        .order_by(WorkingCopy.updated_at.desc(), WorkingCopy.id.desc())
        .limit(1)
    )


def first_solution(session: Session, scenario_id: int) -> int | None:
    """Return the id of the solution a scenario was written with first."""
    return session.scalar(
        select(Solution.id).where(Solution.scenario_id == scenario_id).order_by(Solution.id).limit(1)
    )


def watches_tag(session: Session, actor: Actor, tag_id: int) -> bool:
    """Tell whether the actor watches a tag."""
    own = select(Subscription.level).where(Subscription.account_id == actor.id, Subscription.tag_id == tag_id)
    return session.scalar(own) == "watch"


def list_levels(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """List the scenarios that the actor watches or mutes, as they addressed them: no, title, level."""
    return session.execute(
        select(Scenario.no, Scenario.title, Subscription.level)
        .join(Scenario, Scenario.id == Subscription.scenario_id)
        .where(Subscription.account_id == actor.id, visible_to(actor))
        .order_by(Subscription.level.desc(), Scenario.no)
    ).all()


def list_tag_levels(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """List the tags that the actor watches or mutes, as they addressed them: id, name, labels, level."""
    return session.execute(
        select(Tag.id, Tag.name, Tag.labels, Subscription.level)
        .join(Tag, Tag.id == Subscription.tag_id)
        .where(Subscription.account_id == actor.id)
        .order_by(Subscription.level.desc(), Tag.name)
    ).all()


def watched_changes(session: Session, actor: Actor, *, limit: int = 6) -> list[AnyRow]:
    """List the newest event of each scenario that the actor watches, itself or by a tag; own acts left out.

    What is muted, what may not be read, and solutions hidden from the actor are not told of.
    """
    levels = session.execute(
        select(Subscription.scenario_id, Subscription.tag_id, Subscription.level, Scenario.canonical_id)
        .join(Scenario, Scenario.id == Subscription.scenario_id, isouter=True)
        .where(Subscription.account_id == actor.id)
    ).all()
    if not any(row.level == "watch" for row in levels):
        return []
    rows = session.execute(_told(actor, _watched(session, levels)).limit(limit * PER_SCENARIO)).all()
    hidden = parts.hidden_among(session, actor, {row.payload.get("solution_id") or 0 for row in rows})
    newest: dict[int, AnyRow] = {}
    for row in rows:
        if row.payload.get("solution_id") not in hidden:
            newest.setdefault(row.no, row)
    return list(newest.values())[:limit]


def _told(actor: Actor, watched: Any) -> Select[Any]:
    return (
        select(
            EventRow.name,
            EventRow.payload,
            EventRow.occurred_at,
            EventRow.actor_id,
            Account.display_name.label("actor"),
            Scenario.no,
            Scenario.title,
        )
        .join(Scenario, Scenario.id == EventRow.subject)
        .join(Account, Account.id == EventRow.actor_id)
        .where(
            EventRow.position.in_(watched),
            EventRow.name.in_(TOLD),
            EventRow.actor_id != actor.id,
            visible_to(actor),
        )
        .order_by(EventRow.position.desc())
    )


def _watched(session: Session, levels: Sequence[AnyRow]) -> Any:
    """Select the positions of what happened to watched scenarios, and lately under watched tags."""
    direct, muted = _scenarios(levels, "watch"), _scenarios(levels, "mute")
    own = select(EventRow.position).where(EventRow.subject.in_(direct))
    tags = _tags(session, levels, "watch")
    if not tags:
        return own
    tagged = select(ScenarioTag.scenario_id).where(ScenarioTag.tag_id.in_(tags))
    silent = select(ScenarioTag.scenario_id).where(ScenarioTag.tag_id.in_(_tags(session, levels, "mute")))
    begin = select(func.max(EventRow.position) - LOOKED_THROUGH).scalar_subquery()
    late = select(EventRow.position).where(
        EventRow.position > begin,
        EventRow.subject.in_(tagged),
        EventRow.subject.not_in(muted),
        EventRow.subject.not_in(silent),
    )
    return own.union(late)


def _scenarios(levels: Iterable[AnyRow], level: str) -> set[int]:
    """Give the canonical scenarios of a level: the one set on themselves counts, else the strongest (M19)."""
    chosen: dict[int, str] = {}
    rows = [row for row in levels if row.scenario_id]
    # "watch" sorts after "mute", and a canonical one's own level after all others.
    for row in sorted(rows, key=lambda row: (row.scenario_id == row.canonical_id, row.level)):
        chosen[row.canonical_id] = row.level
    return {id_ for id_, found in chosen.items() if found == level}


def _tags(session: Session, levels: Iterable[AnyRow], level: str) -> frozenset[int]:
    """Give the tags of a level with all that mean the same."""
    wanted = {row.tag_id for row in levels if row.tag_id and row.level == level}
    return taxonomy.alike(session, Tag, wanted)
