"""Texts and names behind numbers, for pages that show a few of them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Revision, Scenario, Tag
from scenariowiki.scenarios.queries.access import tags_known_to, visible_to
from scenariowiki.scenarios.rules.states import Audience, State

# Built once, since every search asks for them.
_ids: Any = bindparam("ids", expanding=True)
_TAG_NAMES = select(Tag.__table__.c.id, Tag.__table__.c.name).where(Tag.__table__.c.id.in_(_ids))


def situations(session: Session, actor: Actor, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Map numbers to (title, situation) of those that the actor may read."""
    rows = session.execute(
        select(Scenario.no, Scenario.title, Revision.snapshot)
        .join(Revision, Revision.id == Scenario.published_rev_id)
        .where(Scenario.no.in_(numbers), visible_to(actor))
    )
    return {no: (title, snapshot["situation"]) for no, title, snapshot in rows}


def unsolved(session: Session, *, limit: int = 5) -> Sequence[AnyRow]:
    """List the newest published scenarios, open to everyone, that nobody has a solution for."""
    return session.execute(
        select(Scenario.no, Scenario.title)
        .where(
            Scenario.state == State.PUBLISHED,
            Scenario.audience == Audience.ALL,
            Scenario.solution_count == 0,
        )
        .order_by(Scenario.updated_at.desc())
        .limit(limit)
    ).all()


def tag_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Map tags to their names as they were made."""
    if not ids:
        return {}
    rows = session.execute(_TAG_NAMES, {"ids": list(ids)})
    return {row.id: row.name for row in rows}


def known_tags(session: Session, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Return those of some tags that the actor may know of."""
    if not ids:
        return frozenset()
    return frozenset(session.scalars(select(Tag.id).where(Tag.id.in_(ids), tags_known_to(actor))))
