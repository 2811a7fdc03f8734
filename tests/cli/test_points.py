"""`flask points`: an honest ledger adds up, a bent one is told."""

from flask import Flask
from sqlalchemy import update

from scenariowiki.points.models import Purse
from scenariowiki.runtime.session import write
from tests.points.test_ledger import earned, give


def test_an_honest_ledger_adds_up(app: Flask) -> None:
    give(earned())

    answer = app.test_cli_runner().invoke(args=["points", "verify"])

    assert answer.exit_code == 0, answer.output


def test_l3_a_bent_balance_is_told(app: Flask) -> None:
    give(earned())
    with write() as uow:
        uow.session.execute(update(Purse).where(Purse.kind == "wallet").values(credits=99))

    answer = app.test_cli_runner().invoke(args=["points", "verify"])

    assert answer.exit_code == 1
    assert "L3" in answer.output


def test_b10_what_the_night_finds_makes_its_job_fail_until_it_is_mended(app: Flask) -> None:
    give(earned())
    with write() as uow:
        uow.session.execute(update(Purse).where(Purse.kind == "wallet").values(credits=Purse.credits + 1))
    bent = app.test_cli_runner().invoke(args=["jobs", "verify-points"])
    failing = app.test_cli_runner().invoke(args=["jobs", "list"])
    with write() as uow:
        uow.session.execute(update(Purse).where(Purse.kind == "wallet").values(credits=Purse.credits - 1))
    mended = app.test_cli_runner().invoke(args=["jobs", "verify-points"])

    assert (bent.exit_code, failing.exit_code, mended.exit_code) == (1, 1, 0)
    assert "L3" in failing.output


def test_scores_are_counted_anew(app: Flask) -> None:
    give(earned())

    answer = app.test_cli_runner().invoke(args=["points", "rebuild"])

    assert answer.exit_code == 0
    assert "1" in answer.output
