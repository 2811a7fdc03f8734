"""Every role against every route: only what the table of rights grants succeeds (case 49)."""

import pytest
from flask import Flask, url_for
from werkzeug.test import TestResponse

from scenariowiki.accounts.rules import PERMISSIONS, Actor, Permission
from scenariowiki.app import create_app
from tests import personas
from tests.browser import Browser, SignIn
from tests.databases import settings
from tests.web.routes import OBJECT, PUBLIC, ROUTES, SIGNED_IN

pytestmark = pytest.mark.unmeasured

REFUSED = (403, 404)
NOT_READY = 503


def pages(app: Flask) -> dict[str, str]:
    """Return a method of every endpoint but the API's, which has a test of its own; POST before GET."""
    return {
        rule.endpoint: max((rule.methods or set()) - {"HEAD", "OPTIONS"})
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith("api.")
    }


def address(app: Flask, endpoint: str) -> str:
    with app.test_request_context():
        return url_for(endpoint, **ROUTES[endpoint].args)


def may(person: Actor, endpoint: str) -> bool:
    route = ROUTES[endpoint]
    if route.right in (PUBLIC, SIGNED_IN, OBJECT):
        return True
    rights = [Permission(right) for right in (route.right, route.or_right) if right]
    return any(not person.roles.isdisjoint(PERMISSIONS[right]) for right in rights)


def fits(person: Actor, endpoint: str, status: int) -> bool:
    """Tell whether an answer is one that the table lets this person get."""
    if status not in (*range(200, 500), NOT_READY):
        return False
    if ROUTES[endpoint].right == OBJECT:
        return status not in (401, 405)
    return status not in (401, 403, 405) if may(person, endpoint) else status in REFUSED


def sends_away(response: TestResponse) -> bool:
    return response.status_code == 401 or (
        response.status_code == 303 and response.headers["Location"].startswith("/sign-in")
    )


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    assert set(pages(app)) == set(ROUTES)


@pytest.mark.usefixtures("scenario_one")
def test_only_the_granted_roles_read(app: Flask, sign_in: SignIn) -> None:
    browsers = {person: sign_in(person) for person in personas.EVERYBODY}
    reading = sorted(endpoint for endpoint, method in pages(app).items() if method == "GET")

    answers = {
        (endpoint, person.name): browsers[person].get(address(app, endpoint), buffered=True).status_code
        for endpoint in reading
        for person in personas.EVERYBODY
    }

    people = {person.name: person for person in personas.EVERYBODY}
    assert {key: got for key, got in answers.items() if not fits(people[key[1]], key[0], got)} == {}


@pytest.fixture(scope="module")
def methods(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Ask for the methods once: a page that only reads costs no application to find out."""
    return pages(create_app(settings(tmp_path_factory.mktemp("routes"))))


@pytest.fixture
def changing(methods: dict[str, str], endpoint: str) -> None:
    """Leave out what only reads; it has a test above."""
    if methods.get(endpoint) != "POST":
        pytest.skip("reads only, or not built yet")


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
@pytest.mark.usefixtures("changing", "scenario_one")
def test_only_the_granted_roles_change(app: Flask, sign_in: SignIn, endpoint: str) -> None:
    url = address(app, endpoint)

    for person in sorted(personas.EVERYBODY, key=lambda one: may(one, endpoint)):
        status = sign_in(person).post(url).status_code

        assert fits(person, endpoint, status), (person.name, status)


def test_a_stranger_is_asked_to_sign_in(app: Flask, client: Browser) -> None:
    doors = {endpoint: method for endpoint, method in pages(app).items() if ROUTES[endpoint].right != PUBLIC}

    answers = {
        endpoint: client.open(address(app, endpoint), method=method) for endpoint, method in doors.items()
    }

    assert {endpoint: got.status for endpoint, got in answers.items() if not sends_away(got)} == {}


def test_the_table_names_real_permissions_only() -> None:
    assert {route.right for route in ROUTES.values()} <= {PUBLIC, SIGNED_IN, OBJECT, *Permission}
