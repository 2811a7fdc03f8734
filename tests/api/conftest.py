"""Callers of the API, one a persona, and a catalogue with something in it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime import indexing
from scenariowiki.runtime.session import read
from tests import personas
from tests.api.caller import Caller, token_for


@pytest.fixture
def call(app: Flask) -> Callable[[Actor], Caller]:
    """Make a caller for a person."""
    return lambda person: Caller(app, token_for(person))


@pytest.fixture
def stranger(app: Flask) -> Caller:
    """Be a caller without a token."""
    return Caller(app, None)


@pytest.fixture
def as_ann(call: Callable[[Actor], Caller]) -> Caller:
    """Call as a contributor of the red team."""
    return call(personas.ANN)


@pytest.fixture
def as_cy(call: Callable[[Actor], Caller]) -> Caller:
    """Call as a curator."""
    return call(personas.CY)


@pytest.fixture
def as_zoe(call: Callable[[Actor], Caller]) -> Caller:
    """Call as a contributor of the blue team."""
    return call(personas.ZOE)


@pytest.fixture
def as_rea(call: Callable[[Actor], Caller]) -> Caller:
    """Call as a reader."""
    return call(personas.REA)


@pytest.fixture
def published(as_ann: Caller, as_cy: Caller) -> dict[str, Any]:
    """Give a published scenario of ann's with one solution."""
    made = as_ann.capture()
    response = as_cy.post(f"/scenarios/{made['no']}/transitions", {"to": "published"})
    assert response.status_code == 200, response.get_data(as_text=True)
    shown: dict[str, Any] = response.json  # type: ignore[assignment]  # it is an object
    return shown


@pytest.fixture
def reindex(app: Flask) -> Callable[[], int]:
    """Make the index anew from the database."""
    return lambda: indexing.rebuild(read())
