"""Export in the browser: all, or what a search finds; logged, limited to what one may read."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.exchange.events import ScenariosExported
from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.session import read
from tests import personas
from tests.browser import SignIn
from tests.wiki import publish


@pytest.fixture(autouse=True)
def _scenarios(app: Flask) -> None:
    publish(personas.CY, "余额充足却停机")
    publish(personas.CY, "节前缺货")


@pytest.mark.parametrize(
    ("kind", "ending"), [("xlsx", ".xlsx"), ("csv", ".csv"), ("json", ".json"), ("markdown", ".md")]
)
def test_everything_goes_out_in_four_formats(sign_in: SignIn, kind: str, ending: str) -> None:
    answer = sign_in(personas.CY).post("/export", data={"format": kind})

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'{ending}"')
    assert len(answer.get_data()) > 100


def test_the_search_of_the_address_decides_what_goes_out(sign_in: SignIn) -> None:
    answer = sign_in(personas.CY).post("/export?q=缺货", data={"format": "json"})

    assert [one["title"] for one in json.loads(answer.get_data())] == ["节前缺货"]


def test_an_export_is_recorded(sign_in: SignIn) -> None:
    sign_in(personas.CY).post("/export", data={"format": "json"})

    recorded = read().scalars(select(EventRow).where(EventRow.name == ScenariosExported.__name__)).one()
    assert recorded.payload == {"schema": 1, "count": 2, "format": "json", "filtered": False}


def test_the_page_says_how_much_it_is(sign_in: SignIn) -> None:
    assert "2" in sign_in(personas.CY).get("/export").get_data(as_text=True)


def test_another_format_is_refused(sign_in: SignIn) -> None:
    assert sign_in(personas.CY).post("/export", data={"format": "exe"}).status_code == 422


@pytest.mark.parametrize("person", [personas.ANN, personas.REA])
def test_readers_and_contributors_do_not_export(sign_in: SignIn, person: Actor) -> None:
    assert sign_in(person).post("/export", data={"format": "csv"}).status_code == 403
