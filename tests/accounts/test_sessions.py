"""Sessions: what proves a person, and when it stops to."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from scenariowiki.accounts import commands
from scenariowiki.accounts.queries import actor_for_session, list_sessions
from scenariowiki.accounts.rules import ABSOLUTE_TIMEOUT, IDLE_TIMEOUT, Actor, Role
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import NotFound
from scenariowiki.runtime.session import db, read, write
from tests import personas
from tests.browser import Ticket, session_for


@pytest.fixture
def ticket(app: Flask, ann: Actor) -> Any:
    return session_for(ann, at=clock.now())


def test_a_session_names_its_actor_with_roles_and_teams(app: Flask, lee: Actor) -> None:
    ticket = session_for(lee, at=clock.now())

    live = actor_for_session(read(), ticket.token, now=clock.now())

    assert live is not None
    assert live.actor == lee
    assert live.csrf_secret == ticket.csrf


def test_it_takes_one_statement(app: Flask, ticket: Ticket) -> None:
    seen = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))

    actor_for_session(read(), ticket.token, now=clock.now())

    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 1


@pytest.mark.parametrize("age", [IDLE_TIMEOUT, ABSOLUTE_TIMEOUT])
def test_it_ends_by_itself(app: Flask, ticket: Ticket, age: dt.timedelta) -> None:
    late = clock.now() + age + dt.timedelta(seconds=1)

    assert actor_for_session(read(), ticket.token, now=late) is None


def test_use_does_not_stretch_it_beyond_thirty_days(app: Flask, ticket: Ticket) -> None:
    late = clock.now() + ABSOLUTE_TIMEOUT + dt.timedelta(seconds=1)
    with write() as uow:
        commands.note_seen(uow.session, 1, at=late)

    assert actor_for_session(read(), ticket.token, now=late) is None


def test_an_unknown_token_is_nobody(app: Flask) -> None:
    assert actor_for_session(read(), "", now=clock.now()) is None
    assert actor_for_session(read(), "\ud800", now=clock.now()) is None


@pytest.mark.parametrize(
    "act",
    [
        lambda uow, ada, ann: commands.disable_account(uow, ada, ann.id),
        lambda uow, ada, ann: commands.set_roles(uow, ada, ann.id, {Role.READER}),
        lambda uow, ada, ann: commands.end_all_sessions(uow, ada, ann.id),
        lambda uow, _ada, ann: commands.end_all_sessions(uow, ann, ann.id),
    ],
)
def test_it_ends_at_once(app: Flask, ticket: Ticket, ada: Actor, ann: Actor, act: Any) -> None:
    with write() as uow:
        act(uow, ada, ann)

    assert actor_for_session(read(), ticket.token, now=clock.now()) is None


def test_somebody_elses_session_is_not_there(app: Flask, ticket: Ticket, zoe: Actor) -> None:
    with pytest.raises(NotFound), write() as uow:
        commands.end_session(uow, zoe, 1)

    assert len(list_sessions(read(), personas.ANN.id, now=clock.now())) == 1
