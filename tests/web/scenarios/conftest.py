"""Scenarios in the states that pages are asked for, and an index that knows them."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime import indexing
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.commands import capture, transitions
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.content import ScenarioInput, SituationInput, SolutionInput, Step
from scenariowiki.scenarios.rules.states import Audience, Layer, State
from tests import personas

Write = Callable[..., int]


@pytest.fixture
def written(app: Flask) -> Write:
    """Write a scenario and bring it into a state; `team` makes it one team's own."""

    def make(
        author: Actor = personas.ANN,
        *,
        title: str = "节前缺货",
        situation: str = "客人很急。货不够。",
        steps: tuple[str, ...] = ("安抚客人", "调整小样"),
        state: State = State.PUBLISHED,
        team: int | None = None,
    ) -> int:
        given = ScenarioInput(
            situation=SituationInput(
                title=title,
                situation=situation,
                layer=Layer.SERVICE,
                tags=("缺货",),
                fields={"business_line": "ecommerce"},
            ),
            solutions=(SolutionInput(steps=tuple(Step(text=text) for text in steps)),) if steps else (),
            audience=Audience.TEAM if team else Audience.ALL,
            team=team,
        )
        prepared = capture.prepare_capture(read(), author, given)
        with write() as uow:
            no = capture.capture_scenario(uow, author, prepared).no
            if state is not State.DRAFT:
                transitions.move_scenario(uow, author, no, State.SUBMITTED)
            if state is State.PUBLISHED:
                transitions.move_scenario(uow, personas.CY, no, State.PUBLISHED)
        return no

    return make


@pytest.fixture
def reindex(app: Flask) -> Callable[[], int]:
    """Bring the index up to date, as the jobs process does."""

    def run() -> int:
        app.extensions.pop("finder", None)
        app.extensions.pop("search_index", None)
        return indexing.rebuild(read())

    return run


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements that a block sends to the database."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def stored(no: int) -> Scenario:
    """Read a scenario anew."""
    read().rollback()
    return read().scalars(select(Scenario).where(Scenario.no == no)).one()


def hidden(html: str, name: str) -> str:
    """Read the value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"|value="([^"]*)"[^>]*?name="{name}"', html)
    assert found is not None, name
    return found[1] or found[2] or ""


def edited(*, situation: str, base: int = 1, **more: str) -> dict[str, str]:
    """Fill the form of a page as its browser would."""
    return {
        "title": "节前缺货",
        "situation": situation,
        "layer": "service",
        "fields-business_line": "ecommerce",
        "tags": "缺货",
        "base_seq": str(base),
        **more,
    }
