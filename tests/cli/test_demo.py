"""The demo content: told with its points, and taken away without a trace of them."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from scenariowiki.accounts.models import Account
from scenariowiki.points.models import Award, PersonScore, Transfer
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.queries.replay import is_behind
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Scenario


@pytest.mark.timeout(600)
def test_l12_the_demo_earns_while_it_is_told_and_is_taken_away_whole(app: Flask) -> None:
    cli = app.test_cli_runner()
    assert cli.invoke(args=["demo", "load"]).exit_code == 0

    rules = set(read().scalars(select(Award.rule)))
    assert {"P1", "P2", "P3", "P6", "P7", "P8"} <= rules
    assert _count(Transfer) > 500
    assert (read().scalar(select(func.count(Transfer.posted_at.distinct()))) or 0) > 300
    assert list(verify(read())) == []
    assert not is_behind(read())

    assert cli.invoke(args=["demo", "remove"]).exit_code == 0

    read().rollback()
    assert [_count(table) for table in (Award, Transfer, PersonScore, Scenario)] == [0, 0, 0, 0]
    assert read().scalar(select(Account.id).where(Account.demo)) is None


def _count(table: type[Award | Transfer | PersonScore | Scenario]) -> int:
    return read().scalar(select(func.count()).select_from(table)) or 0
