"""What changed on a page, told to those who watch it: one notice for all edits until it was read."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.reactions.telling import add_notices, watchers
from scenariowiki.notifications.rules import EDITS, EDITS_TOGETHER, WATCH, NoticeKind
from scenariowiki.scenarios import events as scenarios
from scenariowiki.scenarios.models import Revision, Scenario, Solution, Subscription
from scenariowiki.scenarios.rules.states import RevisionKind, State

PLAIN = frozenset({RevisionKind.EDIT, RevisionKind.REVERT})


def tell_of_edit(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell who watches a page that it was edited: not who edited it or took the edit, once a save (M19)."""
    event = recorded.event
    assert isinstance(event, scenarios.ScenarioRevised | scenarios.SolutionRevised)  # noqa: S101 - as wired
    if event.script_only or event.kind not in PLAIN:
        return
    if not _is_watched(uow.session, event.scenario_id) or not _is_public(uow, event):
        return
    watching = watchers(uow.session, event.scenario_id) - {recorded.actor_id}
    author_id = uow.session.get_one(Revision, event.revision_id).author_id
    _tell(uow, recorded, event.scenario_id, author_id, watching - {author_id})


def _tell(
    uow: UnitOfWork, recorded: Recorded, scenario_id: int, author_id: int, watching: Collection[int]
) -> None:
    before = _unread(uow, scenario_id, watching)
    # What one save changed in several texts is one edit.
    replaced = [one for one in before.values() if one.created_at != uow.now]
    told = {account_id for account_id, one in before.items() if one.created_at == uow.now}
    uow.session.execute(delete(Notice).where(Notice.id.in_([one.id for one in replaced])))
    rows = []
    for account_id in sorted(set(watching) - told):
        old = before.get(account_id)
        edits = 1 + (old.facts.get("edits", 1) if old else 0)
        # Edits that follow each other put off nothing: the first one says when all are told of.
        is_held = old is not None and old.not_before > uow.now
        rows.append(
            {
                "account_id": account_id,
                "kind": NoticeKind.PAGE_EDITED if edits == 1 else NoticeKind.PAGE_EDITED_AGAIN,
                "key": f"edit:{recorded.id}",
                "scenario_id": scenario_id,
                "facts": {"by": author_id, "edits": edits},
                "created_at": uow.now,
                "not_before": old.not_before if old and is_held else uow.now + EDITS_TOGETHER,
            }
        )
    add_notices(uow, rows)


def _unread(uow: UnitOfWork, scenario_id: int, watching: Collection[int]) -> dict[int, AnyRow]:
    """Return by account the notices of earlier edits that nobody read yet."""
    rows = uow.session.execute(
        select(Notice.id, Notice.account_id, Notice.facts, Notice.created_at, Notice.not_before).where(
            Notice.account_id.in_(watching),
            Notice.read_at.is_(None),
            Notice.scenario_id == scenario_id,
            Notice.kind.in_(EDITS),
        )
    )
    return {row.account_id: row for row in rows}


def _is_watched(session: Session, scenario_id: int) -> bool:
    # By the connection: every save comes by, and on most pages that is all.
    return session.connection().execute(_is_anybody_there(), {"page": scenario_id}).first() is not None


@cache
def _is_anybody_there() -> Any:
    own, page = Subscription.__table__.c, Scenario.__table__.c
    group = select(page.id).where(page.canonical_id == bindparam("page"))
    return select(own.id).where(own.scenario_id.in_(group), own.level == WATCH).limit(1)


def _is_public(uow: UnitOfWork, event: scenarios.ScenarioRevised | scenarios.SolutionRevised) -> bool:
    page = uow.session.get_one(Scenario, event.scenario_id)
    if isinstance(event, scenarios.ScenarioRevised):
        return page.state == State.PUBLISHED
    solution = uow.session.get_one(Solution, event.solution_id)
    return page.state == State.PUBLISHED and solution.state == State.PUBLISHED
