"""Browsers of those who keep the catalogue in order."""

import pytest

from tests import personas
from tests.browser import Browser, SignIn


@pytest.fixture
def ada_in(sign_in: SignIn) -> Browser:
    """Be signed in as an administrator."""
    return sign_in(personas.ADA)


@pytest.fixture
def cy_in(sign_in: SignIn) -> Browser:
    """Be signed in as a curator."""
    return sign_in(personas.CY)
