"""History earns once: every stored event at its own time, what is due in between ripening in its turn."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select, text

from scenariowiki.kernel.events import Event, EventRow, Recorded
from scenariowiki.kernel.unit_of_work import Reaction, UnitOfWork
from scenariowiki.points.commands.maturing import BATCH, ripen_due
from scenariowiki.points.models import Replay

Reactions = Mapping[type[Event], Sequence[Reaction]]


def replay(uow: UnitOfWork, reactions: Reactions, *, limit: int = BATCH) -> int | None:
    """Replay the next events; return how many there were, None where history has earned already.

    Whatever is recorded meanwhile waits for its turn; when none is left it is done for good (L11, L12).
    """
    _keep_others_waiting(uow)
    state = uow.session.scalar(select(Replay).where(Replay.done_at.is_(None)).with_for_update())
    if state is None:
        return None
    state.started_at = state.started_at or uow.now
    events = list(_next(uow, reactions, state.position, limit))
    for row in events:
        _ripen(uow, row.occurred_at)
        _replay(uow, reactions, row)
        state.position = row.position
    if len(events) < limit:
        state.done_at = uow.now
    return len(events)


def _keep_others_waiting(uow: UnitOfWork) -> None:
    """Let nobody record anything until this batch is done: what commits later must not come before it.

    SQLite has one writer as it is.
    """
    if uow.session.get_bind().dialect.name == "postgresql":
        uow.session.execute(text("LOCK TABLE event IN SHARE MODE"))


def _next(uow: UnitOfWork, reactions: Reactions, position: int, limit: int) -> Iterator[EventRow]:
    names = sorted(kind.__name__ for kind, some in reactions.items() if some)
    chosen = select(EventRow).where(EventRow.position > position, EventRow.name.in_(names))
    yield from uow.session.scalars(chosen.order_by(EventRow.position).limit(limit)).all()


def _ripen(uow: UnitOfWork, until: dt.datetime) -> None:
    while ripen_due(uow, until=until) == BATCH:
        pass


def _replay(uow: UnitOfWork, reactions: Reactions, row: EventRow) -> None:
    kind = Event.known[row.name]
    recorded = Recorded(
        id=row.id,
        event=kind.from_payload(row.payload),
        actor_id=row.actor_id,
        occurred_at=row.occurred_at,
        business_day=row.business_day,
        site_id=row.site_id,
        team_id=row.team_id,
        correlation_id=row.correlation_id,
    )
    for reaction in reactions.get(kind, ()):
        reaction(uow.at(row.occurred_at), recorded)
