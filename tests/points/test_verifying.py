"""`points verify` finds what was broken behind the ledger's back (L1-L19)."""

import pytest
from sqlalchemy import text

from scenariowiki.kernel.db import create_triggers, drop_triggers
from scenariowiki.points.queries.checking import verify
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.points.earning import used, with_solution
from tests.points.giving import spend

pytestmark = pytest.mark.usefixtures("app")
BREAKS = {
    "L3": "UPDATE purse SET credits = credits + 1 WHERE kind = 'wallet'",
    "L7": "UPDATE award SET amount = amount + 1 WHERE rule = 'P3'",
    "L10": "UPDATE award SET amount = 16 WHERE rule = 'P3'",
    "L11": "UPDATE cap_use SET used = used + 1",
    "L12": "UPDATE award SET effective_day = '2020-01-01' WHERE state = 'posted'",
    "L14": "UPDATE person_score SET score = score + 1",
}


def test_l1_to_l19_nothing_is_found_where_all_is_well() -> None:
    _history()

    assert list(verify(read())) == []


@pytest.mark.parametrize("rule", BREAKS)
def test_verify_finds_what_is_broken(rule: str) -> None:
    _history()
    with write() as uow:
        uow.session.execute(text(BREAKS[rule]))

    assert rule in {problem.rule for problem in verify(read())}


def test_l17_every_transfer_names_its_tariff_what_was_spent_too() -> None:
    _history()
    spend(personas.ANN, 5)
    with write() as uow:
        drop_triggers(uow.session.connection(), ["transfer"])
        uow.session.execute(text("UPDATE transfer SET tariff = NULL WHERE code = 'redemption'"))
        create_triggers(uow.session.connection(), {"transfer"})

    assert [problem.rule for problem in verify(read())] == ["L17"]


def test_l1_verify_finds_that_transfers_could_be_changed() -> None:
    with write() as uow:
        drop_triggers(uow.session.connection(), ["transfer"])

    assert {problem.rule for problem in verify(read())} == {"L1"}


def _history() -> None:
    used(personas.ZOE, with_solution(personas.ANN))
