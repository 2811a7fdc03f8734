"""Random lives of a ticket: the real one does what the model does, and refuses what the model refuses."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from scenariowiki.feedback.commands import clocks, rating, sorting
from scenariowiki.feedback.models import TicketAnswer
from scenariowiki.kernel.errors import DomainError
from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.session import read
from tests import personas
from tests.feedback.giving import MONDAY, answer, at, give, rate, reopen, ticket
from tests.feedback.model import Model
from tests.wiki import publish

ANN, CY, ZOE = personas.ANN, personas.CY, personas.ZOE
STEPS = st.lists(
    st.one_of(
        st.sampled_from(["answer", "reopen", "close", "set_aside", "expire"]),
        st.tuples(st.just("rate"), st.integers(1, 5)),
    ),
    max_size=10,
)


@pytest.fixture(scope="module")
def page() -> dict[str, int]:
    return {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_r67_a_ticket_lives_as_the_model_does(app: Flask, page: dict[str, int], steps: list[object]) -> None:
    no = page.setdefault(str(id(app)), 0) or publish(ANN, "口径不一致")
    page[str(id(app))] = no
    id_, model, now = give(ZOE, no), Model(), MONDAY

    for step in steps:
        now += dt.timedelta(hours=1)
        if step == "expire":
            now += dt.timedelta(days=8)
        expected = _model(model, step)
        assert _did(partial(_act, id_, step, now)) == (expected or step == "expire")
        assert (ticket(id_).state, ticket(id_).round) == (model.state, model.round)

    _check(id_, model)


def _model(model: Model, step: object) -> bool:
    if isinstance(step, tuple):
        return model.rate(step[1])
    done: bool = getattr(model, str(step))()
    return done


def _act(id_: int, step: object, now: dt.datetime) -> None:
    if isinstance(step, tuple):
        rate(ZOE, id_, step[1], when=now)
    elif step == "answer":
        answer(ANN, id_, when=now)
    elif step == "reopen":
        reopen(ZOE, id_, when=now)
    elif step == "expire":
        with at(now) as uow:
            clocks.close_unrated(uow, personas.SYSTEM)
    else:
        with at(now) as uow:
            if step == "close":
                rating.close_ticket(uow, ZOE, id_)
            else:
                sorting.invalidate_ticket(uow, CY, id_)


def _did(act: Callable[[], None]) -> bool:
    try:
        act()
    except DomainError:
        return False
    return True


def _check(id_: int, model: Model) -> None:
    """Every answer has its round; a closed ticket was closed once."""
    row = ticket(id_)
    answers = read().scalar(select(func.count()).where(TicketAnswer.ticket_id == id_)) or 0
    closings = [
        one
        for one in read().scalars(select(EventRow).where(EventRow.name == "TicketClosed"))
        if one.payload["ticket_id"] == id_
    ]
    over = model.state in {"closed", "auto_closed"}
    assert answers == row.round - (model.state in {"new", "assigned", "reopened", "invalid"})
    assert len(closings) == over
    assert (row.next_at is None) or model.state in {"assigned", "reopened"}
    assert (row.close_at is None) == (model.state not in {"answered", "rated"})
