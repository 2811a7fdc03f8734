"""The fixtures of real instances, for tests whose acts run in processes of their own."""

from tests.instances import make_instance

__all__ = ["make_instance"]
