"""The exchange is tried on both databases too."""

from tests.instances import instance, make_instance

__all__ = ["instance", "make_instance"]
