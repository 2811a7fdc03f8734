"""Every role against every route: only what the table of rights grants succeeds (case 49)."""

import pytest
from flask import Flask, url_for

from scenariowiki.accounts.rules import PERMISSIONS, Actor, Permission
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.routes import OBJECT, PUBLIC, ROUTES, SIGNED_IN

REFUSED = (403, 404)
STRANGER = (303, 401)
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


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    assert set(pages(app)) == set(ROUTES)


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
@pytest.mark.usefixtures("scenario_one")
def test_only_the_granted_roles_succeed(app: Flask, sign_in: SignIn, endpoint: str) -> None:
    method = pages(app).get(endpoint)
    if method is None:
        pytest.skip("not built yet")
    url = address(app, endpoint)

    for person in sorted(personas.EVERYBODY, key=lambda one: may(one, endpoint)):
        status = sign_in(person).open(url, method=method).status_code

        if ROUTES[endpoint].right == OBJECT:
            assert status not in (401, 405), (person.name, status)
        elif may(person, endpoint):
            assert status not in (401, 403, 405), (person.name, status)
        else:
            assert status in REFUSED, (person.name, status)
        assert status in (*range(200, 500), NOT_READY), (person.name, status)


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_a_stranger_is_asked_to_sign_in(app: Flask, client: Browser, endpoint: str) -> None:
    method = pages(app).get(endpoint)
    if method is None or ROUTES[endpoint].right == PUBLIC:
        pytest.skip("public, or not built yet")

    response = client.open(address(app, endpoint), method=method)

    assert response.status_code in STRANGER
    assert response.status_code == 401 or response.headers["Location"].startswith("/sign-in")


def test_the_table_names_real_permissions_only() -> None:
    assert {route.right for route in ROUTES.values()} <= {PUBLIC, SIGNED_IN, OBJECT, *Permission}
