"""Reading changes nothing, whoever reads (case 43): every page as every role."""

import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.accounts.models import AccountSession
from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime import telemetry
from scenariowiki.runtime.session import db, read
from tests import personas
from tests.browser import SignIn
from tests.security.forms import pages

WRITTEN_BY_READING = telemetry.TABLES | {AccountSession.__tablename__}
ROLES = (
    personas.REA,
    personas.ANN,
    personas.CY,
    personas.PAT,
    personas.COA,
    personas.REW,
    personas.AUD,
    personas.ADA,
)


def rows() -> dict[str, list[str]]:
    """Read every table but those that only note what was read."""
    read().rollback()
    return {
        name: sorted(map(repr, read().execute(select(table)).all()))
        for name, table in db.metadata.tables.items()
        if name not in WRITTEN_BY_READING
    }


@pytest.mark.parametrize("person", ROLES, ids=lambda person: person.name)
@pytest.mark.usefixtures("scenario_one")
def test_reading_every_page_leaves_the_database_as_it_was(app: Flask, sign_in: SignIn, person: Actor) -> None:
    browser, before = sign_in(person), rows()

    for path in pages(app).values():
        assert browser.get(path).status_code != 500, path
        assert browser.head(path).status_code != 500, path

    telemetry.drain(app)
    assert rows() == before


@pytest.mark.usefixtures("scenario_one")
def test_reading_writes_its_notes_in_the_named_tables_alone(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(personas.ANN)

    browser.get("/scenarios/1")
    browser.get("/scenarios?q=缺货")
    telemetry.drain(app)

    noted = {name for name in telemetry.TABLES if read().execute(select(db.metadata.tables[name])).first()}
    assert noted == telemetry.TABLES
