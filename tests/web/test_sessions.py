"""Where I am signed in."""

from scenariowiki.accounts.models import AccountSession
from scenariowiki.accounts.rules import SEEN_EVERY
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.browser import SignIn


def test_every_place_is_listed(sign_in: SignIn) -> None:
    first, _second = sign_in(personas.ANN), sign_in(personas.ANN)

    page = first.get("/me/sessions").text

    assert page.count("127.0.0.1") == 2
    assert page.count("/end") - page.count("/end-all") == 1


def test_another_place_is_ended(sign_in: SignIn) -> None:
    here, there = sign_in(personas.ANN), sign_in(personas.ANN)

    assert here.post("/me/sessions/2/end").status_code == 303

    assert there.get("/me/settings").status_code == 303
    assert here.get("/me/settings").status_code == 200


def test_all_places_are_ended(sign_in: SignIn) -> None:
    here, there = sign_in(personas.ANN), sign_in(personas.ANN)

    assert here.post("/me/sessions/end-all").headers["Location"] == "/sign-in"

    assert {browser.get("/me/settings").status_code for browser in (here, there)} == {303}


def test_somebody_elses_session_is_not_there(sign_in: SignIn) -> None:
    zoe, _ann = sign_in(personas.ZOE), sign_in(personas.ANN)

    assert zoe.post("/me/sessions/2/end").status_code == 404


def test_use_is_noted_when_the_last_note_is_old(sign_in: SignIn) -> None:
    browser = sign_in(personas.ANN)
    old = clock.now() - SEEN_EVERY
    with write() as uow:
        uow.session.get_one(AccountSession, 1).last_seen_at = old

    browser.get("/me/settings")

    assert read().get_one(AccountSession, 1).last_seen_at > old
