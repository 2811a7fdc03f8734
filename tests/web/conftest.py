"""What the tests over all routes find: one published scenario; and sites on databases of both kinds."""

import pytest
from flask import Flask

from tests import personas, wiki
from tests.instances import instance, make_instance

__all__ = ["instance", "make_instance"]


@pytest.fixture
def scenario_one(app: Flask) -> int:
    """Publish the scenario that the table of routes names."""
    no = wiki.publish(personas.CY, "系统显示有货，仓库缺货")
    assert no == 1
    return no
