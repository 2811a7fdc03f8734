"""What happens on a page, told to who watches it or a tag of it: one notice of a sort until it was read."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, select, update

from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.reactions.telling import add_notices, is_watched, readers
from scenariowiki.notifications.rules import EDITS, EDITS_TOGETHER, OUTCOMES_TOGETHER, NoticeKind
from scenariowiki.scenarios import events as scenarios
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.rules.states import RevisionKind, State

PLAIN = frozenset({RevisionKind.EDIT, RevisionKind.REVERT})
OUTCOMES = frozenset({NoticeKind.PAGE_OUTCOMES})
# So many of the newest outcomes are known by id, to be counted no more when they were a slip.
KNOWN = 20


def tell_of_edit(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell who watches a page that it was edited: not who edited it or took the edit, once a save (M19)."""
    event = recorded.event
    assert isinstance(event, scenarios.ScenarioRevised | scenarios.SolutionRevised)  # noqa: S101 - as wired
    if event.script_only or event.kind not in PLAIN or not is_watched(uow.session, event.scenario_id):
        return
    if not _is_public(uow, event.scenario_id, getattr(event, "solution_id", None)):
        return
    watching = readers(uow.session, event.scenario_id) - {recorded.actor_id}
    author_id = uow.session.get_one(Revision, event.revision_id).author_id
    _tell_edit(uow, recorded, event.scenario_id, author_id, watching - {author_id})


def tell_of_outcome(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell who watches a page what came of using it: how often, not by whom; held while it may be a slip."""
    event = recorded.event
    assert isinstance(event, scenarios.OutcomeReported)  # noqa: S101 - as wired
    if event.imported or not is_watched(uow.session, event.scenario_id):
        return
    if not _is_public(uow, event.scenario_id, event.solution_id):
        return
    watching = readers(uow.session, event.scenario_id) - {recorded.actor_id, event.reporter_id}
    before = _unread(uow, event.scenario_id, OUTCOMES, watching)
    again = [{"id": one.id, "facts": _with(one.facts, event.outcome_id)} for one in before.values()]
    if again:
        uow.session.execute(update(Notice), again)
    rows = [
        {
            "account_id": account_id,
            "kind": NoticeKind.PAGE_OUTCOMES,
            "key": f"outcome:{recorded.id}",
            "scenario_id": event.scenario_id,
            "facts": _with({}, event.outcome_id),
            "created_at": uow.now,
            "not_before": uow.now + OUTCOMES_TOGETHER,
        }
        for account_id in sorted(watching - set(before))
    ]
    add_notices(uow, rows)


def untell_outcome(uow: UnitOfWork, recorded: Recorded) -> None:
    """Count an outcome no more that was taken back before it was read of."""
    event = recorded.event
    assert isinstance(event, scenarios.OutcomeRetracted)  # noqa: S101 - as wired
    if not is_watched(uow.session, event.scenario_id):
        return
    told = _unread(uow, event.scenario_id, OUTCOMES, readers(uow.session, event.scenario_id))
    known = [one for one in told.values() if event.outcome_id in one.facts["known"]]
    alone = [one.id for one in known if one.facts["outcomes"] == 1]
    uow.session.execute(delete(Notice).where(Notice.id.in_(alone)))
    less = [
        {"id": one.id, "facts": _without(one.facts, event.outcome_id)} for one in known if one.id not in alone
    ]
    if less:
        uow.session.execute(update(Notice), less)


def _with(facts: Mapping[str, Any], outcome_id: int) -> dict[str, Any]:
    known = [*facts.get("known", ()), outcome_id][-KNOWN:]
    return {"outcomes": facts.get("outcomes", 0) + 1, "known": known}


def _without(facts: Mapping[str, Any], outcome_id: int) -> dict[str, Any]:
    known = [one for one in facts["known"] if one != outcome_id]
    return {"outcomes": facts["outcomes"] - 1, "known": known}


def _tell_edit(
    uow: UnitOfWork, recorded: Recorded, scenario_id: int, author_id: int, watching: Collection[int]
) -> None:
    before = _unread(uow, scenario_id, EDITS, watching)
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


def _unread(
    uow: UnitOfWork, scenario_id: int, kinds: Collection[NoticeKind], watching: Collection[int]
) -> dict[int, AnyRow]:
    """Return by account the notices of earlier things of a sort that nobody read yet."""
    rows = uow.session.execute(
        select(Notice.id, Notice.account_id, Notice.facts, Notice.created_at, Notice.not_before).where(
            Notice.account_id.in_(watching),
            Notice.read_at.is_(None),
            Notice.scenario_id == scenario_id,
            Notice.kind.in_(kinds),
        )
    )
    return {row.account_id: row for row in rows}


def _is_public(uow: UnitOfWork, scenario_id: int, solution_id: int | None) -> bool:
    if uow.session.get_one(Scenario, scenario_id).state != State.PUBLISHED:
        return False
    if solution_id is None:
        return True
    solution = uow.session.get_one(Solution, solution_id)
    return uow.session.get_one(Solution, solution.canonical_id).state == State.PUBLISHED
