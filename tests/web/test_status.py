"""The status page in plain words."""

import re
from collections.abc import Callable

from scenariowiki.accounts.rules import Actor
from scenariowiki.jobs.schedule import DAY, Job, run
from tests import personas
from tests.browser import Browser

SignIn = Callable[[Actor], Browser]


def test_an_administrator_sees_every_check(sign_in: SignIn, ada: Actor) -> None:
    run(Job(name="verify_outcomes", every=DAY, run=lambda: "0"))

    page = sign_in(ada).get("/admin")

    assert page.status_code == 200
    for moment in ("上次运行", "下次运行"):
        assert re.search(rf'data-l="{moment}"><span><time', page.text), moment
    assert "flask db upgrade" in page.text  # the tests' tables were not made by migrations
    assert "SQLAlchemy" in page.text


def test_an_auditor_may_look_too(sign_in: SignIn) -> None:
    assert sign_in(personas.AUD).get("/admin").status_code == 200


def test_a_curator_is_sent_to_the_categories(sign_in: SignIn, cy: Actor) -> None:
    answer = sign_in(cy).get("/admin")

    assert answer.status_code == 303
    assert "categories" in answer.location


def test_a_contributor_may_not(sign_in: SignIn, ann: Actor) -> None:
    assert sign_in(ann).get("/admin").status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Browser) -> None:
    assert client.get("/admin").status_code == 303


def test_a_status_cannot_be_posted(sign_in: SignIn, ada: Actor) -> None:
    assert sign_in(ada).post("/admin").status_code == 405
