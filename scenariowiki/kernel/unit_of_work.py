"""One transaction: what a command changes, records and causes commits together or not at all."""

import copy
import datetime as dt
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from sqlalchemy.orm import Session

from scenariowiki.kernel import clock
from scenariowiki.kernel.events import Doer, Event, EventRow, Recorded, uuid7

Reaction = Callable[["UnitOfWork", Recorded], None]
Reactions = Mapping[type[Event], Sequence[Reaction]]
Work = Callable[["UnitOfWork", Sequence[int]], None]


class UnitOfWork:
    """A session, one `now`, the events recorded so far, and the only commit.

    `now` is given by demo content, replay and tests alone; reactions run inside the transaction.
    `outbox_id` is the last index work it caused; `refreshed` the scenarios whose pages it has
    renewed, with their numbers.
    """

    def __init__(
        self,
        session: Session,
        *,
        reactions: Reactions,
        now: dt.datetime | None = None,
        correlation_id: str = "",
        merge_effects: Sequence[Callable[..., Any]] = (),
        before_commit: Callable[["UnitOfWork"], None] | None = None,
    ) -> None:
        self.session = session
        self.now = now or clock.now()
        self.merge_effects = merge_effects
        self.outbox_id: int | None = None
        self.refreshed: dict[int, int] = {}
        self._before_commit = before_commit
        self._reactions = reactions
        self._correlation_id = correlation_id or uuid.uuid4().hex
        self._waiting: deque[Recorded] = deque()
        self._gathered: dict[Work, dict[int, None]] = {}
        self._count = 0

    def record(self, event: Event, *, by: Doer, subject: int | None = None) -> Recorded:
        """Store what happened and queue its reactions; `subject` is the id of the scenario it is about."""
        recorded = Recorded(
            id=uuid7(self.now, self._count),
            event=event,
            actor_id=by.id,
            occurred_at=self.now,
            business_day=clock.business_day(self.now, by.timezone, by.cutover),
            site_id=by.site_id,
            team_id=by.team_id,
            correlation_id=self._correlation_id,
        )
        self._count += 1
        self.session.add(_row(recorded, subject))
        self._waiting.append(recorded)
        return recorded

    def at(self, moment: dt.datetime) -> Self:
        """Return the same unit of work at another time: what is made up for happens at its own (L12)."""
        other = copy.copy(self)
        other.now = moment
        return other

    def gather(self, work: Work, id_: int) -> None:
        """Have work done for an id when all reactions have run: once, and for all ids together."""
        self._gathered.setdefault(work, {})[id_] = None

    def react(self) -> None:
        """Run the reactions of everything recorded, and of what they record, until none is left."""
        while self._waiting or self._gathered:
            while self._waiting:
                recorded = self._waiting.popleft()
                for reaction in self._reactions.get(type(recorded.event), ()):
                    reaction(self, recorded)
            gathered, self._gathered = self._gathered, {}
            for work, ids in gathered.items():
                work(self, list(ids))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.react()
                if self._before_commit:
                    self._before_commit(self)
                self.session.commit()
        finally:
            self.session.close()


def _row(recorded: Recorded, subject: int | None) -> EventRow:
    return EventRow(
        id=recorded.id,
        name=type(recorded.event).__name__,
        payload=recorded.event.payload(),
        actor_id=recorded.actor_id,
        occurred_at=recorded.occurred_at,
        business_day=recorded.business_day,
        site_id=recorded.site_id,
        team_id=recorded.team_id,
        correlation_id=recorded.correlation_id,
        subject=subject,
    )
