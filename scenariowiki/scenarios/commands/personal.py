"""What belongs to one person: working copies, favourites, watches."""

import re
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.events import FavouriteChanged, WatchChanged
from scenariowiki.scenarios.models import Favourite, Subscription, Tag, WorkingCopy

LEVELS = ("watch", "mute")
BODY_MAX = 600_000
COPIES_MAX = 200
_copies: Any = WorkingCopy.__table__
_DROP = delete(_copies).where(
    _copies.c.account_id == bindparam("account"), _copies.c.target == bindparam("target")
)
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def keep_working_copy(
    uow: UnitOfWork, actor: Actor, target: str, body: dict[str, Any], *, base_seq: int | None = None
) -> WorkingCopy:
    """Keep typed text as it stands, valid or not; one copy per account and target, no revision, no event."""
    if len(target) > 80 or sum(len(str(value)) for value in body.values()) > BODY_MAX:
        raise Invalid(fields={"body": "too_long"})
    copy = find_working_copy(uow.session, actor, target)
    if copy is None:
        _make_room(uow.session, actor)
        copy = WorkingCopy(account_id=actor.id, target=target)
        uow.session.add(copy)
    copy.body = _storable(body)
    copy.base_seq = base_seq
    copy.updated_at = uow.now
    return copy


def find_working_copy(session: Session, actor: Actor, target: str) -> WorkingCopy | None:
    """Return the actor's own copy of a target."""
    return session.scalar(
        select(WorkingCopy).where(WorkingCopy.account_id == actor.id, WorkingCopy.target == target)
    )


def drop_working_copy(uow: UnitOfWork, actor: Actor, target: str) -> None:
    """Forget a copy: its text was saved, or its owner threw it away."""
    # By the connection: nothing that waits to be flushed has to do with it.
    uow.session.connection().execute(_DROP, {"account": actor.id, "target": target})


def keep_favourite(uow: UnitOfWork, actor: Actor, no: int) -> None:
    """Add a scenario to one's favourites."""
    scenario = queries.get_readable(uow.session, actor, no)
    if uow.session.get(Favourite, (actor.id, scenario.id)) is None:
        uow.session.add(Favourite(account_id=actor.id, scenario_id=scenario.id, created_at=uow.now))
        uow.record(FavouriteChanged(scenario_id=scenario.id, kept=True), by=actor, subject=scenario.id)


def drop_favourite(uow: UnitOfWork, actor: Actor, no: int) -> None:
    """Take a scenario off one's favourites."""
    scenario = queries.get_readable(uow.session, actor, no)
    favourite = uow.session.get(Favourite, (actor.id, scenario.id))
    if favourite is not None:
        uow.session.delete(favourite)
        uow.record(FavouriteChanged(scenario_id=scenario.id, kept=False), by=actor, subject=scenario.id)


def watch_scenario(uow: UnitOfWork, actor: Actor, no: int, level: str | None) -> None:
    """Watch or mute a scenario; None forgets the setting."""
    scenario = queries.get_readable(uow.session, actor, no)
    _subscribe(uow, actor, scenario.id, None, level)


def watch_tag(uow: UnitOfWork, actor: Actor, tag_id: int, level: str | None) -> None:
    """Watch or mute a tag; None forgets the setting."""
    if uow.session.get(Tag, tag_id) is None:
        raise NotFound("no_tag")
    _subscribe(uow, actor, None, tag_id, level)


def _subscribe(
    uow: UnitOfWork, actor: Actor, scenario_id: int | None, tag_id: int | None, level: str | None
) -> None:
    if level is not None and level not in LEVELS:
        raise Invalid(fields={"level": "not_a_choice"})
    row = uow.session.scalar(
        select(Subscription).where(
            Subscription.account_id == actor.id,
            Subscription.scenario_id.is_(scenario_id)
            if scenario_id is None
            else Subscription.scenario_id == scenario_id,
            Subscription.tag_id.is_(tag_id) if tag_id is None else Subscription.tag_id == tag_id,
        )
    )
    if (row.level if row else None) == level:
        return
    if level is None:
        uow.session.delete(row)
    elif row is not None:
        row.level = level
    else:
        uow.session.add(
            Subscription(
                account_id=actor.id, scenario_id=scenario_id, tag_id=tag_id, level=level, created_at=uow.now
            )
        )
    uow.record(
        WatchChanged(scenario_id=scenario_id, tag_id=tag_id, level=level), by=actor, subject=scenario_id
    )


def _storable(value: Any) -> Any:
    """Put a sign in place of the characters that no database keeps; all else stays as typed."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list) else value


def _make_room(session: Session, actor: Actor) -> None:
    """Refuse more copies than anyone can be writing; nothing is thrown away to make room."""
    held = select(WorkingCopy.id).where(WorkingCopy.account_id == actor.id).limit(COPIES_MAX)
    if len(session.scalars(held).all()) >= COPIES_MAX:
        raise Invalid("too_many_copies")
