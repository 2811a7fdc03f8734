"""Whoever asks first for the same thing at the same moment asks for one gap: real processes, on both."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from scenariowiki.feedback.commands import wanting
from scenariowiki.feedback.models import Gap, GapRequest, GapSaying
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.curation.test_races import at_once, centre

__all__ = ["centre"]
pytestmark = pytest.mark.timeout(300)
BY_ID = {person.id: person for person in personas.EVERYBODY}


def ask(account_id: int) -> None:
    given = wanting.prepare_request(read(), "eSIM 换手机 激活失败")
    with write() as uow:
        wanting.request_gap(uow, BY_ID[account_id], given)


def test_race_equal_first_requests_are_one_gap(centre: Flask) -> None:
    people = (personas.ANN, personas.ZOE, personas.LEE, personas.PAT)

    met = at_once(centre, *((ask, person.id) for person in people))

    assert met == ["done"] * len(people)
    read().rollback()
    counts = [read().scalar(select(func.count()).select_from(one)) for one in (Gap, GapSaying, GapRequest)]
    assert counts == [1, 1, len(people)]
