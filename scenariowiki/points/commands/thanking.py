"""Thanks: a word for somebody's work, told to them, shown to them, and worth no points."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.inserting import dialect_insert
from scenariowiki.points.commands.wording import checked_text
from scenariowiki.points.events import KudosGiven
from scenariowiki.points.models import Kudos
from scenariowiki.points.queries import thanks
from scenariowiki.points.rules.thanks import A_DAY, TEXT_MAX, ThanksKind


@dataclass(frozen=True, kw_only=True)
class Thanks:
    """What is thanked for, and how."""

    no: int
    kind: ThanksKind
    object_id: int
    text: str


def thank(uow: UnitOfWork, actor: Actor, given: Thanks) -> int:
    """Thank whoever did something for a scenario one may read: once each, ten times a day; earns nothing."""
    text = checked_text(given.text, "text", TEXT_MAX)
    if not text:
        raise Invalid(fields={"text": "required"})
    found = thanks.get_thankable(uow.session, actor, given.no, given.kind, given.object_id)
    if found.author_id == actor.id:
        raise Forbidden("own_thanks")
    _require_within_day(uow, actor)
    new = uow.session.scalar(
        dialect_insert(uow.session, Kudos)
        .values(
            giver_id=actor.id,
            receiver_id=found.author_id,
            kind=given.kind.value,
            object_id=found.object_id,
            scenario_id=found.scenario_id,
            text=text,
            created_at=uow.now,
        )
        .on_conflict_do_nothing(index_elements=["giver_id", "receiver_id", "kind", "object_id"])
        .returning(Kudos.id)
    )
    if new is None:
        raise Conflict("thanked_already")
    event = KudosGiven(kudos_id=new, account_id=found.author_id, scenario_id=found.scenario_id)
    uow.record(event, by=actor, subject=found.scenario_id)
    kudos_id: int = new
    return kudos_id


def _require_within_day(uow: UnitOfWork, actor: Actor) -> None:
    since = uow.now - dt.timedelta(days=1)
    counted = select(func.count()).where(Kudos.giver_id == actor.id, Kudos.created_at > since)
    if (uow.session.scalar(counted) or 0) >= A_DAY:
        raise Conflict("thanks_enough", most=A_DAY)
