"""Appeals: somebody asks that what was taken back from them be looked at again (G11)."""

from sqlalchemy.exc import IntegrityError

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.merging.preparing import check_words
from scenariowiki.curation.commands.opening import open_item
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.kernel.errors import Conflict, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.events import PointsAppealed
from scenariowiki.points.models import Award, PointsAppeal
from scenariowiki.points.queries import awards
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.reasons import MADE_GOOD
from scenariowiki.points.rules.statement import APPEAL, APPEAL_FROM

WEIGHT = items.weight(risk=0.5)


def appeal(uow: UnitOfWork, actor: Actor, award_id: int, note: str) -> QueueItem:
    """Open a queue item about one's own reversed award, once and within 14 days; records PointsAppealed.

    Raises NotFound, `cannot_appeal`, `appeal_over` or `appealed_already`; an uninvolved curator decides.
    """
    award = uow.session.get(Award, award_id)
    if award is None or award.account_id != actor.id or award.state != AwardState.REVERSED:
        raise NotFound
    check_words(note)
    _require_appeal(uow, award)
    scenario_id = award.scenario_id or 0
    facts = {"award_id": award.id, "account_id": award.account_id, "note": note.strip()}
    item = open_item(
        uow,
        kind=ItemKind.POINTS_APPEAL,
        key=f"points_appeal:{award.id}",
        weight=WEIGHT,
        by=actor,
        scenario_id=scenario_id,
        solution_id=award.solution_id,
        facts=facts,
    )
    if item is None:
        raise Conflict("appealed_already")
    _note(uow, award, item)
    event = PointsAppealed(
        award_id=award.id, account_id=award.account_id, item_id=item.id, scenario_id=scenario_id
    )
    uow.record(event, by=actor, subject=scenario_id)
    return item


def _require_appeal(uow: UnitOfWork, award: Award) -> None:
    is_settled = award.reason in MADE_GOOD or awards.was_given_again(uow.session, award)
    if award.amount < APPEAL_FROM or award.scenario_id is None or is_settled:
        raise Conflict("cannot_appeal")
    if uow.session.get(PointsAppeal, award.id) is not None:
        raise Conflict("appealed_already")
    if award.resolved_at is None or uow.now - award.resolved_at > APPEAL:
        raise Conflict("appeal_over")


def _note(uow: UnitOfWork, award: Award, item: QueueItem) -> None:
    row = PointsAppeal(award_id=award.id, account_id=award.account_id, item_id=item.id, created_at=uow.now)
    try:
        with uow.session.begin_nested():
            uow.session.add(row)
    except IntegrityError as error:  # the same appeal, sent twice at once
        raise Conflict("appealed_already") from error
